"""Everything that the record gives away, file by file: for the archive and for a folder, the same bytes."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from priorities.clocks import Clocks
from priorities.exports.csv import public_file
from priorities.exports.datasets import DATASETS
from priorities.exports.dictionary import dictionary_file
from priorities.exports.journal import head_file, journal_file
from priorities.exports.licences import licence
from priorities.exports.metadata import RIGHTS, Release, csvw, data_package
from priorities.models import CommitmentQuerySet, JournalEntry
from priorities.models.journal import instant_text

File = tuple[str, Iterator[bytes]]


def last_moment(known_at: datetime) -> datetime | None:
    """The last moment by then at which the public record changed; None where nothing is public."""
    opened = JournalEntry.objects.open_at(known_at).order_by("-public_from")
    return opened.values_list("public_from", flat=True).first()


def release_at(known_at: datetime) -> Release:
    moment, head = last_moment(known_at), JournalEntry.objects.recorded_by(known_at).head()
    return Release(created=instant_text(moment) if moment else "", version=str(head.number if head else 0))


@dataclass(slots=True)
class _Sums:
    """The size and the SHA-256 of each file that has gone through, by its name."""

    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def counted(self, name: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
        digest, size = hashlib.sha256(), 0
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            yield piece
        self.told[name] = {"bytes": size, "hash": f"sha256:{digest.hexdigest()}"}

    def lines(self) -> bytes:
        """In the form that `sha256sum --check` reads."""
        sums = ((told["hash"].removeprefix("sha256:"), name) for name, told in sorted(self.told.items()))
        return "".join(f"{digest}  {name}\n" for digest, name in sums).encode()


def files(commitments: CommitmentQuerySet, clocks: Clocks) -> Iterator[File]:
    """The name and the pieces of each file; a file has to be read to its end before the next is asked for."""
    sums = _Sums()
    for name, pieces in _contents(commitments, clocks):
        yield name, sums.counted(name, pieces)
    described = {name: sums.told[f"{name}.csv"] for name in DATASETS}
    package = data_package(release_at(clocks.known_at), files=described)
    yield "datapackage.json", sums.counted("datapackage.json", iter([package]))
    yield "SHA256SUMS", iter([sums.lines()])


def _contents(commitments: CommitmentQuerySet, clocks: Clocks) -> Iterator[File]:
    for name, dataset in DATASETS.items():
        yield f"{name}.csv", public_file(dataset, commitments, clocks)
        yield f"{name}.csv-metadata.json", iter([csvw(dataset)])
    yield "dictionary.csv", dictionary_file()
    yield "journal.jsonl", journal_file(clocks.known_at)
    yield "journal-head.json", iter([head_file(clocks.known_at)])
    yield "LICENCE.txt", iter([_licence_text()])


def _licence_text() -> bytes:
    given = licence()
    lines = [
        f"{given.title} ({given.code})",
        given.url,
        "",
        RIGHTS,
        f"Attribution: {settings.FIP_DATA_ATTRIBUTION}, {settings.BASE_URL}/",
    ]
    return "".join(f"{line}\n" for line in lines).encode()
