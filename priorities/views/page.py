"""What every public page shares: safe methods only, a 400 page that names bad parameters, and the frame around it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db.models import Q, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from priorities.clocks import day_of, now
from priorities.filters import CLOCKS, BadParameters, read_clocks
from priorities.models import Commitment, JournalEntry
from priorities.models.journal import JournalEntryQuerySet

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


@dataclass(frozen=True, slots=True)
class Event:
    """A public event of the record: its number in the journal, its moment, and the day of that moment."""

    number: int
    at: datetime
    day: date


def public_page(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page that anyone may read: GET and HEAD only, and a 400 page where its parameters are wrong."""

    @require_safe
    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except BadParameters as bad:
            return render(request, "400.html", {"errors": bad.errors}, status=400)

    return page


def render_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page with the day on which the record last changed at its foot, unless it knows better what it depends on."""
    known = context if "modified" in context else {**context, "modified": last_event()}
    return render(request, template, known)


def last_event() -> Event | None:
    """The last public event; None in an empty record."""
    return _event(_newest_first(now()).first())


def last_events(commitment: Commitment) -> tuple[Event | None, Event | None]:
    """The last public event of a commitment and that of the whole record, asked for at once."""
    entries = _newest_first(now())
    last_of_all = Subquery(entries.values("pk")[:1])
    # The last of all comes first; if it is another's, the last of this commitment is next to it.
    found = list(entries.filter(Q(commitment=commitment) | Q(pk=last_of_all))[:2])
    of_it = next((row for row in found if row.commitment_id == commitment.pk), None)
    return _event(of_it), _event(found[0] if found else None)


def _newest_first(instant: datetime) -> JournalEntryQuerySet:
    entries = JournalEntry.objects.open_at(instant).order_by("-public_from", "-number")
    return entries.only("number", "public_from", "commitment")


def _event(row: JournalEntry | None) -> Event | None:
    return Event(row.number, row.public_from, day_of(row.public_from)) if row else None


def moved_for_good(request: HttpRequest, address: str) -> HttpResponse:
    """The way to the one address of a page that was asked for in other letters, with the query that came along."""
    return HttpResponsePermanentRedirect(address + (f"?{request.GET.urlencode()}" if request.GET else ""))


def refuse_parameters(query: QueryDict) -> None:
    """For a page that is the same at every moment: it takes no parameter, not even the clocks."""
    read_clocks(query)
    refuse_clocks(query)


def refuse_clocks(query: QueryDict) -> None:
    given = [name for name in sorted(CLOCKS) if query.get(name, "").strip()]
    if given:
        raise BadParameters({name: [_("This page does not depend on it.")] for name in given})
