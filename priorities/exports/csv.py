"""Writing CSV: UTF-8 with BOM, CRLF, RFC 4180 quoting, ISO 8601 dates, formulas defused."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
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
    yield BOM.encode() + _written([dataset.header])
    for batch in dataset.batches(commitments, clocks):
        cells = [_texts(column, values) for column, values in zip(dataset.columns, batch, strict=True)]
        yield _written(zip(*cells, strict=True))


def _written(lines: Iterable[Sequence[Any]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(lines)
    return file.getvalue().encode()


def _texts(column: Column, values: Sequence[Any]) -> Iterable[Any]:
    """The cells of one column as the writer takes them; numbers, days and instants stand there already."""
    if column.datatype == "boolean":
        return ["yes" if value else "no" for value in values]
    if column.datatype in {"string", "list", "url"}:
        return [value and _defused(value) for value in values]
    return values


def _defused(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return f"'{text}" if text[:1] in _STARTS else text
