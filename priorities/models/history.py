"""The history of internal edits: who saved what, when and why. Kept by django-simple-history beside each model."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

NOT_TOLD = frozenset({"id", "version", "translated_from", "password", "last_login"})
"""Columns of which the history says nothing to people: bookkeeping, and what is nobody's business."""


@dataclass(frozen=True, slots=True)
class _Telling:
    by: Any
    reason: str


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A row as it was saved last, to be recorded at the end."""

    keeper: "History"
    instance: models.Model
    history_type: str
    telling: _Telling | None


_telling: ContextVar[_Telling | None] = ContextVar("telling", default=None)
_waiting: ContextVar[dict[tuple[type, Any], _Waiting] | None] = ContextVar("waiting", default=None)


@contextmanager
def in_history(*, by: Any = None, reason: str = "") -> Iterator[None]:
    """Say in the history of what is saved inside who does it (the official signed in, where none is given) and why."""
    with _told(_Telling(by, reason)):
        yield


@contextmanager
def recorded_once() -> Iterator[None]:
    """Record each row that is saved inside once, as it stands at the end: what somebody did in one go is one entry.

    Belongs inside the transaction of the saves. A deletion is recorded at once.
    """
    if _waiting.get() is not None:
        yield
        return
    rows: dict[tuple[type, Any], _Waiting] = {}
    token = _waiting.set(rows)
    try:
        yield
    finally:
        _waiting.reset(token)
    for row in rows.values():
        with _told(row.telling):
            row.keeper.create_historical_record(row.instance, row.history_type)


@contextmanager
def _told(telling: _Telling | None) -> Iterator[None]:
    token = _telling.set(telling)
    try:
        yield
    finally:
        _telling.reset(token)


class History(HistoricalRecords):
    """Records each save and each deletion of a row, also those by commands, imports and actions on many rows."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            history_id_field=models.BigAutoField(),
            history_change_reason_field=models.TextField(_("reason"), null=True),
            **options,
        )

    def create_historical_record(self, instance: models.Model, history_type: str, using: str | None = None) -> None:
        rows, row = _waiting.get(), (type(instance), instance.pk)
        if rows is not None and history_type != "-":
            first = rows[row].history_type if row in rows else history_type
            rows[row] = _Waiting(self, instance, first, _telling.get())
            return
        if rows is not None:
            rows.pop(row, None)
        super().create_historical_record(instance, history_type, using=using)

    def get_history_user(self, instance: models.Model) -> Any:
        telling = _telling.get()
        return telling.by if telling and telling.by else super().get_history_user(instance)

    def get_change_reason_for_object(self, instance: models.Model, history_type: str, using: str | None) -> str | None:
        telling = _telling.get()
        if telling and telling.reason:
            return telling.reason
        reason: str | None = super().get_change_reason_for_object(instance, history_type, using)
        return reason
