"""Writing CSV: UTF-8 with BOM, CRLF, RFC 4180 quoting, ISO 8601 dates, formulas defused."""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from priorities.clocks import Clocks
from priorities.exports.registry import Cell, Column, Dataset, PublicDataset, Row
from priorities.models import CommitmentQuerySet

BOM = "\ufeff"
CONTENT_TYPE = "text/csv; charset=utf-8; header=present"
# What a spreadsheet takes for the start of a formula, in ASCII and in full width.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
_STARTS = frozenset(FORMULA_STARTS)
CHUNK = 200  # rows written at once
MOST_REMEMBERED = 500  # values of a column
_NEEDS_QUOTES = re.compile('[,"\r\n]').search


class _Echo:
    """A file for `csv.writer` that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def cell_text(value: Cell) -> str:
    """A cell as text: empty for unknown, dates as YYYY-MM-DD, text in NFC with formulas defused by an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    return _defused(value)


def stream(dataset: Dataset, rows: Iterable[Row]) -> Iterator[bytes]:
    """The file in pieces. An error while reading rows goes through, so that the transfer breaks instead of ending."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    lines: list[str] = [BOM + writer.writerow(dataset.header)]
    for row in rows:
        lines.append(writer.writerow([cell_text(cell) for cell in dataset.cells(row)]))
        if len(lines) >= CHUNK:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


def public_file(dataset: PublicDataset, commitments: CommitmentQuerySet, clocks: Clocks) -> Iterator[bytes]:
    """A public file in pieces, as `stream` writes it; the header comes at once, before the first row is read."""
    yield f"{BOM}{','.join(dataset.header)}\r\n".encode()
    columns = [_Cells(column) for column in dataset.columns]
    for batch in dataset.batches(commitments, clocks):
        cells = [column.of(values) for column, values in zip(columns, batch, strict=True)]
        yield "".join([f"{','.join(line)}\r\n" for line in zip(*cells, strict=True)]).encode()


class _Cells(dict[Any, str]):
    """The cells of one column by value, each with its quotes where it needs them, as `csv.writer` would set them.

    Most columns have few values, so that most cells are found here; those of others are forgotten with their batch.
    """

    def __init__(self, column: Column) -> None:
        super().__init__()
        self._made = WRITTEN.get(column.datatype, _number_or_day)

    def of(self, values: Iterable[Any]) -> Iterator[str]:
        if len(self) > MOST_REMEMBERED:
            self.clear()
        return map(self.__getitem__, values)

    def __missing__(self, value: Any) -> str:
        cell = self[value] = self._made(value)
        return cell


def _text(value: str | None) -> str:
    text = _defused(value) if value else ""
    if _NEEDS_QUOTES(text):
        text = text.replace('"', '""')
        return f'"{text}"'
    return text


def _yes_or_no(value: Any) -> str:
    return "yes" if value else "no"


def _number_or_day(value: Any) -> str:
    return "" if value is None else str(value)


WRITTEN: dict[str, Callable[[Any], str]] = {"boolean": _yes_or_no, "list": _text, "string": _text, "url": _text}


def _defused(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return f"'{text}" if text[:1] in _STARTS else text
