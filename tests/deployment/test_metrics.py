"""Figures for operators, and for nobody else."""

import os
import re

import pytest
from django.db import DatabaseError

from fip_tracker import metrics
from tests.factories import published_commitment

TOKEN = "only-for-tests-0123456789"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("shown", ["", f"Bearer {TOKEN}x", "Bearer "])
def test_without_the_token_there_is_no_such_page(client, settings, shown):
    settings.FIP_METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers={"authorization": shown}).status_code == 404
    settings.FIP_METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_requests_latency_revision_and_journal_are_told(client, settings):
    settings.FIP_METRICS_TOKEN = TOKEN
    published_commitment()
    client.get("/healthz")
    told = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert told.headers["Cache-Control"] == "no-store"
    lines = told.content.decode().splitlines()
    assert all(re.fullmatch(r'# TYPE \w+ \w+|\w+(\{(\w+="[^"]*",?)+\})? [0-9.]+', line) for line in lines), lines
    text = "\n".join(lines)
    worker = f'worker="{os.getpid()}"'
    assert f'fip_requests_total{{{worker},method="GET",status="200"}}' in text
    assert f'fip_request_seconds_bucket{{{worker},le="+Inf"}}' in text
    assert "fip_revision_info{name=" in text
    assert "fip_journal_entries 1\n" in text


def test_a_database_that_does_not_answer_is_a_figure_too(client, settings, monkeypatch):
    def refuse() -> None:
        raise DatabaseError

    settings.FIP_METRICS_TOKEN = TOKEN
    monkeypatch.setattr(metrics, "current_revision", refuse)
    told = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert told.content.decode().endswith("fip_database_up 0\n")


def test_a_histogram_counts_each_request_once():
    tally = metrics.Tally()
    for seconds in (0.001, 0.03, 9):
        tally.add("GET", 200, seconds)
    told = [line.replace(f'worker="{os.getpid()}"', "") for line in tally.lines()]
    lines = dict(line.rsplit(" ", 1) for line in told if not line.startswith("#"))
    assert [lines[f'fip_request_seconds_bucket{{,le="{bound}"}}'] for bound in ("0.005", "0.05", "+Inf")] == [
        "1",
        "2",
        "3",
    ]
    assert lines["fip_request_seconds_count{}"] == "3"
