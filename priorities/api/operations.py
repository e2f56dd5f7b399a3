"""What can be asked of the API. Each operation says all that it can answer."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import create_model

from priorities.api import schemas
from priorities.api.answers import (
    Answer,
    as_asked,
    page,
    page_of_commitments,
    page_of_rows,
    records_of,
    refuse,
)
from priorities.api.parameters import PAGING, described, filters_described, read_part
from priorities.api.site import TAG, api
from priorities.changes import Change, changes_of, entries_between
from priorities.clocks import Clocks
from priorities.exports.datasets import DATASETS
from priorities.filters import BadParameters, commitments_for, narrowed, read_clocks
from priorities.models import Commitment, JournalEntry
from priorities.models.journal import instant_text
from priorities.views.changes import DaysForm

__all__ = ["api"]

AREAS, COMMITMENTS = DATASETS["summary"], DATASETS["commitments"]
NOTES, MILESTONES, DATE_CHANGES = DATASETS["progress-notes"], DATASETS["milestones"], DATASETS["date-changes"]
ORGANIZATIONS = DATASETS["organizations"]

AreaRow = schemas.row_schema("Area", AREAS)
CommitmentRow = schemas.row_schema("Commitment", COMMITMENTS)
NoteRow = schemas.row_schema("Note", NOTES)
MilestoneRow = schemas.row_schema("Milestone", MILESTONES)
DateChangeRow = schemas.row_schema("DateChange", DATE_CHANGES)
OrganizationRow = schemas.row_schema("Organization", ORGANIZATIONS)

Areas = create_model("Areas", __base__=schemas.Asked, results=(list[AreaRow], ...), total=(AreaRow, ...))  # type: ignore[valid-type]
CommitmentDetail = create_model(
    "CommitmentDetail",
    __base__=CommitmentRow,
    milestones=(list[MilestoneRow], ...),  # type: ignore[valid-type]
    date_changes=(list[DateChangeRow], ...),  # type: ignore[valid-type]
    notes=(list[NoteRow], ...),  # type: ignore[valid-type]
)
PLAIN: dict[str, Any] = {"content": {"text/plain": {"schema": {"type": "string"}}}}
EVERYWHERE: dict[int, Any] = {
    304: {"description": "Nothing changed since the ETag sent"},
    414: {"description": "The query is too long", **PLAIN},
    429: {"description": "Too many requests from one address", **PLAIN},
    503: {"description": "The database does not answer at the moment", **PLAIN},
}
PARTS = ("commitment", "limit", "offset")


def operation(
    path: str, about: str, *, answers: type[Schema], asks: list[dict[str, Any]], may_be_missing: bool = False
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """A GET operation with every status that its address can answer; 405 is for any other method.

    `about` says in English what it answers with; the page that describes the API translates it.
    """
    statuses: dict[int, Any] = {200: answers, 400: schemas.Problem, 405: schemas.Problem}
    if may_be_missing:
        statuses[404] = schemas.Problem
    extra = {"parameters": asks, "responses": EVERYWHERE, "tags": [TAG]}

    def decorate(view: Callable[..., Answer]) -> Callable[..., Answer]:
        register = api.get(path, response=statuses, operation_id=view.__name__, description=about, openapi_extra=extra)
        registered: Callable[..., Answer] = register(view)
        return registered

    return decorate


@operation("/", gettext_noop("The addresses of what there is."), answers=schemas.Index, asks=[])
def index(request: HttpRequest) -> Answer:
    _refuse_all(request.GET)
    names = ("areas", "commitments", "notes", "changes", "organizations", "journal")
    found = {name: settings.BASE_URL + reverse(f"api:{name}") for name in names}
    return {**found, "openapi": settings.BASE_URL + reverse("api:openapi-json")}


@operation(
    "/areas",
    gettext_noop("The six areas with their counts, and the total: the rows of summary.csv."),
    answers=Areas,
    asks=filters_described("commitment", without=["sort"]),
)
def areas(request: HttpRequest) -> Answer:
    selection = commitments_for(request.GET, also={"commitment"})
    refuse(request.GET, "sort", reason=_("These rows have one order."))
    *rows, total = records_of(AREAS, narrowed(selection, request.GET), selection.clocks)
    return {**as_asked(request, selection.clocks), "results": rows, "total": total}


@operation(
    "/commitments",
    gettext_noop("The commitments asked for: the rows of commitments.csv."),
    answers=schemas.page_schema("Commitments", CommitmentRow),
    asks=filters_described(*PARTS),
)
def commitments(request: HttpRequest) -> Answer:
    return page_of_commitments(request, COMMITMENTS)


@operation(
    "/commitments/{code}",
    gettext_noop("One commitment with its milestones, the moves of its dates, and its public notes."),
    answers=CommitmentDetail,
    asks=described(["as_of", "known_at"]),
    may_be_missing=True,
)
def commitment(request: HttpRequest, code: str) -> Answer:
    clocks = read_clocks(request.GET)
    public = Commitment.objects.public(clocks.known_at).as_of(on=clocks.on, known_at=clocks.known_at)
    chosen = public.coded(code.upper())
    found = records_of(COMMITMENTS, chosen, clocks)
    if not found:
        raise Http404
    below = {"milestones": MILESTONES, "date_changes": DATE_CHANGES, "notes": NOTES}
    return {**found[0], **{name: records_of(dataset, chosen, clocks) for name, dataset in below.items()}}


@operation(
    "/notes",
    gettext_noop("The public notes on the commitments asked for: the rows of progress-notes.csv."),
    answers=schemas.page_schema("Notes", NoteRow),
    asks=filters_described(*PARTS, without=["sort"]),
)
def notes(request: HttpRequest) -> Answer:
    return page_of_rows(request, NOTES)


@operation(
    "/organizations",
    gettext_noop("The bodies that answer for the commitments asked for: the rows of organizations.csv."),
    answers=schemas.page_schema("Organizations", OrganizationRow),
    asks=filters_described(*PARTS, without=["sort"]),
)
def organizations(request: HttpRequest) -> Answer:
    return page_of_rows(request, ORGANIZATIONS)


@operation(
    "/changes",
    gettext_noop("What changed in the record, newest first. An embargoed event is not among them before its moment."),
    answers=schemas.Events,
    asks=filters_described("since", "until", *PARTS, without=["sort", "as_of"]),
)
def changes(request: HttpRequest) -> Answer:
    selection = commitments_for(request.GET, also=PAGING | {"commitment", "since", "until"})
    refuse(request.GET, "sort", "as_of", reason=_("Events have one order and one clock: use since, until or known_at."))
    part, days = read_part(request.GET), DaysForm(request.GET)
    if not days.is_valid():
        raise BadParameters({str(name): [str(message) for message in found] for name, found in days.errors.items()})
    since, until = days.cleaned_data["since"], days.cleaned_data["until"]
    entries = entries_between(since, until, clocks=selection.clocks, commitments=narrowed(selection, request.GET))
    count = entries.count()
    results = [_event(change) for change in changes_of(part.of(entries, count))]
    return {**page(request, part, count), "results": results}


@operation(
    "/journal",
    gettext_noop(
        "The journal from its first entry on. What is under embargo has its digest here, and its payload later."
    ),
    answers=schemas.Journal,
    asks=described(["known_at", "limit", "offset"]),
)
def journal(request: HttpRequest) -> Answer:
    clocks = read_clocks(request.GET, also=PAGING)
    refuse(request.GET, "as_of", reason=_("Events have one order and one clock: use since, until or known_at."))
    part = read_part(request.GET)
    entries = JournalEntry.objects.filter(recorded_at__lte=clocks.known_at)
    count = entries.count()
    return {**page(request, part, count), "results": _journal_lines(part.of(entries, count), clocks)}


def _event(change: Change) -> Answer:
    return {
        "number": change.number,
        "kind": change.kind.value,
        "at": instant_text(change.at),
        "day": change.day.isoformat(),
        "commitment": change.commitment.code,
        "area": change.commitment.area.code,
        "note": change.note.reference if change.note else None,
        "milestone": change.milestone.number if change.milestone else None,
        "status": change.status or None,
        "status_before": change.status_before or None,
        "url": f"{settings.BASE_URL}/en/commitments/{change.commitment.code}/",
        "data": change.data,
    }


def _journal_lines(entries: Any, clocks: Clocks) -> list[Answer]:
    rows = list(entries)
    numbers = [entry.number for entry in rows]
    opened = JournalEntry.objects.open_at(clocks.known_at).filter(number__in=numbers)
    told = set(opened.values_list("number", flat=True))
    return [_journal_line(entry, is_open=entry.number in told) for entry in rows]


def _journal_line(entry: JournalEntry, *, is_open: bool) -> Answer:
    return {
        "number": entry.number,
        "recorded_at": instant_text(entry.recorded_at),
        "digest": entry.digest,
        "previous": entry.previous,
        "hash": entry.hash,
        "sealed": not is_open,
        "kind": entry.kind if is_open else None,
        "public_from": instant_text(entry.public_from) if is_open else None,
        "salt": entry.salt if is_open else None,
        "payload": entry.payload if is_open else None,
    }


def _refuse_all(query: QueryDict) -> None:
    """Raise BadParameters where a query holds anything."""
    read_clocks(query)
    refuse(query, "as_of", "known_at", reason=_("This page does not depend on it."))
