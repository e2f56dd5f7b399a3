"""A page in the past: the banner that says so, the way back, the form to choose a day, and links that stay there."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from priorities.clocks import Clocks, day_of, now
from priorities.filters import CLOCKS
from priorities.revision import current_revision


@dataclass(frozen=True, slots=True)
class Moment:
    """The point on both clocks that a page shows.

    `suffix` is the query that keeps a link at this moment (empty today), `today` the address of the same page
    today, `kept` the other parameters, for the form that chooses a day, `given` the clocks as they were asked for.
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
    revision: object = field(repr=False)

    @property
    def asked(self) -> tuple[object, ...]:
        """What an answer about all commitments at this moment depends on, for `remembered`."""
        return (str(self.revision), self.on, self.known_at if self.is_known_then else None)

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
        revision=SimpleLazyObject(lambda: current_revision().name),  # asked only by pages that depend on it
    )


def without(query: QueryDict, *names: str) -> QueryDict:
    """A copy of a query without the parameters of these names."""
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    return rest
