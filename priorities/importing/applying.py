"""Writing an import, all or nothing, and taking it back."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from priorities.clocks import now
from priorities.exports.registry import Cell
from priorities.importing.errors import (
    AlreadyUndone,
    CannotUndo,
    NotApplied,
    NothingToApply,
    RecordChanged,
    RowsInTheWay,
)
from priorities.importing.plan import Outcome, Plan, PlannedRow
from priorities.importing.planning import MOST_NAMED, SHEETS, Watch, as_plan, keys_of, prepare, read
from priorities.importing.sheet import Key, Prepared, Sheet, Stored
from priorities.models import ImportBatch, ImportedRow, Official
from priorities.models.history import in_history, recorded_once

UNWRITABLE = (IntegrityError, ValidationError)


def apply(plan: Plan, by: Official, *, watch: Watch = iter) -> ImportBatch:
    """Write what a plan says, as long as it still says so. Raises RowsInTheWay, NothingToApply or RecordChanged."""
    return apply_file(plan.content, plan.filename, plan.dataset, by, digest=plan.digest, watch=watch)


@transaction.atomic
def apply_file(
    content: bytes, filename: str, dataset: str, by: Official, *, digest: str, watch: Watch = iter
) -> ImportBatch:
    """The same for a file whose plan, when somebody looked at it, had this digest."""
    sheet = SHEETS[dataset](by)
    table = read(content, sheet)
    sheet.lock(keys_of(table, sheet))
    prepared = prepare(table, sheet)
    plan = as_plan(prepared, sheet, content, filename)
    if plan.digest != digest:
        raise RecordChanged
    if plan.is_blocked:
        raise RowsInTheWay
    if not plan.changes_anything:
        raise NothingToApply
    written = [row for row in prepared if row.planned.outcome != Outcome.UNCHANGED]
    with _in_history(by, _("Import of %s") % filename):
        _write(sheet, watch(written), RecordChanged())
    return _recorded(plan, by, sheet, written)


@contextmanager
def _in_history(by: Official, reason: str) -> Iterator[None]:
    """Every row that is saved inside is one entry of its history, with who and why."""
    with recorded_once(), in_history(by=by, reason=reason):
        yield


def _write(sheet: Sheet, rows: Iterable[Prepared], refusal: NotApplied) -> None:
    try:
        with transaction.atomic():
            sheet.write(rows)
    except UNWRITABLE as error:  # a row that somebody else has just added, or a date that no longer fits
        raise refusal from error


def _recorded(plan: Plan, by: Official, sheet: Sheet, written: Iterable[Prepared]) -> ImportBatch:
    batch = ImportBatch.objects.create(
        dataset=plan.dataset,
        filename=plan.filename[-200:],
        sha256=plan.sha256,
        applied_by=by,
        applied_at=now(),
        added=plan.counts[Outcome.ADDED],
        changed=plan.counts[Outcome.CHANGED],
        unchanged=plan.counts[Outcome.UNCHANGED],
    )
    rows = [
        ImportedRow(
            batch=batch,
            number=row.planned.number,
            key=sheet.key_after(row.instance),
            version=row.instance.version,
            before=row.before,
            after=row.values,
        )
        for row in written
    ]
    ImportedRow.objects.bulk_create(rows, batch_size=500)
    return batch


@transaction.atomic
def undo(batch: ImportBatch, by: Official) -> ImportBatch:
    """Take an import back, through the same actions. Raises CannotUndo where anything has happened to its rows since,
    and the refusals of the actions."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at is not None:
        raise AlreadyUndone
    sheet = SHEETS[batch.dataset](by)
    rows = {tuple(row.key): row for row in batch.rows.order_by("number")}
    sheet.lock(rows)
    stored = sheet.stored(rows, [])
    _require_untouched(rows, stored, sheet)
    for found in stored.values():
        sheet.require_may_change(found, {})
    with _in_history(by, _("Import of %s undone") % batch.filename):
        back = [_back(row, stored[key], sheet) for key, row in rows.items() if row.before is not None]
        _write(sheet, back, CannotUndo(_("What was there before no longer fits the record. Nothing was undone.")))
        sheet.remove([stored[key].instance for key, row in rows.items() if row.before is None])
    batch.undone_by, batch.undone_at = by, now()
    batch.save(update_fields=["undone_by", "undone_at"])
    return batch


def _require_untouched(rows: dict[Key, ImportedRow], stored: dict[Key, Stored], sheet: Sheet) -> None:
    touched = [key for key, row in rows.items() if not _is_untouched(row, stored.get(key), sheet)]
    if touched:
        names = ", ".join(" · ".join(key) for key in touched[:MOST_NAMED]) + (" …" if len(touched) > MOST_NAMED else "")
        raise CannotUndo(_("Rows of this import were changed since, or became public: %s. Nothing was undone.") % names)


def _is_untouched(row: ImportedRow, stored: Stored | None, sheet: Sheet) -> bool:
    if stored is None or stored.instance.version != row.version:
        return False
    if row.before is None:
        return sheet.may_be_removed(stored, row.after)
    return not any(sheet.why_fixed(sheet.columns[name], stored) for name in row.before)


def _back(row: ImportedRow, stored: Stored, sheet: Sheet) -> Prepared:
    """The row as it was before the import."""
    values = {name: _value(sheet, name, told) for name, told in row.before.items()}
    for name, value in values.items():
        sheet.assign(stored.instance, sheet.columns[name], value)
    planned = PlannedRow(row.number, tuple(row.key), Outcome.CHANGED)
    return Prepared(planned, instance=stored.instance, values=values, before=row.after)


def _value(sheet: Sheet, name: str, told: Any) -> Cell:
    """A value as it was before it was kept as JSON."""
    is_day = sheet.columns[name].column.datatype == "date" and told is not None
    return date.fromisoformat(told) if is_day else told
