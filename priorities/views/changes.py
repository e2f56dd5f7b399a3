"""What changed in the record between two days: every public event, grouped by day and by commitment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.changes import Change, changes_of, entries_between
from priorities.clocks import today
from priorities.filters import (
    BadParameters,
    DayField,
    commitments_for,
    narrowed,
    public_organizations,
    read_clocks,
)
from priorities.models import CommitmentQuerySet, JournalEntry, PriorityArea
from priorities.models.text import Text
from priorities.views.change_line import ChangeLine, change_line
from priorities.views.commitment_list import page_number
from priorities.views.filter_panel import Option
from priorities.views.moment import without
from priorities.views.page import public_page, refuse_clocks, render_page
from priorities.views.translation import is_own_name

EVENTS = 50
DAYS_BACK = 90
PARAMETERS = frozenset({"since", "until", "area", "organization", "commitment", "page"})


@dataclass(frozen=True, slots=True)
class CommitmentChanges:
    """What happened to one commitment on one day, newest first."""

    code: str
    title: Text
    href: str
    area: Text
    lines: list[ChangeLine]


@dataclass(frozen=True, slots=True)
class DayChanges:
    day: date
    commitments: list[CommitmentChanges]


@dataclass(frozen=True, slots=True)
class Chooser:
    """The form's fields as they were sent, with what they can be."""

    since: date
    until: date
    latest: date
    areas: list[Option]
    organizations: list[Option]
    commitment: str


class DaysForm(forms.Form):
    """Two days, both included; neither lies in the future."""

    since = DayField(label=gettext_lazy("From this day"))
    until = DayField(label=gettext_lazy("Up to and including"))

    def clean_since(self) -> date | None:
        return _not_in_future(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        return _not_in_future(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day is before the first one."))
        return self.cleaned_data


@public_page
def changes(request: HttpRequest) -> HttpResponse:
    clocks = read_clocks(request.GET, also=PARAMETERS)
    refuse_clocks(request.GET)
    since, until = _days(request.GET)
    entries = entries_between(since, until, clocks=clocks, commitments=_commitments(request.GET))
    pages: Paginator[JournalEntry] = Paginator(entries, EVENTS)
    number = page_number(request.GET)
    if number > pages.num_pages:
        raise Http404
    page = pages.page(number)
    found = changes_of(entries[page.start_index() - 1 : page.end_index()]) if pages.count else []
    context = {
        "chooser": _chooser(request.GET, since, until),
        "page": page,
        "pages": pages,
        "days": list(_by_day(found)),
        "is_translated": any(is_own_name(change.commitment, "title") for change in found),
    }
    return render_page(request, "priorities/changes.html", context)


def _not_in_future(day: date | None) -> date | None:
    if day is not None and day > today():
        raise forms.ValidationError(_("This day is in the future."), code="future")
    return day


def _days(query: QueryDict) -> tuple[date, date]:
    """The two days asked for; without them the last ninety. Raises BadParameters."""
    form = DaysForm(query)
    if not form.is_valid():
        raise BadParameters({str(name): [str(message) for message in found] for name, found in form.errors.items()})
    until = form.cleaned_data["until"] or today()
    since = form.cleaned_data["since"] or until - timedelta(days=DAYS_BACK - 1)
    return since, until


def _commitments(query: QueryDict) -> CommitmentQuerySet:
    """The commitments that a query is about. Raises BadParameters."""
    return narrowed(commitments_for(without(query, *PARAMETERS - {"area", "organization"})), query)


def _chooser(query: QueryDict, since: date, until: date) -> Chooser:
    areas, bodies = query.getlist("area"), query.getlist("organization")
    organizations = public_organizations().order_by("side", "code")
    return Chooser(
        since=since,
        until=until,
        latest=today(),
        areas=[
            Option(area.slug, area.title, area.slug in areas or area.code in areas)
            for area in PriorityArea.objects.all()
        ],
        organizations=[Option(body.code, body.name, body.code in bodies) for body in organizations],
        commitment=query.get("commitment", "").strip(),
    )


def _by_day(found: Iterable[Change]) -> Iterable[DayChanges]:
    for day, events in groupby(found, key=lambda change: change.day):
        by_code: dict[str, list[Change]] = {}
        for event in events:
            by_code.setdefault(event.commitment.code, []).append(event)
        yield DayChanges(day, [_of_commitment(rows) for rows in by_code.values()])


def _of_commitment(rows: list[Change]) -> CommitmentChanges:
    commitment = rows[0].commitment
    return CommitmentChanges(
        code=commitment.code,
        title=commitment.title,
        href=commitment.get_absolute_url(),
        area=commitment.area.title,
        lines=[change_line(row) for row in rows],
    )
