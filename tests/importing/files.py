"""Spreadsheets for tests, as officials' programs make them."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook

from priorities.actions.dates import move_date
from priorities.exports.csv import stream
from priorities.exports.xlsx import workbook
from priorities.importing.applying import apply
from priorities.importing.plan import Outcome, Plan, PlannedRow
from priorities.importing.planning import SHEETS, plan
from priorities.models import Commitment, DateChange, ImportBatch, JournalEntry, Milestone, Official, ProgressNote

KINDS = ["csv", "xlsx"]
MODELS: dict[str, Any] = {"commitments": Commitment, "milestones": Milestone, "draft-notes": ProgressNote}


def csv_of(rows: Sequence[dict[str, Any]], *, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    """A CSV file with the columns that the rows name."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, header, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode(encoding)


def xlsx_of(rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook with these values in its first sheet."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def downloaded(dataset: str, official: Official, *, kind: str = "csv") -> bytes:
    """The file as officials download it, with every row."""
    sheet = SHEETS[dataset](official)
    rows = sheet.rows(MODELS[dataset].objects.all())
    return b"".join(stream(sheet.dataset(), rows)) if kind == "csv" else workbook(sheet.dataset(), rows)


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file that was downloaded, to be edited."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def planned(dataset: str, official: Official, *rows: dict[str, Any]) -> Plan:
    return plan(csv_of(rows), "test.csv", dataset, official)


def only_row(dataset: str, official: Official, **cells: Any) -> PlannedRow:
    """What a file with this one row would do."""
    (row,) = planned(dataset, official, cells).rows
    return row


def told(row: PlannedRow) -> list[tuple[str, str]]:
    """What is wrong with a row: columns and reasons."""
    assert row.outcome == Outcome.WRONG, row
    return [(fault.column, fault.reason) for fault in row.faults]


def edited(official: Official, dataset: str = "commitments", **cells: str) -> dict[str, str]:
    """The one row of the file that an official downloads, with some cells typed over."""
    (row,) = rows_of(downloaded(dataset, official))
    return {**row, **cells}


def imported(dataset: str, official: Official, *rows: dict[str, Any]) -> ImportBatch:
    return apply(planned(dataset, official, *rows), official)


def moved(commitment: Commitment, by: Official, new_date: date) -> DateChange:
    """A public move of the target date."""
    return move_date(commitment=commitment, new_date=new_date, reason="Sooner.", agreed_by=str(by.side), by=by)


def kinds() -> list[str]:
    return list(JournalEntry.objects.order_by("number").values_list("kind", flat=True))
