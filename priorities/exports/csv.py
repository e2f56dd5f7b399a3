"""Writing CSV: UTF-8 with BOM, CRLF, RFC 4180 quoting, ISO 8601 dates, formulas defused."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from priorities.exports.registry import Cell, Dataset, Row

BOM = "\ufeff"
# What a spreadsheet takes for the start of a formula, in ASCII and in full width.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
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
    text = unicodedata.normalize("NFC", value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


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
