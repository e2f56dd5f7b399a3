"""The filters of the list as a form, as chips that can be taken off, and as sorting links in the table's head."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from priorities.choices import Kind, Labelled, Linkage, Side
from priorities.filters import MULTIPLE
from priorities.formatting import day
from priorities.models import Organization, PriorityArea
from priorities.models.text import active_language
from priorities.views.moment import without
from priorities.views.status import all_status_words

DAYS = ("due_after", "due_before", "updated_since")
SORTED_COLUMNS = ("code", "status", "target_date", "last_reported")
FIRST_GROUPS = frozenset({"status", "area"})


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter; `aliases` are other values that mean the same."""

    value: str
    label: str
    is_chosen: bool
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Options of one filter, of which any number may be chosen."""

    name: str
    legend: str
    options: list[Option]
    is_open: bool


@dataclass(frozen=True, slots=True)
class DayInput:
    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter, with the address of the list without it."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class SortLink:
    """How a column's head sorts: `direction` is what it does now, in the words of ARIA."""

    href: str
    direction: str
    is_rising: bool
    is_falling: bool


@dataclass(frozen=True, slots=True)
class FilterPanel:
    words: str
    groups: list[Group]
    days: list[DayInput]
    dates_are_open: bool
    fresh: list[Option]
    sorts: list[Option]
    chips: list[Chip]
    columns: dict[str, SortLink]
    clear: str
    hidden: list[tuple[str, str]]


def filter_panel(request: HttpRequest, form: Form, *, hidden: list[tuple[str, str]]) -> FilterPanel:
    """The panel of a valid query; `hidden` are parameters that the form passes on."""
    query = without(request.GET, "page")
    groups = _groups(query)
    fresh = _single(form, query, "fresh")
    filters = [name for name in form.fields if name != "sort"]
    return FilterPanel(
        words=query.get("q", ""),
        groups=groups,
        days=[DayInput(name, str(form.fields[name].label), query.get(name, "")) for name in DAYS],
        dates_are_open=any(query.get(name) for name in (*DAYS, "fresh")),
        fresh=fresh,
        sorts=_single(form, query, "sort"),
        chips=list(_chips(request, query, form, groups, fresh)),
        columns={name: _sort_link(request, query, name) for name in SORTED_COLUMNS},
        clear=_address(request, without(query, *filters)),
        hidden=hidden,
    )


def _groups(query: QueryDict) -> list[Group]:
    areas = [((area.slug, area.code), str(area.title)) for area in PriorityArea.objects.all()]
    bodies = [((body.code,), str(body.name)) for body in Organization.objects.order_by("side", "code")]
    return [
        _group(query, "status", _("Status"), [((word.code,), word.label) for word in all_status_words()]),
        _group(query, "area", _("Priority area"), areas),
        _group(query, "side", _("Side"), _codes(Side)),
        _group(query, "organization", _("Organization"), bodies),
        _group(query, "kind", _("Kind"), _codes(Kind)),
        _group(query, "linkage", _("Linkage"), _codes(Linkage)),
    ]


def _codes(vocabulary: type[Labelled]) -> list[tuple[tuple[str, ...], str]]:
    return [((code,), _(label)) for code, label in vocabulary.pairs()]


def _group(query: QueryDict, name: str, legend: str, values: Iterable[tuple[tuple[str, ...], str]]) -> Group:
    """A group of options; each may be asked for by more than one value, the first of which the form sends."""
    asked = set(query.getlist(name))
    options = [Option(names[0], label, not asked.isdisjoint(names), names[1:]) for names, label in values]
    return Group(name, legend, options, is_open=name in FIRST_GROUPS or bool(asked))


def _single(form: Form, query: QueryDict, name: str) -> list[Option]:
    choices: Any = form.fields[name].choices  # type: ignore[attr-defined]
    return [Option(str(value), str(label), value == query.get(name)) for value, label in choices if value]


def _chips(
    request: HttpRequest, query: QueryDict, form: Form, groups: list[Group], fresh: list[Option]
) -> Iterable[Chip]:
    options = [(group.name, option) for group in groups for option in group.options]
    options += [("fresh", option) for option in fresh]
    labels = {(name, value): option.label for name, option in options for value in (option.value, *option.aliases)}
    for name, field in form.fields.items():
        for value in filter(None, query.getlist(name)) if name != "sort" else ():
            words = {"filter": field.label, "value": _shown(name, value, labels)}
            yield Chip(_("%(filter)s: %(value)s") % words, _address(request, _less(query, name, value)))


def _shown(name: str, value: str, labels: dict[tuple[str, str], str]) -> str:
    if name in DAYS:
        return day(date.fromisoformat(value), active_language())
    return labels.get((name, value), value)


def _less(query: QueryDict, name: str, value: str) -> QueryDict:
    """The query without one value of a filter."""
    rest = without(query, name)
    if name in MULTIPLE:
        rest.setlist(name, [other for other in query.getlist(name) if other != value])
    return rest


def _sort_link(request: HttpRequest, query: QueryDict, column: str) -> SortLink:
    """A first click sorts rising, a second falling."""
    sort = query.get("sort") or "code"
    wanted = query.copy()
    wanted["sort"] = f"-{column}" if sort == column else column
    return SortLink(
        href=_address(request, wanted),
        direction={column: "ascending", f"-{column}": "descending"}.get(sort, "none"),
        is_rising=sort == column,
        is_falling=sort == f"-{column}",
    )


def _address(request: HttpRequest, query: QueryDict) -> str:
    return f"{request.path}?{query.urlencode()}" if query else request.path
