"""Two officials at one row: what somebody else saved since a page was shown, beside what was typed into it.

A page carries the last recorded state of each row that it shows. Rows have a state whether they count versions or not,
and from two states one can tell what was changed in between, by whom and when.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from priorities.admin.display import NOTHING, utc_minute
from priorities.admin.history import changes_between
from priorities.choices import Language
from priorities.models import Official

SHOWN = "shown_state"
SAVE_OVER = "_over"
"""The button that saves over the newer text once it has been read."""


LONGEST_KEY = 18  # digits; more would not fit the database's numbers


class StateField(forms.CharField):
    """The recorded state in which a page showed its row."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Difference:
    """One field as somebody typed it and as it is stored now; `language` where its text is in one."""

    field: str
    mine: str
    theirs: str
    language: str


@dataclass(frozen=True, slots=True)
class Collision:
    """A row that somebody else has changed, or deleted, since it was shown."""

    row: str
    by: str
    when: str
    differences: list[Difference]
    is_deleted: bool = False


# Which state a page shows


def recorded_state(row: models.Model) -> int:
    """The number of the last recorded state of a row; 0 where none is."""
    if row.pk is None or not hasattr(type(row), "history"):
        return 0
    kept = row.__dict__.get("last_state", ...)
    return (states_of(row).values_list("pk", flat=True).first() if kept is ... else kept) or 0


def with_recorded_state(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The rows with what `recorded_state` reads, so that a page of many does not ask for each."""
    states = rows.model.history.filter(id=OuterRef("pk")).order_by("-history_id")
    annotated: QuerySet[Any] = rows.annotate(last_state=Subquery(states.values("history_id")[:1]))
    return annotated


def states_of(row: models.Model) -> "QuerySet[Any]":
    """The recorded states of a row, the newest first."""
    rows: Any = type(row).history  # type: ignore[attr-defined]
    states: QuerySet[Any] = rows.filter(id=row.pk).order_by("-history_id")
    return states


def shown_state(form: forms.BaseForm) -> int:
    """The state that the person had before them: as the page was shown or, if they chose to save over what has been
    listed to them, as it was listed."""
    seen = str(form.data.get(form.add_prefix(SHOWN), "")).split(":")
    number = seen[-1] if SAVE_OVER in form.data else seen[0]
    return key_in(number)


def key_in(text: str) -> int:
    """The key of a row that a text names; 0, which none has, where it is no number that the database could hold."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_KEY else 0


def show_newer(form: Any, *, only: bool = False) -> None:
    """Let a form that is shown again carry, beside the state first shown, or instead of it, the one now listed."""
    newest = recorded_state(form.instance)
    form.data = form.data.copy()
    form.data[form.add_prefix(SHOWN)] = str(newest) if only else f"{shown_state(form)}:{newest}"


# What has happened since


def collision_of(form: Any) -> Collision | None:
    """What somebody else has saved of the fields that a form, posted and cleaned, would set otherwise."""
    row = form.instance
    seen, newest = shown_state(form), recorded_state(row)
    if row.pk is None or seen == newest:
        return None
    columns = {field.name for field in (*row._meta.fields, *row._meta.many_to_many)}
    names = [name for name in form.changed_data if name in columns]
    theirs = changes_between(row, seen, newest)
    if theirs is not None and not {change.column for change in theirs} & set(names):
        return None
    return _told(row, [_difference(form, name) for name in names]) if names else None


def collision_of_deletion(form: Any) -> Collision | None:
    """What somebody else has saved of a row that a form would delete."""
    row = form.instance
    seen, newest = shown_state(form), recorded_state(row)
    changes = changes_between(row, seen, newest) if seen != newest else []
    if changes == []:
        return None
    deleted = _("(deleted)")
    return _told(row, [Difference(change.field, deleted, change.new, change.language) for change in changes or []])


def changed_since_shown(form: forms.BaseForm, row: models.Model, by: Official) -> Collision | None:
    """What has changed of a row since the page of an action on it was shown; none where the post names no page."""
    seen, newest = shown_state(form), recorded_state(row)
    changes = changes_between(row, seen, newest, by) if form.data.get(SHOWN) and seen != newest else []
    if changes == []:
        return None
    return _told(row, [Difference(change.field, change.old, change.new, change.language) for change in changes or []])


def deletion(state: Any, differences: Iterable[Difference] = ()) -> Collision:
    """That a row is gone, from the state that records it."""
    return Collision(str(state.instance), _who(state), utc_minute(state.history_date), list(differences), True)  # noqa: FBT003


def typed(form: Any) -> list[Difference]:
    """All that was typed into a form that has no row any more."""
    names = [name for name in form.fields if name != SHOWN and form[name].data]
    return [Difference(_label(form, name), _mine(form, name), NOTHING, _language(name)) for name in names]


def _told(row: models.Model, differences: list[Difference]) -> Collision:
    state = states_of(row).select_related("history_user").first()
    when = utc_minute(state.history_date) if state else ""
    return Collision(str(row), _who(state), when, differences)


def _who(state: Any) -> str:
    return str((state and state.history_user) or _("a command"))


def _difference(form: Any, name: str) -> Difference:
    field = form.instance._meta.get_field(name)
    stored = getattr(form.instance, name)
    theirs = stored.all() if field.many_to_many else stored
    return Difference(_label(form, name), _mine(form, name), _shown(field, theirs), _language(name))


def _label(form: Any, name: str) -> str:
    return str(capfirst(form[name].label))


def _mine(form: Any, name: str) -> str:
    """What was typed; where it cannot be read, as it was typed."""
    cleaned = getattr(form, "cleaned_data", {})
    value = cleaned[name] if name in cleaned else _read(form, name)
    columns = {field.name: field for field in (*form.instance._meta.fields, *form.instance._meta.many_to_many)}
    return _shown(columns.get(name), value)


def _read(form: Any, name: str) -> Any:
    try:
        return form.fields[name].clean(form[name].data)
    except ValidationError:
        return form[name].data


def _shown(field: Any, value: Any) -> str:
    if isinstance(value, QuerySet | list | tuple):
        return "; ".join(sorted(str(row) for row in value if row)) or NOTHING
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return utc_minute(value)
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))


def _language(name: str) -> str:
    language = name.rpartition("_")[2]
    return language if language in set(Language) else ""
