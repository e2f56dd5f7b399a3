"""What every public page shares: safe methods only, a 400 page that names bad parameters, and the frame around it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from priorities.clocks import day_of, now
from priorities.filters import CLOCKS, BadParameters, read_clocks
from priorities.models import JournalEntry

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
    """A page with the day on which the record last changed at its foot."""
    return render(request, template, {"modified": last_event(), **context})


def last_event() -> Event | None:
    """The last public event; None in an empty record."""
    entries = JournalEntry.objects.open_at(now()).order_by("-public_from", "-number")
    row = entries.values_list("number", "public_from").first()
    return Event(row[0], row[1], day_of(row[1])) if row else None


def refuse_parameters(query: QueryDict) -> None:
    """For a page that is the same at every moment: it takes no parameter, not even the clocks."""
    read_clocks(query)
    refuse_clocks(query)


def refuse_clocks(query: QueryDict) -> None:
    given = [name for name in sorted(CLOCKS) if name in query]
    if given:
        raise BadParameters({name: [_("This page does not depend on it.")] for name in given})
