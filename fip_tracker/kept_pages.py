"""Rendered pages, kept as bytes within bounds."""

import gzip
import hashlib
import os
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import IO, Protocol, Self

import brotli
from django.core.cache.backends.base import BaseCache

Headers = list[tuple[str, str]]
COMPRESSIBLE = ("text/", "application/json", "application/atom+xml", "application/xml", "image/svg+xml")
WORTH_COMPRESSING = 500  # bytes
ENTRIES = 20_000
UNKEPT = 2_000
SHARED_SECONDS = 24 * 60 * 60
PIECE = 128 * 1024  # bytes of a file that are sent at once


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

    @classmethod
    def of(cls, headers: Headers, body: bytes, content_type: str) -> Self:
        bodies = {"": body}
        if len(body) >= WORTH_COMPRESSING and content_type.startswith(COMPRESSIBLE):
            bodies["br"] = brotli.compress(body, quality=5)
            bodies["gzip"] = gzip.compress(body, compresslevel=6, mtime=0)
        tag = hashlib.sha256(body).hexdigest()[:32]
        brief = {coding: _about(tag, coding, varies=len(bodies) > 1) for coding in bodies}
        heads = {coding: [*headers, *brief[coding], *_of_body(coding, len(kept))] for coding, kept in bodies.items()}
        return cls(bodies, tag, heads, brief)

    def body(self, coding: str) -> Iterable[bytes]:
        return [self.bodies[coding]]

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values())) + sum(len(value) for _name, value in self.heads[""])


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


def _of_body(coding: str, size: int) -> Headers:
    length = ("Content-Length", str(size))
    return [("Content-Encoding", coding), length] if coding else [length]


class Shelf:
    """Answers by address, each good for one revision; the least asked for goes first when room is needed.

    `shared` is a second shelf behind this one, for several processes or machines; `build` tells the versions of the
    site apart that may use it at the same time.
    """

    def __init__(self, *, megabytes: int, shared: BaseCache | None = None, build: str = "") -> None:
        self.room = megabytes * 1_000_000
        self.used = 0
        self._shared = shared
        self._build = build
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
        page: Kept | None = self._shared.get(self._shared_key(address, revision)) if self._shared else None
        if page:
            self._put(address, revision, page)
        return page

    def keep(self, address: Hashable, revision: str, page: Kept) -> None:
        self._put(address, revision, page)
        if self._shared:
            self._shared.set(self._shared_key(address, revision), page, SHARED_SECONDS)

    def _put(self, address: Hashable, revision: str, page: Kept) -> None:
        with self._lock:
            self._drop(address)
            self._pages[address] = (revision, page)
            self.used += page.size
            while self.used > self.room or len(self._pages) > ENTRIES:
                self._drop(next(iter(self._pages)))

    def _drop(self, address: Hashable) -> None:
        before = self._pages.pop(address, None)
        if before:
            self.used -= before[1].size

    def _shared_key(self, address: Hashable, revision: str) -> str:
        return f"page.{hashlib.sha256(repr((self._build, address, revision)).encode()).hexdigest()}"

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
