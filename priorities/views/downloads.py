"""The page of the files: what there is to take away, how large, under which licence, and what each column means."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from priorities.clocks import Clocks
from priorities.exports import metadata
from priorities.exports.archive import archive
from priorities.exports.catalogue import linked_data
from priorities.exports.csv import public_file
from priorities.exports.datasets import DATASETS
from priorities.exports.dictionary import Entry, dictionary_file, entries
from priorities.exports.journal import journal_file
from priorities.exports.licences import licence
from priorities.exports.registry import PublicDataset
from priorities.exports.release import files, last_moment, release_at
from priorities.exports.snapshot import whole
from priorities.filters import read_clocks
from priorities.models import Commitment, CommitmentQuerySet
from priorities.revision import remembered
from priorities.views.file_link import FileLink
from priorities.views.moment import Moment, moment_of, revision_first
from priorities.views.page import public_page, render_page

MEASURED = 1024**2  # bytes of a file that are written to see how large it is


@dataclass(frozen=True, slots=True)
class Download:
    """A file that can be taken away, and what a row of it is, if it has rows."""

    name: str
    title: str
    row: str
    link: FileLink


@dataclass(frozen=True, slots=True)
class Meanings:
    """The dictionary of one file."""

    name: str
    entries: list[Entry]


@public_page
@revision_first
def downloads(request: HttpRequest) -> HttpResponse:
    clocks = read_clocks(request.GET)
    moment = moment_of(request, clocks)
    commitments = Commitment.objects.public(clocks.known_at).as_of(on=clocks.on, known_at=clocks.known_at)
    context = {
        "moment": moment,
        "files": [_dataset_file(name, commitments, clocks, moment) for name in DATASETS],
        "others": list(_others(commitments, clocks, moment)),
        "for_programs": list(_for_programs(clocks, moment)),
        "dictionary": [Meanings(f"{name}.csv", entries(dataset)) for name, dataset in DATASETS.items()],
        "linked_data": linked_data(release_at(clocks.known_at)),
        "licence": licence(),
        "attribution": settings.FIP_DATA_ATTRIBUTION,
    }
    return render_page(request, "priorities/data.html", context)


def _dataset_file(name: str, commitments: CommitmentQuerySet, clocks: Clocks, moment: Moment) -> Download:
    dataset = DATASETS[name]
    address = reverse(f"{name}-csv") + moment.suffix
    link = _link(address, "CSV", moment, lambda: public_file(dataset, commitments, clocks))
    return Download(f"{name}.csv", _(dataset.title), _(dataset.row), link)


def _others(commitments: CommitmentQuerySet, clocks: Clocks, moment: Moment) -> Iterator[Download]:
    everything, journal, dictionary = reverse("release-archive"), reverse("journal-lines"), reverse("dictionary-csv")
    yield Download(
        "release.zip",
        _("Everything in one archive"),
        _("All files, with dictionary, metadata, licence, checksums and journal; unchanged, the same to the byte."),
        _link(
            everything + moment.suffix,
            "ZIP",
            moment,
            lambda: archive(files(commitments, clocks), last_moment(clocks.known_at)),
        ),
    )
    yield Download(
        "journal.jsonl",
        _("Journal"),
        _("One line a public event, chained by hashes: proof that nothing was rewritten."),
        _link(journal, "JSON Lines", moment, lambda: journal_file(clocks.known_at)),
    )
    yield Download(
        "dictionary.csv",
        _("Data dictionary"),
        _("One row a column of a file: its type, its meaning and its values, in three languages."),
        _link(dictionary, "CSV", moment, dictionary_file),
    )


def _for_programs(clocks: Clocks, moment: Moment) -> Iterator[Download]:
    """What describes the files to programs: all of them together, then each by itself."""
    query = moment.query()
    package = reverse("data-package") + moment.suffix
    yield Download(
        "datapackage.json",
        "Data Package",
        "",
        _link(package, "JSON", moment, lambda: iter([metadata.data_package(release_at(clocks.known_at), query=query)])),
    )
    for name, dataset in DATASETS.items():
        address = reverse(f"{name}-metadata") + moment.suffix
        link = _link(address, "JSON", moment, partial(_described, dataset, query))
        yield Download(f"{name}.csv-metadata.json", "CSV on the Web (CSVW)", "", link)


def _described(dataset: PublicDataset, query: str) -> Iterator[bytes]:
    yield metadata.csvw(dataset, query=query)


def _link(href: str, kind: str, moment: Moment, pieces: Callable[[], Iterator[bytes]]) -> FileLink:
    """A link with the bytes of the file, which is written for that once a revision."""
    size: int = remembered("size", href, *moment.asked, compute=lambda: _measured(whole(Commitment.objects.db, pieces)))
    words = filesizeformat(min(size, MEASURED))
    return FileLink(href, kind, _("more than %(size)s") % {"size": words} if size > MEASURED else words, licence())


def _measured(pieces: Iterator[bytes]) -> int:
    """The bytes of a file, counted until they are more than is worth the counting."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MEASURED:
            break
    return size
