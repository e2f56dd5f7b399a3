"""Holding a file against the record: its columns, its keys, then row by row."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from priorities.importing import files
from priorities.importing.commitments import CommitmentsSheet
from priorities.importing.errors import WrongCell, WrongFile
from priorities.importing.milestones import MilestonesSheet
from priorities.importing.notes import NotesSheet
from priorities.importing.plan import Fault, Outcome, Plan, PlannedRow
from priorities.importing.rows import RowPlanner
from priorities.importing.sheet import Key, Prepared, Sheet
from priorities.importing.table import Table, TableRow
from priorities.models import Official

Watch = Callable[[Iterable[Any]], Iterable[Any]]
"""Passes rows on, and may show how many have gone by."""

SHEETS: dict[str, type[Sheet]] = {sheet.name: sheet for sheet in (CommitmentsSheet, MilestonesSheet, NotesSheet)}
MOST_NAMED = 12  # rows that one sentence names


def plan(content: bytes, filename: str, dataset: str, official: Official, *, watch: Watch = iter) -> Plan:
    """What a file would do to the record as it stands, if this official applied it. Raises WrongFile."""
    sheet = SHEETS[dataset](official)
    prepared = prepare(read(content, sheet), sheet, watch=watch)
    return as_plan(prepared, sheet, content, filename)


def as_plan(prepared: Iterable[Prepared], sheet: Sheet, content: bytes, filename: str) -> Plan:
    return Plan(sheet.name, filename, content, tuple(row.planned for row in prepared))


def read(content: bytes, sheet: Sheet) -> Table:
    """The table of a file, with columns of the sheet. Raises WrongFile."""
    table = files.read(content)
    unknown = [_guessed(name, sheet) for name in table.header if name and name not in sheet.columns]
    if unknown:
        raise WrongFile(_("These columns are not known: %s.") % ", ".join(unknown))
    missing = [name for name in sheet.keys if name not in table.header]
    if missing:
        raise WrongFile(_("The file lacks a column: %s.") % ", ".join(missing))
    return table


def _guessed(name: str, sheet: Sheet) -> str:
    close = get_close_matches(name, sheet.columns, n=1)
    return _("%(name)s (did you mean %(guess)s?)") % {"name": name, "guess": close[0]} if close else name


def keys_of(table: Table, sheet: Sheet) -> list[Key]:
    """The rows of the record that a file speaks of."""
    return [one.key for one in (_keyed(row, sheet) for row in table.rows) if not one.faults]


def prepare(table: Table, sheet: Sheet, *, watch: Watch = iter) -> list[Prepared]:
    """Each row of a file with what it would do, and the model as it would be written. Raises WrongFile."""
    keyed = [_keyed(row, sheet) for row in table.rows]
    _refuse_repeated(keyed, sheet)
    stored = sheet.stored(
        dict.fromkeys(one.key for one in keyed if not one.faults), [name for name in table.header if name]
    )
    sheet.get_ready(table.rows)
    planner = RowPlanner(sheet, table)

    def planned(one: _Keyed) -> Prepared:
        if one.faults:
            return Prepared(PlannedRow(one.row.number, (), Outcome.WRONG, faults=one.faults))
        known = stored.get(one.key)
        return planner.existing(one.row, one.key, known) if known else planner.new(one.row, one.key)

    return [planned(one) for one in watch(keyed)]


@dataclass(frozen=True, slots=True)
class _Keyed:
    """A row of the file with the key of the row of the record that it means, or why that cannot be told."""

    row: TableRow
    key: Key = ()
    faults: tuple[Fault, ...] = ()


def _keyed(row: TableRow, sheet: Sheet) -> _Keyed:
    problems = [Fault(name, row.problems[name]) for name in sheet.keys if name in row.problems]
    if problems:
        return _Keyed(row, faults=tuple(problems))
    try:
        return _Keyed(row, sheet.key_of(row))
    except WrongCell as error:
        return _Keyed(row, faults=(Fault("+".join(sheet.keys), str(error)),))


def _refuse_repeated(keyed: list[_Keyed], sheet: Sheet) -> None:
    times = Counter(one.key for one in keyed if one.key and all(one.key))
    repeated = [one for one in keyed if times[one.key] > 1]
    if repeated:
        told = [f"{' · '.join(one.key)} ({one.row.number})" for one in repeated[:MOST_NAMED]]
        names = {"key": "+".join(sheet.keys), "rows": ", ".join(told) + (" …" if len(repeated) > MOST_NAMED else "")}
        raise WrongFile(_("The same %(key)s stands in more than one row: %(rows)s.") % names)
