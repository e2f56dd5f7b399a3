"""A ZIP file written as it is sent: the same files with the same moment are the same bytes."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO, cast

CONTENT_TYPE = "application/zip"
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)  # ZIP knows no earlier moment
UNIX = 3
READABLE_FILE = 0o100644 << 16
COMPRESSION_LEVEL = 6


class _Outbox:
    """Keeps what is written until it is taken; one can't go back in it, so sizes follow each file in the archive."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def take(self) -> bytes:
        taken = b"".join(self.pieces)
        self.pieces.clear()
        return taken


def archive(files: Iterable[tuple[str, Iterator[bytes]]], moment: datetime | None) -> Iterator[bytes]:
    """The archive of some files, all dated at a moment, in pieces."""
    outbox = _Outbox()
    with zipfile.ZipFile(cast(BinaryIO, outbox), "w") as zipped:
        for name, pieces in files:
            with zipped.open(_described(name, moment or EARLIEST), "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)
                    yield outbox.take()
    yield outbox.take()


def _described(name: str, moment: datetime) -> zipfile.ZipInfo:
    utc = max(moment.astimezone(UTC), EARLIEST)
    described = zipfile.ZipInfo(name, (utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second))
    described.compress_type = zipfile.ZIP_DEFLATED
    described._compresslevel = COMPRESSION_LEVEL  # type: ignore[attr-defined]  # noqa: SLF001
    described.create_system = UNIX  # whatever the machine that it is made on
    described.external_attr = READABLE_FILE
    return described
