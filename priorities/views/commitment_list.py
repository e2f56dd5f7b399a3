"""The list of commitments: filtered, sorted, in pages, and to be taken away as a file."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from priorities.filters import BadParameters, Selection, commitments_for
from priorities.models import Commitment
from priorities.revision import remembered
from priorities.search.words import query_of
from priorities.views.file_link import csv_link
from priorities.views.filter_panel import filter_panel
from priorities.views.found import marked_title, passages
from priorities.views.moment import Moment, moment_of, without
from priorities.views.page import public_page, render_page
from priorities.views.rows import CommitmentRow, row_of

ROWS = 25
LONGEST_NUMBER = 9  # digits; more would not fit the database's numbers


class _Pages(Paginator):  # type: ignore[type-arg]
    """Pages of keys: rows that are only passed over on the way to a later page are not put together."""

    count: int = 0  # given, not asked for


@public_page
def commitment_list(request: HttpRequest) -> HttpResponse:
    selection = commitments_for(request.GET, also={"page"})
    moment = moment_of(request, selection.clocks)
    pages = _Pages(selection.commitments.values_list("pk", flat=True), ROWS)
    pages.count = _count(request.GET, selection, moment)
    number = page_number(request.GET)
    if number > pages.num_pages:
        raise Http404
    page = pages.page(number)
    rows = _rows(list(page), selection, moment)
    query = without(request.GET, "page", "sort").urlencode()
    context = {
        "moment": moment,
        "panel": filter_panel(request, selection.form, hidden=moment.given),
        "page": page,
        "pages": pages,
        "rows": rows,
        "csv": csv_link("commitments", query, rows=pages.count),
        "feed": reverse("changes-atom") + (f"?{query}" if query else ""),
        "calendar": reverse("calendar") + (f"?{query}" if query else ""),
        "is_translated": any(row.is_translated for row in rows),
    }
    return render_page(request, "priorities/commitment_list.html", context)


def _count(query: QueryDict, selection: Selection, moment: Moment) -> int:
    """How many commitments are chosen, counted once a revision whatever page is asked for."""
    asked = sorted((name, values) for name, values in query.lists() if name not in {"page", "sort"})
    total: int = remembered("chosen", *moment.asked, asked, compute=selection.commitments.order_by().count)
    return total


def _rows(keys: list[int], selection: Selection, moment: Moment) -> list[CommitmentRow]:
    """The rows of a page; where words were looked for, with what was found."""
    commitments = _in_order(keys, selection)
    rows = [row_of(commitment, moment) for commitment in commitments]
    query = query_of(selection.form.cleaned_data["q"] or "")
    if not query.terms:
        return rows
    prefetch_related_objects(commitments, "provisions", "ownerships__organization")
    found = passages(commitments, query, moment)
    return [
        replace(row, marked_title=marked_title(row.title, query), passage=found.get(commitment.pk))
        for row, commitment in zip(rows, commitments, strict=True)
    ]


def _in_order(keys: list[int], selection: Selection) -> list[Commitment]:
    rows = selection.commitments.order_by().filter(pk__in=keys).select_related("area")
    found = {commitment.pk: commitment for commitment in rows}
    return [found[key] for key in keys if key in found]


def page_number(query: QueryDict) -> int:
    """The number of the page asked for, from 1 on; raises BadParameters."""
    text = query.get("page") or "1"
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER and int(text)):
        raise BadParameters({"page": [_("Write the page as a whole number from 1 on.")]})
    return int(text)
