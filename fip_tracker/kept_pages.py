"""Rendered pages, kept as bytes within bounds."""

import gzip
import hashlib
import os
import sys
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock
from typing import IO, Protocol, Self, cast

import brotli
from django.core.cache.backends.base import BaseCache
from django.db import DatabaseError

Headers = list[tuple[str, str]]
COMPRESSIBLE = ("text/", "application/json", "application/atom+xml", "application/xml", "image/svg+xml")
WORTH_COMPRESSING = 500  # bytes
ENTRIES = 20_000
UNKEPT = 2_000
SHARED_SECONDS = 24 * 60 * 60
PIECE = 128 * 1024  # bytes of a file that are sent at once
PLACE = 1_500  # bytes that an entry takes beside its address, headers and body: objects, tables, a lock


class Kept(Protocol):
    """One answer: `tag` is the same for the same bytes, `size` the room that it takes, in bytes.

    `heads` has the headers of each content coding ("" is the plain one) and `brief` those of its 304, ready to be sent
    but for Cache-Control.
    """

    @property
    def tag(self) -> str: ...

    @property
    def heads(self) -> dict[str, Headers]: ...

    @property
    def brief(self) -> dict[str, Headers]: ...

    @property
    def size(self) -> int: ...

    def body(self, coding: str) -> Iterable[bytes]: ...


@dataclass(frozen=True, slots=True)
class Page:
    """An answer in memory; `bodies` has it by content coding."""

    bodies: dict[str, bytes]
    tag: str
    heads: dict[str, Headers]
    brief: dict[str, Headers]
    size: int

    @classmethod
    def of(cls, headers: Headers, body: bytes, content_type: str) -> Self:
        bodies = {"": body}
        if len(body) >= WORTH_COMPRESSING and content_type.startswith(COMPRESSIBLE):
            bodies["br"] = brotli.compress(body, quality=5)
            bodies["gzip"] = gzip.compress(body, compresslevel=6, mtime=0)
        tag = hashlib.sha256(body).hexdigest()[:32]
        brief = {coding: _about(tag, coding, varies=len(bodies) > 1) for coding in bodies}
        heads = {coding: [*headers, *brief[coding], *_of_body(coding, len(kept))] for coding, kept in bodies.items()}
        return cls(bodies, tag, heads, brief, sum(map(len, bodies.values())) + _memory_of(heads, brief))

    def body(self, coding: str) -> Iterable[bytes]:
        return [self.bodies[coding]]


class KeptFile:
    """An answer too large for the memory, in a file without a name: its room on the disk is free again when nobody
    reads it any more and it is on no shelf."""

    def __init__(self, headers: Headers, file: IO[bytes]) -> None:
        self._number = os.dup(file.fileno())
        self.size = os.fstat(self._number).st_size
        file.seek(0)
        self.tag = hashlib.file_digest(file, "blake2b").hexdigest()[:32]  # type: ignore[arg-type]  # any binary file
        self.brief = {"": _about(self.tag, "", varies=False)}
        self.heads = {"": [*headers, *self.brief[""], *_of_body("", self.size)]}

    def body(self, coding: str) -> Iterator[bytes]:
        at = 0
        while piece := os.pread(self._number, PIECE, at):
            yield piece
            at += len(piece)

    def __del__(self) -> None:
        os.close(self._number)


def _about(tag: str, coding: str, *, varies: bool) -> Headers:
    about = [("ETag", f'"{tag}.{coding}"' if coding else f'"{tag}"')]
    return [*about, ("Vary", "Accept-Encoding")] if varies else about


def _memory_of(*kinds: dict[str, Headers]) -> int:
    """The bytes of headers in memory; lists share what is the same in each of them."""
    lists = [headers for kind in kinds for headers in kind.values()]
    pairs = {id(pair): pair for headers in lists for pair in headers}
    texts = {id(text): text for pair in pairs.values() for text in pair}
    return sum(map(sys.getsizeof, [*lists, *pairs.values(), *texts.values()]))


def _of_body(coding: str, size: int) -> Headers:
    length = ("Content-Length", str(size))
    return [("Content-Encoding", coding), length] if coding else [length]


class Shelf:
    """Answers by address, each good for one revision; the least asked for goes first when room is needed.

    `shared` is a second shelf behind this one, for several processes or machines; one that fails is done without.
    """

    def __init__(self, *, megabytes: int, shared: BaseCache | None = None) -> None:
        self.room = megabytes * 1_000_000
        self.used = 0
        self._shared = shared
        self._pages: OrderedDict[Hashable, tuple[str, Kept]] = OrderedDict()
        self._unkept: OrderedDict[Hashable, None] = OrderedDict()
        self._rendering: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, address: Hashable, revision: str) -> Kept | None:
        with self._lock:
            found = self._pages.get(address)
            if found and found[0] == revision:
                self._pages.move_to_end(address)
                return found[1]
        page = self._shared_page(address, revision)
        if page:
            self._put(address, revision, page)
        return page

    def keep(self, address: Hashable, revision: str, page: Kept) -> None:
        self._put(address, revision, page)
        if self._shared:
            with suppress(DatabaseError, OSError):
                self._shared.set(_shared_key(address, revision), page, SHARED_SECONDS)

    def _shared_page(self, address: Hashable, revision: str) -> Kept | None:
        if self._shared:
            with suppress(DatabaseError, OSError):
                return cast("Kept | None", self._shared.get(_shared_key(address, revision)))
        return None

    def _put(self, address: Hashable, revision: str, page: Kept) -> None:
        with self._lock:
            self._drop(address)
            self._pages[address] = (revision, page)
            self.used += _room_for(address, page)
            while self.used > self.room or len(self._pages) > ENTRIES:
                self._drop(next(iter(self._pages)))

    def _drop(self, address: Hashable) -> None:
        before = self._pages.pop(address, None)
        if before:
            self.used -= _room_for(address, before[1])

    def __len__(self) -> int:
        return len(self._pages)

    def is_unkept(self, address: Hashable) -> bool:
        """Whether the answer at this address was found to be none that is kept, so that nobody need wait for it."""
        return address in self._unkept

    def leave(self, address: Hashable) -> None:
        with self._lock:
            self._unkept[address] = None
            if len(self._unkept) > UNKEPT:
                self._unkept.popitem(last=False)

    @contextmanager
    def rendering(self, address: Hashable) -> Iterator[None]:
        """One at a time an address: those who come meanwhile wait, and then find the page."""
        with self._lock:
            turn = self._rendering.setdefault(address, Lock())
        with turn:
            try:
                yield
            finally:
                with self._lock:
                    self._rendering.pop(address, None)


def _room_for(address: Hashable, page: Kept) -> int:
    # Of a text one byte a character at least; the repr of an address has all of its texts.
    return page.size + sys.getsizeof(repr(address)) + PLACE


def _shared_key(address: Hashable, revision: str) -> str:
    return f"page.{hashlib.sha256(repr((address, revision)).encode()).hexdigest()}"
