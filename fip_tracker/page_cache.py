"""The page cache, in front of Django: a public page is rendered once a revision of the record, then served as bytes.

It knows nothing of the record. What is public, which revision is public now, and which parameters say nothing are
given to it. Whoever sends one of our cookies is served by Django alone.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from itertools import chain
from typing import IO, Any, Protocol
from urllib.parse import parse_qsl, urlencode

from django.db import DatabaseError, close_old_connections
from django.http import parse_cookie

from fip_tracker.kept_pages import PIECE, Headers, Kept, KeptFile, Page, Shelf

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

LARGEST = 500_000  # bytes of one answer in memory; a larger one is kept on the disk where it is a file
LONGEST_QUERY = 2_000  # characters; addresses take room too
# For caches between us and the reader, in seconds: how long they may answer by themselves, and how much longer while
# they fetch the page anew. Neither reaches past the end of the revision.
SHARED_AGE = 10
STALE_AGE = 20
# For what was not kept here: a cache on the way asks each time. What was made for somebody in particular it keeps not
# at all.
UNKEPT, PRIVATE = "no-cache", "private, no-cache"
# What could make one answer differ from another at the same address; a page is rendered without.
UNHEARD = (
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_COOKIE",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_RANGE",
)
REPLACED = {"cache-control", "content-length", "etag", "vary"}
VARIES_ON = {"accept-encoding", "accept-language", "cookie"}


class Revision(Protocol):
    """A state of the record: its name, and the instant at which it ends by itself."""

    @property
    def name(self) -> str: ...

    @property
    def until(self) -> datetime: ...


@dataclass(frozen=True)
class Site:
    """What the cache has to be told of the site that it stands in front of."""

    is_public: Callable[[str], bool]
    revision: Callable[[], Revision]
    now: Callable[[], datetime]
    says_nothing: Callable[[str], bool]
    own_cookies: frozenset[str]
    check_every: float
    count: Callable[[int], None]  # is told the status of each answer that goes out of the cache


@dataclass
class _Answer:
    """What Django answers, caught before it goes out."""

    status: str = ""
    headers: Headers | None = None

    def start(self, status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        return _write


def _write(data: bytes) -> None:
    raise NotImplementedError("Django returns its body and never writes it")


class FileBody:
    """A body that Django hands over as the file that it is (PEP 3333, `wsgi.file_wrapper`)."""

    def __init__(self, file: IO[bytes], size: int = PIECE) -> None:
        self.file = file

    def __iter__(self) -> Iterator[bytes]:
        return iter(partial(self.file.read, PIECE), b"")

    def close(self) -> None:
        self.file.close()


class PageCache:
    """`shelf` is for pages in memory, `files` for what is too large for it, on the disk."""

    def __init__(self, application: Application, site: Site, shelf: Shelf, files: Shelf) -> None:
        self.application = application
        self.site = site
        self.shelf = shelf
        self.files = files
        self._seen: tuple[float, Revision] | None = None

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not self._is_for_everybody(environ):
            return self.application(environ, _marked(start_response, UNKEPT))
        if self._is_ours(environ.get("HTTP_COOKIE", "")):
            return self.application(environ, _marked(start_response, PRIVATE))
        address = self._address(environ)
        if self.shelf.is_unkept(address):
            return self.application(environ, _marked(start_response, UNKEPT))
        try:
            return self._answer(address, environ, start_response)
        except DatabaseError:
            # Django says what is to be said to the reader; a connection that broke is not used again.
            close_old_connections()
            return self.application(environ, _marked(start_response, UNKEPT))

    def _answer(self, address: tuple[str, ...], environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """The page at an address, kept or rendered; DatabaseError while the revision can't be told."""
        revision = self._revision()
        page = self._found(address, revision)
        if page is not None:
            return self._send(page, revision, environ, start_response)
        with self.shelf.rendering(address):
            return self._render(address, environ, start_response)

    def _is_for_everybody(self, environ: Environ) -> bool:
        """Whether a request is one that a kept page may answer, whoever asks."""
        return (
            environ["REQUEST_METHOD"] in {"GET", "HEAD"}
            and len(environ.get("QUERY_STRING", "")) <= LONGEST_QUERY
            and self.site.is_public(environ.get("PATH_INFO", ""))
        )

    def _is_ours(self, cookies: str) -> bool:
        # As Django reads them: Python's own parser drops all of them at the first one that is odd.
        return bool(cookies) and not self.site.own_cookies.isdisjoint(parse_cookie(cookies))

    def _address(self, environ: Environ) -> tuple[str, ...]:
        """What makes a page another page; the language is part of the path."""
        return (
            environ["wsgi.url_scheme"],
            environ.get("HTTP_X_FORWARDED_PROTO", ""),
            environ.get("HTTP_HOST", ""),
            environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""),
            self._query(environ),
        )

    def _query(self, environ: Environ) -> str:
        """The query without what trackers add: each visitor from there would otherwise have a page of their own."""
        query: str = environ.get("QUERY_STRING", "")
        pairs = parse_qsl(query, keep_blank_values=True) if query else []
        kept = [(name, value) for name, value in pairs if not self.site.says_nothing(name)]
        return query if len(kept) == len(pairs) else urlencode(kept)

    def _revision(self) -> Revision:
        """The revision now; between two looks at the database it is known until it ends by itself."""
        seen = self._seen
        if seen and time.monotonic() - seen[0] < self.site.check_every and self.site.now() < seen[1].until:
            return seen[1]
        return self._fresh_revision()

    def _fresh_revision(self) -> Revision:
        moment = time.monotonic()
        revision = self.site.revision()
        self._seen = (moment, revision)
        return revision

    def _render(self, address: tuple[str, ...], environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        # Asked again, by the connection that renders: what it shows is never older than the name it is kept under.
        revision = self._fresh_revision()
        page = self._found(address, revision)
        if page is not None:
            return self._send(page, revision, environ, start_response)
        answer = _Answer()
        body = self.application(_for_everybody(environ, address[-1]), answer.start)
        headers = answer.headers or []
        if answer.status.startswith("200 ") and _may_be_kept(headers):
            body = _Begun(body)
            page = self._keep(address, revision, headers, body)
            if page is not None:
                return self._send(page, revision, environ, start_response)
            self.shelf.leave(address)
        _marked(start_response, UNKEPT)(answer.status, headers)
        if environ["REQUEST_METHOD"] == "GET":
            return body
        _close(body)
        return []

    def _found(self, address: tuple[str, ...], revision: Revision) -> Kept | None:
        return self.shelf.get(address, revision.name) or self.files.get(address, revision.name)

    def _keep(self, address: tuple[str, ...], revision: Revision, headers: Headers, body: _Begun) -> Kept | None:
        """What was rendered, kept; None where it is too large."""
        kept, content_type = _kept(headers)
        if body.is_whole:
            page = Page.of(kept, body.start, content_type)
            self.shelf.keep(address, revision.name, page)
            return page
        if body.file is None or os.fstat(body.file.fileno()).st_size > self.files.room:
            return None
        file = KeptFile(kept, body.file)
        body.close()
        self.files.keep(address, revision.name, file)
        return file

    def _send(self, page: Kept, revision: Revision, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        coding = _coding(environ.get("HTTP_ACCEPT_ENCODING", ""), page)
        age = _age((revision.until - self.site.now()).total_seconds())
        condition = environ.get("HTTP_IF_NONE_MATCH")
        if condition and _has(condition, page.tag):
            self.site.count(304)
            start_response("304 Not Modified", [*page.brief[coding], age])
            return []
        self.site.count(200)
        start_response("200 OK", [*page.heads[coding], age])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else page.body(coding)


def _for_everybody(environ: Environ, query: str) -> Environ:
    """The request without what could make its answer another's; Django may hand over a file as such."""
    asked = {name: value for name, value in environ.items() if name not in UNHEARD}
    return {**asked, "REQUEST_METHOD": "GET", "QUERY_STRING": query, "wsgi.file_wrapper": FileBody}


def _age(seconds_left: float) -> tuple[str, str]:
    """How long caches on the way may keep what is sent now."""
    if seconds_left >= SHARED_AGE + STALE_AGE:
        return FULL_AGE
    left = max(0, int(seconds_left))
    shared = min(SHARED_AGE, left)
    return _cache_control(shared, min(STALE_AGE, left - shared))


def _cache_control(shared: int, stale: int) -> tuple[str, str]:
    return ("Cache-Control", f"public, max-age=0, s-maxage={shared}, stale-while-revalidate={stale}")


FULL_AGE = _cache_control(SHARED_AGE, STALE_AGE)


def _marked(start_response: StartResponse, otherwise: str) -> StartResponse:
    """Tell caches on the way what to do with an answer that does not say so itself."""

    def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
        if not any(name.lower() == "cache-control" for name, _value in headers):
            headers = [*headers, ("Cache-Control", otherwise)]
        return start_response(status, headers, exc_info)

    return start


def _may_be_kept(headers: Headers) -> bool:
    """Whether an answer is the same for everybody: it sets no cookie, isn't marked, varies on nothing unheard-of."""
    named: dict[str, str] = {}
    for name, value in headers:
        named[name.lower()] = f"{named.get(name.lower(), '')},{value}"
    varies = {part.strip().lower() for part in named.get("vary", "").split(",")} - {""}
    marked = {part.strip().lower() for part in named.get("cache-control", "").split(",")} & {"no-store", "private"}
    return not marked and varies <= VARIES_ON and "set-cookie" not in named and "content-encoding" not in named


def _kept(headers: Headers) -> tuple[Headers, str]:
    """The headers that go out with every copy, and the content type."""
    kept = [(name, value) for name, value in headers if name.lower() not in REPLACED]
    return kept, next((value for name, value in kept if name.lower() == "content-type"), "")


def _close(body: Iterable[bytes]) -> None:
    close = getattr(body, "close", None)
    if close:
        close()


class _Begun:
    """A body read as far as it may be kept; `is_whole` where that is all of it, and it is then closed."""

    def __init__(self, body: Iterable[bytes]) -> None:
        self.body = body
        self.file = body.file if isinstance(body, FileBody) else None
        self.rest = iter(body)
        pieces, size = [], 0
        while size <= LARGEST and (piece := next(self.rest, None)) is not None:
            pieces.append(piece)
            size += len(piece)
        self.start = b"".join(pieces)
        self.is_whole = size <= LARGEST
        if self.is_whole:
            _close(body)

    def __iter__(self) -> Iterator[bytes]:
        return chain([self.start], self.rest)

    def close(self) -> None:
        _close(self.body)


def _coding(accepted: str, page: Kept) -> str:
    """The best coding that the reader takes and the page has."""
    return next((coding for coding in _taken(accepted) if coding in page.heads), "")


@lru_cache(maxsize=256)
def _taken(accepted: str) -> tuple[str, ...]:
    """The codings of ours that an Accept-Encoding takes, the best first: readers send only a few different ones."""
    takes = {part.partition(";")[0].strip() for part in accepted.split(",") if not _refuses(part)}
    return tuple(coding for coding in ("br", "gzip") if coding in takes)


def _refuses(part: str) -> bool:
    """Whether a part of Accept-Encoding has the weight nought, as in br;q=0."""
    weight = part.partition(";")[2].replace(" ", "")
    return weight.startswith("q=0") and not weight.removeprefix("q=").strip("0.")


def _has(condition: str, tag: str) -> bool:
    """Whether If-None-Match names these bytes in any coding."""
    named = (part.strip().removeprefix("W/").strip('"').partition(".")[0] for part in condition.split(","))
    return condition.strip() == "*" or tag in named
