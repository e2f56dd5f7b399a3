"""What one row of a file would do to the record."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.utils.translation import gettext as _

from priorities.actions.errors import RuleBroken
from priorities.exports.registry import Cell
from priorities.exports.xlsx import plain_text
from priorities.importing.cells import is_marked_empty, is_same, lost_letters, read_date, read_number, tidy
from priorities.importing.columns import SheetColumn
from priorities.importing.errors import WrongCell
from priorities.importing.plan import CellChange, Fault, Outcome, PlannedRow
from priorities.importing.sheet import Key, Prepared, Sheet, Stored
from priorities.importing.table import Table, TableRow
from priorities.importing.validation import Validator

# How the cell of a shown column is read, to see whether it says the same in another form.
FORMS: dict[str, Callable[[str], Cell]] = {"date": read_date, "integer": read_number}


class RowPlanner:
    """Plans the rows of one file."""

    def __init__(self, sheet: Sheet, table: Table) -> None:
        self.sheet = sheet
        self.is_legacy = table.is_legacy
        self.has_versions = "version" in table.header
        aside = {*sheet.keys, "version"}
        self.named = [sheet.columns[name] for name in table.header if name and name not in aside]
        self.validator = Validator(sheet)

    def existing(self, row: TableRow, key: Key, stored: Stored) -> Prepared:
        """A row of which the record has a version."""
        values, faults = self._read(self.named, row, lambda column: self._changed(row, column, stored))
        changes = [CellChange(name, stored.row[name], value) for name, value in values.items()]
        if not values and not faults:
            return self._as(Outcome.UNCHANGED, row, key)
        faults += self._version_faults(row)
        if faults:
            return self._as(Outcome.WRONG, row, key, changes=changes, faults=faults)
        if self.has_versions and read_number(row.cells["version"]) != stored.instance.version:
            return self._as(Outcome.CONFLICTING, row, key, changes=changes, version=stored.instance.version)
        return self._judged(row, key, stored, changes)

    def _judged(self, row: TableRow, key: Key, stored: Stored, changes: list[CellChange]) -> Prepared:
        """A row that reads well and is not out of date: is it allowed, and is it sound?"""
        values = {change.column: change.new for change in changes}
        faults = _refusal(lambda: self.sheet.require_may_change(stored, values))
        self._assign(stored.instance, values)
        faults = faults or self.validator.faults(stored.instance, values)
        prepared = self._as(
            Outcome.WRONG if faults else Outcome.CHANGED,
            row,
            key,
            changes=changes,
            faults=faults,
            version=stored.instance.version,
            is_public=stored.is_public,
        )
        prepared.instance, prepared.values = stored.instance, values
        prepared.before = {change.column: change.old for change in changes}
        return prepared

    def new(self, row: TableRow, key: Key) -> Prepared:
        """A row that the record does not have."""
        values, faults = self._read(self._typed(), row, lambda column: self._typed_value(row, column))
        changes = [CellChange(name, None, value) for name, value in values.items()]
        faults = [*self._belonging_faults(row, key), *faults, *self._missing(values, faults)]
        instance, refused = self._model(row, key)
        faults = refused + faults
        if not faults:
            self._assign(instance, values)
            faults = self.validator.faults(instance, None)
        faults = faults or _refusal(lambda: self.sheet.require_may_add(instance, values))
        if faults:
            return self._as(Outcome.WRONG, row, key, changes=changes, faults=faults)
        is_public = self.sheet.is_public_once_added(instance)
        prepared = self._as(Outcome.ADDED, row, key, changes=changes, is_public=is_public)
        prepared.instance, prepared.values = instance, values
        return prepared

    # Cells

    def _read(
        self, columns: Collection[SheetColumn], row: TableRow, read: Callable[[SheetColumn], tuple[Cell] | None]
    ) -> tuple[dict[str, Cell], list[Fault]]:
        """The values that the cells of some columns give, by name, and what is wrong with the others."""
        values: dict[str, Cell] = {}
        faults = [Fault("", row.problems[""])] if "" in row.problems else []
        for column in columns:
            if column.name not in row.cells and column.name not in row.problems:
                continue  # blank: nothing is said
            try:
                found = read(column)
            except WrongCell as error:
                faults.append(Fault(column.name, str(error)))
            else:
                if found is not None:
                    values[column.name] = found[0]
        return values, faults

    def _changed(self, row: TableRow, column: SheetColumn, stored: Stored) -> tuple[Cell] | None:
        """The value of a cell that differs from the record. Raises WrongCell."""
        text, current = row.cells.get(column.name, ""), column.column.cell(stored.row)
        if text and _says_the_same(column, text, current):
            return None
        if column.name in row.problems:
            raise WrongCell(row.problems[column.name])
        fixed = self.sheet.why_fixed(column, stored)
        if fixed:
            raise WrongCell(_fixed_sentence(str(fixed), current))
        value = _value(column, text)
        if value == current:
            return None
        if column.is_text and lost_letters(tidy(plain_text(current)), str(value), is_legacy=self.is_legacy):
            raise WrongCell(_("Letters were lost when the file was saved. Save it as XLSX or as “CSV UTF-8”."))
        return (value,)

    def _typed_value(self, row: TableRow, column: SheetColumn) -> tuple[Cell] | None:
        if column.name in row.problems:
            raise WrongCell(row.problems[column.name])
        text = row.cells[column.name]
        return None if is_marked_empty(text) else (_value(column, text),)

    def _typed(self) -> list[SheetColumn]:
        return [column for column in self.named if column.read is not None]

    def _assign(self, instance: Any, values: dict[str, Cell]) -> None:
        for name, value in values.items():
            self.sheet.assign(instance, self.sheet.columns[name], value)

    # What is wrong with a row

    def _version_faults(self, row: TableRow) -> Iterator[Fault]:
        if not self.has_versions:
            return
        told = _("This row is already in the record. Give its version as downloaded, or another key for a new row.")
        try:
            if "version" not in row.cells:
                raise WrongCell(row.problems.get("version", told))
            read_number(row.cells["version"])
        except WrongCell as error:
            yield Fault("version", str(error))

    def _belonging_faults(self, row: TableRow, key: Key) -> Iterator[Fault]:
        """A row that was downloaded, under a key that the record does not know."""
        name = " · ".join(key)
        if "version" in row.cells:
            yield Fault("version", _("The record has no %s. A new row has no version.") % name)
        filled = [column.name for column in self.named if column.read is None and column.name in row.cells]
        if filled:
            told = {"key": name, "columns": ", ".join(filled)}
            sentence = _("The record has no %(key)s. To add it, leave these cells empty: %(columns)s.")
            yield Fault("+".join(self.sheet.keys), sentence % told)

    def _missing(self, values: dict[str, Cell], faults: Collection[Fault]) -> Iterator[Fault]:
        named = {*values, *(fault.column for fault in faults)}
        for column in self.sheet.columns.values():
            if column.is_required and column.name not in named:
                yield Fault(column.name, _("A new row needs this."))

    def _model(self, row: TableRow, key: Key) -> tuple[Any, list[Fault]]:
        try:
            return self.sheet.new(key, row), []
        except WrongCell as error:
            return None, [Fault("+".join(self.sheet.keys), str(error))]

    def _as(self, outcome: Outcome, row: TableRow, key: Key, **told: Any) -> Prepared:
        changes, faults = tuple(told.pop("changes", ())), tuple(told.pop("faults", ()))
        return Prepared(PlannedRow(row.number, key, outcome, changes=changes, faults=faults, **told))


def _says_the_same(column: SheetColumn, text: str, current: Cell) -> bool:
    """Whether a cell says what the record has, in whatever form."""
    if is_same(column.compared(text), column.compared(plain_text(current))):
        return True
    form = FORMS.get(column.column.datatype)
    try:
        return form is not None and form(text) == current
    except WrongCell:
        return False


def _value(column: SheetColumn, text: str) -> Cell:
    assert column.read is not None  # noqa: S101 - the others are shown
    if not is_marked_empty(text):
        return column.read(text)
    if column.is_required:
        raise WrongCell(_("This cannot be empty."))
    return "" if column.column.datatype == "string" else None


def _fixed_sentence(why: str, current: Cell) -> str:
    shown = plain_text(current)
    if not shown:
        return _("%s The record has nothing here; leave the cell blank.") % why
    short = shown if len(shown) <= 60 else f"{shown[:60]}…"
    return _("%(why)s The record says “%(value)s”; say the same, or leave the cell blank.") % {
        "why": why,
        "value": short,
    }


def _refusal(require: Callable[[], None]) -> list[Fault]:
    try:
        require()
    except RuleBroken as refusal:
        return [Fault("", str(refusal))]
    return []
