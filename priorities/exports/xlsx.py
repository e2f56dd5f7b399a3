"""Writing XLSX: the cells of a dataset as text, so that nothing in it is a live formula."""

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from priorities.exports.csv import cell_text
from priorities.exports.registry import Cell, Dataset, Row

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_767  # characters that a cell of a workbook holds
# Characters that XML has no room for are written as _xHHHH_, and so is the start of a text that looks like that.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_WRITTEN = re.compile("_x([0-9A-Fa-f]{4})_")


class TextTooLong(ValueError):  # noqa: N818 - named for what was found
    """A text does not fit into a cell of a workbook; Excel would cut it without a word."""


def workbook(dataset: Dataset, rows: Iterable[Row]) -> bytes:
    """The file. Raises TextTooLong, which says where, rather than cut a text."""
    lines = [_line(dataset, row) for row in rows]  # all of them first: a file half written stays on the disk
    book = Workbook(write_only=True)
    sheet = book.create_sheet(dataset.name)
    sheet.freeze_panes = "B2"
    sheet.append(dataset.header)
    cell = WriteOnlyCell(sheet)
    for line in lines:
        sheet.append(_cells(line, cell))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _line(dataset: Dataset, row: Row) -> list[str]:
    texts = [escaped(plain_text(cell)) for cell in dataset.cells(row)]
    for name, text in zip(dataset.header, texts, strict=True):
        if len(text) > LONGEST_TEXT:
            where = {"column": name, "code": row.get("code", "")}
            raise TextTooLong(_("%(code)s: %(column)s is too long for a workbook. Take the CSV file.") % where)
    return texts


def _cells(line: list[str], cell: Any) -> Iterator[Any]:
    """The cells of a row, in the format “text”, in which they stay text when somebody edits them.

    One object serves for all: each is written out before the next is asked for, and a style for every single one
    would double the time.
    """
    for text in line:
        if text:
            cell.value = text
            cell.data_type = "s"  # also where the text looks like a formula, an error or a number
            cell.number_format = "@"
        yield cell if text else None


def plain_text(value: Cell) -> str:
    """A cell as text, in NFC and with nothing put in front."""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else cell_text(value)


def escaped(text: str) -> str:
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), text)
