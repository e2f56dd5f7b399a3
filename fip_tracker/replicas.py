"""Which database is read: public pages from the replica where there is one, all else from the primary."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponseBase

REPLICA = "replica"
View = Callable[[HttpRequest], HttpResponseBase]

_reads_from: ContextVar[str] = ContextVar("reads_from", default=DEFAULT_DB_ALIAS)


def public_database() -> str:
    """Where public pages are read."""
    return REPLICA if REPLICA in settings.DATABASES else DEFAULT_DB_ALIAS


def public_reads(get_response: View) -> View:
    """Let a public page asked for without one of our cookies be read from the replica.

    An official, who has a cookie, reads where they write, and so sees at once what they have just approved.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        is_public = request.method in {"GET", "HEAD"} and settings.PUBLIC_PATHS.match(request.path_info)
        is_anybodys = is_public and settings.OWN_COOKIES.isdisjoint(request.COOKIES)
        _reads_from.set(public_database() if is_anybodys else DEFAULT_DB_ALIAS)
        response = get_response(request)
        # A file is read from the database after the view has answered, while it is streamed; the next request of this
        # thread says anew where it reads.
        if not response.streaming:
            _reads_from.set(DEFAULT_DB_ALIAS)
        return response

    return middleware


class PublicReads:
    """The database router. Nothing is ever written to the replica or migrated there."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return _reads_from.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS
