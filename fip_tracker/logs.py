"""Logs as lines of JSON, one event a line, each with the number of its request and nothing that names a person."""

import json
import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from time import perf_counter

from django.http import HttpRequest, HttpResponseBase

request_id: ContextVar[str] = ContextVar("request_id", default="")
GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")
# What people type, and where they are: queries, mail addresses, numbers of machines.
PERSONAL = [
    (re.compile(r"\?[^\s\"']*"), "?…"),
    (re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+"), "…@…"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "…"),
    (re.compile(r"\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F:]{1,4}\b"), "…"),
]
# The log of sign-ins has to say who and from where: that is what it is kept for.
ABOUT_PEOPLE = "axes"

FAILED = 400

logger = logging.getLogger("fip_tracker.requests")
View = Callable[[HttpRequest], HttpResponseBase]


class JSONFormatter(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": request_id.get(),
            "message": self.of(record, record.getMessage()),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["trace"] = self.of(record, self.formatException(record.exc_info))
        return json.dumps({name: value for name, value in line.items() if value != ""}, ensure_ascii=False)

    def of(self, record: logging.LogRecord, text: str) -> str:
        return text if record.name.partition(".")[0] == ABOUT_PEOPLE else without_persons(text)


def without_persons(text: str) -> str:
    for pattern, instead in PERSONAL:
        text = pattern.sub(instead, text)
    return text


def request_log(get_response: View) -> View:
    """Give each request a number, the one of the proxy where it sent one, and log how it went."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        number = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(number)
        begun = perf_counter()
        try:
            response = get_response(request)
            if response.status_code >= FAILED:  # what went well may be kept and given to others
                response["X-Request-ID"] = number
            fields = {
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "milliseconds": round((perf_counter() - begun) * 1000, 1),
            }
            logger.info("answered", extra={"fields": fields})
        finally:
            request_id.reset(token)
        return response

    return middleware
