"""The history of a row in the admin: who saved it and its parts, when, why, and what that changed, field by field."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from priorities.actions.permissions import require_may_decide
from priorities.admin.display import NOTHING, utc_minute
from priorities.admin.scope import is_allowed, official_of
from priorities.choices import Language, NoteState
from priorities.models import (
    Commitment,
    CommitmentRelation,
    Milestone,
    Official,
    Ownership,
    ProgressNote,
    Provision,
)
from priorities.models.history import NOT_TOLD, History

ENTRIES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Change:
    """One field, as it was and as it became; `language` where its text is in one."""

    column: str
    field: str
    old: str
    new: str
    language: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One save or deletion."""

    when: str
    by: str
    what: str
    reason: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Trail:
    """Recorded states of the rows of one model. `name` says which row a state is of; a row itself needs no name."""

    states: "QuerySet[Any]"
    name: Callable[[Any], object] = str
    parent: str = ""

    @property
    def model(self) -> type[models.Model]:
        model: type[models.Model] = self.states.model.instance_type
        return model


# Which states belong to a row

_PARTS: dict[type[models.Model], Callable[[Any], object]] = {
    Ownership: lambda state: state.organization,
    Milestone: lambda state: f"{state.number} {state.title_en}",
    Provision: lambda state: state.document or state.source,
    CommitmentRelation: lambda state: state.other,
}


def trails_of(row: models.Model, by: Official) -> list[Trail]:
    """The states of a row and of its parts that an official may see."""
    own = Trail(_readable(row, row.history.all(), by))  # type: ignore[attr-defined]
    if not isinstance(row, Commitment):
        return [own]
    parts: Any = _PARTS
    return [
        own,
        *(Trail(part.history.filter(commitment_id=row.pk), name, "commitment") for part, name in parts.items()),
    ]


def _readable(row: models.Model, states: "QuerySet[Any]", by: Official) -> "QuerySet[Any]":
    """A note that one may read may have been a draft of the other side before; that stays with the other side."""
    if not isinstance(row, ProgressNote) or row.author == by or (by.side and by.side == row.author.side):
        return states
    seen = Q(released_at__isnull=False)
    if is_allowed(require_may_decide, by, row.reporter):
        seen |= Q(state__in=[NoteState.SUBMITTED.value, NoteState.APPROVED.value])
    return states.filter(seen)


# From states to entries


def page_of(trails: Sequence[Trail], number: str | int) -> "Page[Any]":
    """A page of the entries, the newest first, with as many queries whatever their number."""
    marks = [
        trail.states.order_by().annotate(trail=Value(index)).values_list("history_date", "history_id", "trail")
        for index, trail in enumerate(trails)
    ]
    whole = marks[0].union(*marks[1:], all=True) if len(marks) > 1 else marks[0]
    page = Paginator(whole.order_by("-history_date", "-history_id"), ENTRIES_A_PAGE).get_page(number)
    shown = [(index, pk) for _date, pk, index in page.object_list]
    wanted: dict[int, list[int]] = defaultdict(list)
    for index, pk in shown:
        wanted[index].append(pk)
    found = {index: _entries(trails[index], pks) for index, pks in wanted.items()}
    page.object_list = [found[index][pk] for index, pk in shown]
    return page


def _entries(trail: Trail, pks: list[int]) -> dict[int, Entry]:
    earlier = trail.states.order_by("-history_id").filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    states = _with_related(trail.states).filter(history_id__in=pks)
    states = states.annotate(before=Subquery(earlier.values("history_id")[:1]))
    after = {state.history_id: state for state in states}
    before = _with_related(trail.states).in_bulk({state.before for state in after.values()} - {None})
    many = _many_to_many(trail.states.model, [*after, *before])
    return {
        pk: Entry(
            when=utc_minute(state.history_date),
            by=str(state.history_user or _("a command")),
            what=_what(trail, state),
            reason=state.history_change_reason or "",
            changes=list(_changes(trail, before.get(state.before), state, many)),
        )
        for pk, state in after.items()
    }


def changes_between(row: models.Model, first: int, last: int, by: Official | None = None) -> list[Change] | None:
    """What changed of a row from one recorded state to another, as far as `by` may read it; none where unknown."""
    states = type(row).history.filter(id=row.pk)  # type: ignore[attr-defined]
    trail = Trail(_readable(row, states, by) if by else states)
    found = _with_related(trail.states).in_bulk([first, last])
    if set(found) != {first, last}:
        return None
    return list(_changes(trail, found[first], found[last], _many_to_many(trail.states.model, [first, last])))


def deletion_of(model: Any, row_id: str, by: Official) -> Any:
    """The state that records the deletion of a row that is gone, as far as `by` may read it; else nothing."""
    if not hasattr(model, "history") or model._default_manager.filter(pk=row_id).exists():
        return None
    states = model.history.filter(id=row_id)
    state = states.filter(history_type="-").select_related("history_user").order_by("-history_id").first()
    return (
        _readable(state.instance, states, by).filter(pk=state.pk).select_related("history_user").first()
        if state
        else None
    )


def _with_related(states: "QuerySet[Any]") -> "QuerySet[Any]":
    names = [field.name for field in states.model.tracked_fields if isinstance(field, models.ForeignKey)]
    deeper = ["corrects__commitment"] if states.model.instance_type is ProgressNote else []
    return states.select_related("history_user", *names, *deeper)


def _many_to_many(model: Any, pks: list[int]) -> dict[tuple[int, str], list[str]]:
    """What the states were linked to, by state and field."""
    linked: dict[tuple[int, str], list[str]] = defaultdict(list)
    for field in model._history_m2m_fields:  # noqa: SLF001 - the library names it so
        name = field.m2m_reverse_field_name()
        links = History.m2m_models[field].objects.filter(history_id__in=pks).select_related(name)
        for link in links:
            linked[link.history_id, field.name].append(str(getattr(link, name) or getattr(link, f"{name}_id")))
    return linked


def _what(trail: Trail, state: Any) -> str:
    done = {"+": _("Added"), "~": _("Changed"), "-": _("Deleted")}[state.history_type]
    if not trail.parent:
        return done
    return f"{capfirst(trail.model._meta.verbose_name)} {trail.name(state) or NOTHING}: {done}"


def _changes(trail: Trail, before: Any, after: Any, many: dict[tuple[int, str], list[str]]) -> Iterable[Change]:
    # What is deleted ends as nothing; what is added, or comes into an official's view, began as nothing.
    old, new = (after, None) if after.history_type == "-" else (before, after)
    for field in trail.states.model.tracked_fields:
        if field.name in NOT_TOLD or field.name == trail.parent or _raw(field, old) == _raw(field, new):
            continue
        language = field.name.rpartition("_")[2]
        yield Change(
            field.name,
            str(capfirst(field.verbose_name)),
            _shown(field, old),
            _shown(field, new),
            language if language in set(Language) else "",
        )
    for field in trail.states.model._history_m2m_fields:  # noqa: SLF001
        links = [sorted(many.get((state.history_id, field.name), [])) if state else [] for state in (old, new)]
        if links[0] != links[1]:
            was, became = ("; ".join(names) or NOTHING for names in links)
            yield Change(field.name, str(capfirst(field.verbose_name)), was, became, "")


def _raw(field: Any, state: Any) -> Any:
    value = getattr(state, field.attname) if state else None
    return None if value == "" else value


def _shown(field: Any, state: Any) -> str:
    value = _raw(field, state)
    if value is None:
        return NOTHING
    if isinstance(field, models.ForeignKey):
        return str(getattr(state, field.name) or _("deleted since"))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return utc_minute(value)
    return str(dict(field.flatchoices).get(value, value))


# In the admin


class HistoryAdmin(admin.ModelAdmin):
    """An admin whose history page tells of every save, wherever it came from. Nothing can be changed there."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not hasattr(self.model, "history"):
            return super().history_view(request, object_id, extra_context)
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        page = page_of(trails_of(row, official_of(request)), request.GET.get(PAGE_VAR, 1))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": str(row),
            "page": page,
            "page_var": PAGE_VAR,
            "object": row,
            "opts": self.opts,
            "module_name": capfirst(self.opts.verbose_name_plural),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/priorities/history.html", context)
