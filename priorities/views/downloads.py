"""The page of the files: what there is to take away, how large, under which licence, and what each column means."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from priorities.clocks import Clocks
from priorities.exports.archive import archive
from priorities.exports.catalogue import linked_data
from priorities.exports.csv import public_file
from priorities.exports.datasets import DATASETS
from priorities.exports.dictionary import Entry, dictionary_file, entries
from priorities.exports.journal import journal_file
from priorities.exports.licences import licence
from priorities.exports.release import files, last_moment, release_at
from priorities.filters import read_clocks
from priorities.models import Commitment, CommitmentQuerySet
from priorities.views.moment import Moment, moment_of
from priorities.views.page import public_page, render_page

MEASURED = 1024**2  # bytes of a file that are written to see how large it is


@dataclass(frozen=True, slots=True)
class Size:
    """The bytes of a file; it has more than that where it is too large to be written just to know."""

    bytes: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class Download:
    """A file that can be taken away: what it holds, where it is, and how large."""

    name: str
    kind: str
    title: str
    row: str
    href: str
    size: Size


@dataclass(frozen=True, slots=True)
class Meanings:
    """The dictionary of one file."""

    name: str
    entries: list[Entry]


@public_page
def downloads(request: HttpRequest) -> HttpResponse:
    clocks = read_clocks(request.GET)
    moment = moment_of(request, clocks)
    commitments = Commitment.objects.public(clocks.known_at).as_of(on=clocks.on, known_at=clocks.known_at)
    context = {
        "moment": moment,
        "files": [_dataset_file(name, commitments, clocks, moment) for name in DATASETS],
        "others": list(_others(commitments, clocks, moment)),
        "dictionary": [Meanings(f"{name}.csv", entries(dataset)) for name, dataset in DATASETS.items()],
        "linked_data": linked_data(release_at(clocks.known_at)),
        "licence": licence(),
        "attribution": settings.FIP_DATA_ATTRIBUTION,
    }
    return render_page(request, "priorities/data.html", context)


def _dataset_file(name: str, commitments: CommitmentQuerySet, clocks: Clocks, moment: Moment) -> Download:
    dataset = DATASETS[name]
    address = reverse(f"{name}-csv") + moment.suffix
    size = _size(public_file(dataset, commitments, clocks))
    return Download(f"{name}.csv", "CSV", _(dataset.title), _(dataset.row), address, size)


def _others(commitments: CommitmentQuerySet, clocks: Clocks, moment: Moment) -> Iterator[Download]:
    yield Download(
        "release.zip",
        "ZIP",
        _("Everything in one archive"),
        _("All files, with dictionary, metadata, licence, checksums and journal; unchanged, the same to the byte."),
        reverse("release-archive") + moment.suffix,
        _size(archive(files(commitments, clocks), last_moment(clocks.known_at))),
    )
    yield Download(
        "journal.jsonl",
        "JSON Lines",
        _("Journal"),
        _("One line a public event, chained by hashes: proof that nothing was rewritten."),
        reverse("journal-lines"),
        _size(journal_file(clocks.known_at)),
    )
    yield Download(
        "dictionary.csv",
        "CSV",
        _("Data dictionary"),
        _("One row a column of a file: its type, its meaning and its values, in three languages."),
        reverse("dictionary-csv"),
        _size(dictionary_file()),
    )


def _size(pieces: Iterator[bytes]) -> Size:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MEASURED:
            return Size(MEASURED, is_more=True)
    return Size(size, is_more=False)
