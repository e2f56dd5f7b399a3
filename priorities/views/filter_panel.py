"""The filters of the list as a form, as chips that can be taken off, and as sorting links in the table's head."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from priorities.choices import Kind, Labelled, Linkage, Side
from priorities.clocks import Clocks
from priorities.filters import CLOCKS, MULTIPLE, CommitmentFilter, Selection, public_organizations, without_blanks
from priorities.formatting import day
from priorities.models import Commitment, PriorityArea
from priorities.models.text import Text, active_language
from priorities.views.moment import without
from priorities.views.status import all_status_words
from priorities.views.words import in_page_language

DAYS = ("due_after", "due_before", "updated_since")
SORTED_COLUMNS = ("code", "status", "target_date", "last_reported")
FIRST_GROUPS = frozenset({"status", "area"})


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter; `aliases` are other values that mean the same."""

    value: str
    label: Text
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
class TypedField:
    """A field that is typed into: what stands in it, and what is wrong with that."""

    name: str
    label: str
    value: str
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter, with the address of the list without it."""

    filter: str
    value: Text
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
    words: TypedField
    groups: list[Group]
    days: list[TypedField]
    dates_are_open: bool
    fresh: list[Option]
    sorts: list[Option]
    chips: list[Chip]
    columns: dict[str, SortLink]
    clear: str
    hidden: list[tuple[str, str]]

    @property
    def wrong(self) -> list[TypedField]:
        return [typed for typed in (self.words, *self.days) if typed.errors]


def filter_panel(request: HttpRequest, selection: Selection, *, hidden: list[tuple[str, str]]) -> FilterPanel:
    """The panel of what was selected; `hidden` are parameters that the form passes on."""
    query, form = without(selection.query, "page"), selection.form
    groups = _groups(query)
    fresh = _single(form, query, "fresh")
    filters = [name for name in form.fields if name != "sort"]
    return FilterPanel(
        words=TypedField("q", _("Words"), form.cleaned_data["q"] or ""),
        groups=groups,
        days=[TypedField(name, str(form.fields[name].label), _written(form.cleaned_data[name])) for name in DAYS],
        dates_are_open=any(query.get(name) for name in (*DAYS, "fresh")),
        fresh=fresh,
        sorts=_single(form, query, "sort"),
        chips=list(_chips(request, query, form, groups, fresh)),
        columns={name: _sort_link(request, query, name) for name in SORTED_COLUMNS},
        clear=_address(request, without(query, *filters)),
        hidden=hidden,
    )


def refused_panel(request: HttpRequest, errors: dict[str, list[str]]) -> FilterPanel:
    """The panel of a query that was refused, with all that was typed, and its errors by the name of the parameter."""
    query = without_blanks(without(request.GET, "page"))
    form = CommitmentFilter(queryset=Commitment.objects.none(), clocks=Clocks.at()).form
    labels = {"q": _("Words"), **{name: str(form.fields[name].label) for name in DAYS}}
    words, *days = (
        TypedField(name, label, query.get(name, ""), errors.get(name, [])) for name, label in labels.items()
    )
    return FilterPanel(
        words=words,
        groups=_groups(query),
        days=days,
        dates_are_open=any(query.get(name) for name in (*DAYS, "fresh")),
        fresh=_single(form, query, "fresh"),
        sorts=_single(form, query, "sort"),
        chips=[],
        columns={},
        clear=request.path,
        hidden=[(name, value) for name in sorted(CLOCKS - set(errors)) if (value := query.get(name))],
    )


def _written(value: date | None) -> str:
    return value.isoformat() if value else ""


def _groups(query: QueryDict) -> list[Group]:
    areas = [((area.slug, area.code), area.title) for area in PriorityArea.objects.all()]
    bodies = [((body.code,), body.name) for body in public_organizations().order_by("side", "code")]
    statuses = [((word.code,), in_page_language(word.label)) for word in all_status_words()]
    return [
        _group(query, "status", _("Status"), statuses),
        _group(query, "area", _("Priority area"), areas),
        _group(query, "side", _("Side"), _codes(Side)),
        _group(query, "organization", _("Organization"), bodies),
        _group(query, "kind", _("Kind"), _codes(Kind)),
        _group(query, "linkage", _("Linkage"), _codes(Linkage)),
    ]


def _codes(vocabulary: type[Labelled]) -> list[tuple[tuple[str, ...], Text]]:
    return [((code,), in_page_language(_(label))) for code, label in vocabulary.pairs()]


def _group(query: QueryDict, name: str, legend: str, values: Iterable[tuple[tuple[str, ...], Text]]) -> Group:
    """A group of options; each may be asked for by more than one value, the first of which the form sends."""
    asked = set(query.getlist(name))
    options = [Option(names[0], label, not asked.isdisjoint(names), names[1:]) for names, label in values]
    return Group(name, legend, options, is_open=name in FIRST_GROUPS or bool(asked))


def _single(form: Form, query: QueryDict, name: str) -> list[Option]:
    choices: Any = form.fields[name].choices  # type: ignore[attr-defined]
    asked = query.get(name)
    return [Option(str(value), in_page_language(str(label)), value == asked) for value, label in choices if value]


def _chips(
    request: HttpRequest, query: QueryDict, form: Form, groups: list[Group], fresh: list[Option]
) -> Iterable[Chip]:
    options = [(group.name, option) for group in groups for option in group.options]
    options += [("fresh", option) for option in fresh]
    labels = {(name, value): option.label for name, option in options for value in (option.value, *option.aliases)}
    for name, asked in form.fields.items():
        for value in query.getlist(name) if name != "sort" else ():
            shown = labels.get((name, value)) or in_page_language(_in_words(form.cleaned_data[name]))
            yield Chip(str(asked.label), shown, _address(request, _less(query, name, value)))


def _in_words(value: date | str) -> str:
    return day(value, active_language()) if isinstance(value, date) else value


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
