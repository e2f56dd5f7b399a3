"""The list of commitments: filtered, sorted, in pages, and to be taken away as a file."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from priorities.filters import CLOCKS, BadParameters, Selection, commitments_for
from priorities.models import Commitment
from priorities.revision import remembered
from priorities.search.words import query_of
from priorities.views.file_link import csv_link
from priorities.views.filter_panel import filter_panel, refused_panel
from priorities.views.found import marked_title, passages
from priorities.views.moment import Moment, moment_of, revision_first, without
from priorities.views.page import public_page, render_page
from priorities.views.rows import CommitmentRow, row_of

ROWS = 25
LONGEST_NUMBER = 9  # digits; more would not fit the database's numbers


class _Pages(Paginator):  # type: ignore[type-arg]
    """Pages of keys: rows that are only passed over on the way to a later page are not put together."""

    count: int = 0  # given, not asked for


@public_page
@revision_first
def commitment_list(request: HttpRequest) -> HttpResponse:
    try:
        selection = commitments_for(request.GET, also={"page"})
    except BadParameters as bad:
        return _refused(request, bad.errors)
    moment = moment_of(request, selection.clocks)
    pages = _pages(selection, moment)
    number = page_number(request.GET)
    if number > pages.num_pages:
        raise Http404
    page = pages.page(number)
    rows = _rows(list(page), selection, moment)
    query = without(selection.query, "page", "sort")
    context = {
        "moment": moment,
        "panel": filter_panel(request, selection, hidden=moment.given),
        "page": page,
        "pages": pages,
        "rows": rows,
        "csv": csv_link("commitments", query.urlencode(), rows=pages.count),
        "feed": _address("changes-atom", without(query, *CLOCKS)),  # a feed is always of now
        "calendar": _address("calendar", query),
        "is_translated": any(row.is_translated for row in rows),
    }
    return render_page(request, "priorities/commitment_list.html", context)


def _refused(request: HttpRequest, errors: dict[str, list[str]]) -> HttpResponse:
    """The 400 page with the form as it was filled in, so that nobody has to begin anew."""
    panel = refused_panel(request, errors)
    at_fields = {typed.name for typed in panel.wrong}
    others = {name: sentences for name, sentences in errors.items() if name not in at_fields}
    return render(request, "400.html", {"errors": others, "panel": panel}, status=400)


def _address(name: str, query: QueryDict) -> str:
    return reverse(name) + (f"?{query.urlencode()}" if query else "")


def _pages(selection: Selection, moment: Moment) -> Paginator:  # type: ignore[type-arg]
    keys = selection.commitments.values_list("pk", flat=True)
    if selection.form.cleaned_data["q"]:
        return Paginator(list(keys), ROWS)  # to find the words is the most of it: once, and not again to count
    pages = _Pages(keys, ROWS)
    pages.count = _count(selection, moment)
    return pages


def _count(selection: Selection, moment: Moment) -> int:
    """How many commitments are chosen, counted once a revision whatever page is asked for."""
    asked = sorted((name, values) for name, values in selection.query.lists() if name not in {"page", "sort"})
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
    on, known_at = selection.clocks.on, selection.clocks.known_at
    public = Commitment.objects.public(known_at).as_of(on=on, known_at=known_at)
    rows = public.order_by().filter(pk__in=keys).select_related("area")
    found = {commitment.pk: commitment for commitment in rows}
    return [found[key] for key in keys if key in found]


def page_number(query: QueryDict) -> int:
    """The number of the page asked for, from 1 on; raises BadParameters."""
    text = query.get("page") or "1"
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER and int(text)):
        raise BadParameters({"page": [_("Write the page as a whole number from 1 on.")]})
    return int(text)
