"""A visitor who comes in by the front door, past which the test client slips: the WSGI application that is served."""

import io
from dataclasses import dataclass
from typing import Any
from wsgiref.util import setup_testing_defaults

from fip_tracker.page_cache import Application


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Visitor:
    application: Application

    def get(self, address: str, *, method: str = "GET", host: str = "testserver", **headers: str) -> Answer:
        path, _, query = address.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": host,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        setup_testing_defaults(environ)
        caught: list[tuple[str, list[tuple[str, str]]]] = []
        body = self.application(environ, lambda status, found, exc_info=None: caught.append((status, found)))
        try:
            content = b"".join(body)
        finally:
            close = getattr(body, "close", None)
            if close:
                close()
        status, found = caught[0]
        return Answer(int(status.split()[0]), {name.lower(): value for name, value in found}, content)
