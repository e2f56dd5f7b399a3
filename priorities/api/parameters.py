"""What a request may ask of the API: the filters and clocks of the list, and which part of a long answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext, gettext_noop, override

from priorities.choices import HeadlineStatus, Kind, Labelled, Linkage, Side
from priorities.filters import LONGEST_QUERY, MULTIPLE, SORTS, BadParameters, ClocksForm, CommitmentFilter

Rows = TypeVar("Rows", bound="QuerySet[Any]")
MOST = 200  # rows in one answer
FURTHEST = 10_000_000  # rows passed over; more would not fit every database's numbers once added up
USUAL = 50

PAGING = frozenset({"limit", "offset"})
CODES: dict[str, type[Labelled]] = {"status": HeadlineStatus, "side": Side, "kind": Kind, "linkage": Linkage}
DAYS = frozenset({"as_of", "since", "until", "due_after", "due_before", "updated_since"})
MEANINGS = {
    "q": gettext_noop("Words that all stand in the texts of a commitment or in those of one of its notes."),
    "area": gettext_noop("Slug or code of a priority area."),
    "organization": gettext_noop("Code of an organization that answers for the commitment."),
    "commitment": gettext_noop("Code of one commitment."),
    "since": gettext_noop("First day on which an event became public."),
    "until": gettext_noop("Last day on which an event became public."),
    "as_of": gettext_noop("The day that the record is to speak of; not in the future."),
    "known_at": gettext_noop("What this site said at an instant, with its offset from UTC; not in the future."),
    "limit": gettext_noop("The most rows to answer with."),
    "offset": gettext_noop("How many rows to pass over."),
}


class PageForm(forms.Form):
    limit = forms.IntegerField(required=False, min_value=1, max_value=MOST)
    offset = forms.IntegerField(required=False, min_value=0, max_value=FURTHEST)


@dataclass(frozen=True, slots=True)
class Part:
    """Which rows of an answer: at most `limit` of them, after the first `offset`."""

    limit: int
    offset: int

    def of(self, rows: Rows, count: int) -> Rows:
        """These rows out of `count`. Their keys are found first: to pass over whole rows would be to read them all."""
        return rows.filter(pk__in=self.cut(rows.values_list("pk", flat=True), count))

    def cut(self, values: Any, count: int) -> list[Any]:
        """This part of values out of `count`; past the last nothing is asked."""
        return list(values[self.offset : self.offset + self.limit]) if self.offset < count else []


def read_part(query: QueryDict) -> Part:
    """The part that a query asks for. Raises BadParameters."""
    form = PageForm(query)
    if not form.is_valid():
        raise BadParameters({str(name): [str(message) for message in found] for name, found in form.errors.items()})
    limit, offset = form.cleaned_data["limit"], form.cleaned_data["offset"]
    return Part(limit=limit or USUAL, offset=offset or 0)


def described(names: Iterable[str]) -> list[dict[str, Any]]:
    """The OpenAPI objects of query parameters."""
    return [_parameter(name) for name in names]


def filters_described(*others: str, without: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Those of the list's filters and clocks, and of others, but not of those in `without`."""
    unfit = set(without)
    names = [*CommitmentFilter.base_filters, *ClocksForm.base_fields, *others]
    return described(name for name in names if name not in unfit)


def meaning(name: str) -> str:
    """What a parameter means, in the active language."""
    if name in MEANINGS:
        return gettext(MEANINGS[name])
    label = CommitmentFilter.base_filters[name].label
    if name in MULTIPLE:
        return gettext("%(filter)s; repeat it for several.") % {"filter": label}
    return str(label)


def _parameter(name: str) -> dict[str, Any]:
    schema = _schema(name)
    if name in MULTIPLE:
        schema = {"type": "array", "items": schema}
    with override("en"):
        return {"name": name, "in": "query", "required": False, "description": meaning(name), "schema": schema}


def _schema(name: str) -> dict[str, Any]:
    if name in CODES:
        return {"type": "string", "enum": [member.value for member in CODES[name]]}
    if name in DAYS:
        return {"type": "string", "format": "date"}
    special: dict[str, dict[str, Any]] = {
        "known_at": {"type": "string", "format": "date-time"},
        "q": {"type": "string", "maxLength": LONGEST_QUERY},
        "fresh": {"type": "string", "enum": ["yes", "no"]},
        "sort": {"type": "string", "enum": [*SORTS, *(f"-{name}" for name in SORTS)]},
        "limit": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
        "offset": {"type": "integer", "minimum": 0, "maximum": FURTHEST, "default": 0},
    }
    return special.get(name, {"type": "string"})
