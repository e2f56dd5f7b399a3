"""The files under /data/: the numbers of the pages, as CSV."""

from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from priorities.exports.columns import commitments_dataset, summary_dataset
from priorities.exports.csv import stream
from priorities.exports.registry import Dataset, Row
from priorities.exports.rows import commitment_rows, summary_rows
from priorities.filters import BadParameters, Selection, commitments_for


@require_safe
def summary_csv(request: HttpRequest) -> HttpResponseBase:
    return _file(request, summary_dataset, lambda chosen: summary_rows(chosen.commitments))


@require_safe
def commitments_csv(request: HttpRequest) -> HttpResponseBase:
    return _file(request, commitments_dataset, lambda chosen: commitment_rows(chosen.commitments, chosen.clocks))


def _file(
    request: HttpRequest, dataset: Callable[[], Dataset], rows: Callable[[Selection], Iterable[Row]]
) -> HttpResponseBase:
    """The file for the query of a request, streamed; 400 in plain text where the query is wrong."""
    try:
        chosen = commitments_for(request.GET)
    except BadParameters as error:
        return HttpResponse(f"{error}\n", status=400, content_type="text/plain; charset=utf-8")
    described = dataset()
    body: Iterator[bytes] = stream(described, rows(chosen)) if request.method == "GET" else iter(())
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="{described.name}.csv"'
    return response
