"""A page in the past: the banner that says so, the way back, the form to choose a day, and links that stay there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from priorities.clocks import Clocks, day_of, now
from priorities.filters import CLOCKS
from priorities.revision import current_revision

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
# Where a request has the name of the revision that was read for it.
REVISION_READ = "priorities.revision"


def revision_first(view: View[P]) -> View[P]:
    """For a page with counts that are remembered: read the revision before the page takes the time.

    What it then counts is never older than the name that it is remembered under. A page without this shares no counts.
    """

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.META[REVISION_READ] = current_revision().name
        return view(request, *args, **kwargs)

    return page


@dataclass(frozen=True, slots=True)
class Moment:
    """The point on both clocks that a page shows.

    `suffix` is the query that keeps a link at this moment (empty today), `today` the address of the same page
    today, `kept` the other parameters, for the form that chooses a day, `given` the clocks as they were asked for.
    `revision` is the name of the one that was read before the clocks, empty where none was.
    """

    on: date
    known_at: datetime
    is_past: bool
    is_known_then: bool
    suffix: str
    today: str
    kept: list[tuple[str, str]]
    given: list[tuple[str, str]]
    latest: date
    revision: str = field(repr=False)

    @property
    def asked(self) -> tuple[object, ...]:
        """What an answer about all commitments at this moment depends on, for `remembered`.

        Now is whenever the revision shows. Without one that was read first, an approval could have come in between, and
        what was counted before it must not be found after it.
        """
        is_any_now = bool(self.revision) and not self.is_known_then
        return (self.revision, self.on, None if is_any_now else self.known_at)

    def query(self, **filters: Any) -> str:
        """The parameters of this moment (none today) and of filters; a filter is one value or several."""
        return "&".join(filter(None, [self.suffix.removeprefix("?"), urlencode(filters, doseq=True)]))

    def listing(self, **filters: Any) -> str:
        """The address of the list of commitments at this moment, filtered."""
        query = self.query(**filters)
        return reverse("commitment-list") + (f"?{query}" if query else "")


def moment_of(request: HttpRequest, clocks: Clocks) -> Moment:
    asked = {name: request.GET[name] for name in sorted(CLOCKS) if request.GET.get(name)}
    others = without(request.GET, *CLOCKS)
    latest = day_of(now())
    is_known_then = "known_at" in asked
    is_past = is_known_then or clocks.on < latest
    return Moment(
        on=clocks.on,
        known_at=clocks.known_at,
        is_past=is_past,
        is_known_then=is_known_then,
        suffix=f"?{urlencode(asked)}" if is_past else "",
        today=request.path + (f"?{others.urlencode()}" if others else ""),
        kept=[(name, value) for name, values in others.lists() for value in values if name != "page"],
        given=list(asked.items()),
        latest=latest,
        revision=request.META.get(REVISION_READ, ""),
    )


def without(query: QueryDict, *names: str) -> QueryDict:
    """A copy of a query without the parameters of these names."""
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    return rest
