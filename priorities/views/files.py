"""The files under /data/: the numbers of the pages, and what machines need to read them."""

from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from priorities.exports import archive, csv, journal, metadata, release
from priorities.exports.datasets import DATASETS
from priorities.exports.dictionary import dictionary_file
from priorities.exports.snapshot import whole
from priorities.filters import BadParameters, read_clocks, selection_for_file
from priorities.models import JournalEntry
from priorities.views.page import refuse_parameters
from priorities.views.plain import public_file

KEPT_IN_MEMORY = 1024**2  # bytes of a file; what is larger goes to the disk


@public_file
def csv_file(request: HttpRequest, name: str) -> HttpResponseBase:
    chosen = selection_for_file(request.GET)
    pieces = whole(chosen.commitments.db, lambda: csv.public_file(DATASETS[name], chosen.commitments, chosen.clocks))
    return _streamed(request, pieces, f"{name}.csv", csv.CONTENT_TYPE)


@public_file
def csv_metadata(request: HttpRequest, name: str) -> HttpResponse:
    selection_for_file(request.GET)
    described = metadata.csvw(DATASETS[name], query=request.GET.urlencode())
    return _inline(described, metadata.CSVW_CONTENT_TYPE)


@public_file
def data_package(request: HttpRequest) -> HttpResponse:
    chosen = selection_for_file(request.GET)
    described = metadata.data_package(release.release_at(chosen.clocks.known_at), query=request.GET.urlencode())
    return _inline(described, metadata.CONTENT_TYPE)


@public_file
def dictionary(request: HttpRequest) -> HttpResponseBase:
    refuse_parameters(request.GET)
    return _streamed(request, dictionary_file(), "dictionary.csv", csv.CONTENT_TYPE)


@public_file
def journal_lines(request: HttpRequest) -> HttpResponseBase:
    clocks = read_clocks(request.GET)
    if request.GET.get("as_of"):
        raise BadParameters({"as_of": [_("The journal does not depend on it; known_at cuts it off.")]})
    pieces = whole(JournalEntry.objects.db, lambda: journal.journal_file(clocks.known_at))
    return _streamed(request, pieces, "journal.jsonl", journal.CONTENT_TYPE)


@public_file
def release_archive(request: HttpRequest) -> HttpResponseBase:
    chosen = selection_for_file(request.GET)
    known_at = chosen.clocks.known_at
    pieces = whole(
        chosen.commitments.db,
        lambda: archive.archive(release.files(chosen.commitments, chosen.clocks), release.last_moment(known_at)),
    )
    return _streamed(request, pieces, "fip-tracker.zip", archive.CONTENT_TYPE)


def _streamed(request: HttpRequest, pieces: Iterator[bytes], name: str, content_type: str) -> HttpResponseBase:
    """The file, written whole before the first byte is sent, and then sent with its length.

    The server ends a body in good order also when the application fails while it is being sent. So a failure must come
    before, as an error page, and whoever is cut off later sees by the length that something is missing. HEAD is told no
    length: the file would have to be written for it.
    """
    with ExitStack() as stack:
        file = stack.enter_context(SpooledTemporaryFile(max_size=KEPT_IN_MEMORY))
        if request.method == "GET":
            for piece in pieces:  # `writelines` would look only at the end whether they are too many for the memory
                file.write(piece)
            file.seek(0)
        stack.pop_all()  # from here on the response closes it
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    if request.method != "GET":
        del response["Content-Length"]
    return response


def _inline(content: bytes, content_type: str) -> HttpResponse:
    return HttpResponse(content, content_type=content_type)
