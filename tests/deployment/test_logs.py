"""Logs that programs read, which tell nothing of the people who asked."""

import json
import logging
import sys

import pytest

from fip_tracker.logs import JSONFormatter, logger, request_id
from tests.deployment.start import PRODUCTION, setting


def formatted(message: str, *, name: str = "django.request", **extra: object) -> dict[str, object]:
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, (), extra.pop("exc_info", None))  # type: ignore[arg-type]
    record.__dict__.update(extra)
    return dict(json.loads(JSONFormatter().format(record)))


def test_a_line_is_json_with_its_request():
    token = request_id.set("0123abcd")
    try:
        line = formatted("Not Found: /en/nothing/")
    finally:
        request_id.reset(token)
    assert line.pop("at")
    assert line == {
        "level": "warning",
        "logger": "django.request",
        "request": "0123abcd",
        "message": "Not Found: /en/nothing/",
    }


@pytest.mark.parametrize("personal", ["kim@example.org", "203.0.113.7", "2001:db8:0:0:1::7", "/en/?q=my+illness"])
def test_nothing_that_names_a_person_is_kept(personal):
    secret = personal.partition("?")[2] or personal
    assert secret not in str(formatted(f"Refused: {personal} again"))
    try:
        raise ValueError(f"of {personal}")
    except ValueError:
        line = formatted("Failed", exc_info=sys.exc_info())
    assert "ValueError" in str(line["trace"])
    assert secret not in str(line)


def test_the_log_of_sign_ins_says_from_where():
    assert "203.0.113.7" in str(formatted("Locked out: 203.0.113.7", name="axes.handlers"))


@pytest.mark.django_db
def test_a_request_is_logged_with_its_number_and_without_its_query(client, monkeypatch):
    told = []
    monkeypatch.setattr(logger, "info", lambda message, extra: told.append(extra["fields"]))
    refused = client.get("/en/", {"colour": "red"}, headers={"x-request-id": "0123abcd-of-the-proxy"})
    assert refused.headers["X-Request-ID"] == "0123abcd-of-the-proxy"
    assert "X-Request-ID" not in client.get("/healthz").headers
    made_up = client.get("/en/", {"colour": "red"}, headers={"x-request-id": "<script>"})
    assert len(made_up.headers["X-Request-ID"]) == 16
    assert told[0].pop("milliseconds") > 0
    assert told[0] == {"method": "GET", "path": "/en/", "status": 400}


def test_production_logs_json_unless_told_otherwise():
    assert setting("LOG_FORMAT", **PRODUCTION) == "'json'"
    assert setting("LOG_FORMAT") == "'line'"
    assert setting("LOG_FORMAT", LOG_FORMAT="json") == "'json'"
