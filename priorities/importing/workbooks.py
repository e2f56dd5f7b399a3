"""Reading XLSX: the first sheet, its values as text, bounded in size before anything is unpacked."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError  # nosec B405 # only the name of an error

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.datetime import WINDOWS_EPOCH
from openpyxl.utils.exceptions import InvalidFileException

from priorities.exports.xlsx import unescaped
from priorities.importing.errors import WrongFile
from priorities.importing.table import MAX_COLUMNS, Line, Table, as_table

MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 1000
LAST_ROW = 1_048_576  # of a sheet
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
# What broken archives and broken XML make the standard library and openpyxl raise.
BROKEN = (
    AttributeError,
    EOFError,
    InvalidFileException,
    KeyError,
    IndexError,
    NotImplementedError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


def read(content: bytes) -> Table:
    """The table of a workbook. Raises WrongFile."""
    try:
        has_formulas = _inspect(content)
        lines = _lines(content)
        return as_table(_with_formulas(content, lines) if has_formulas else lines)
    except WrongFile:
        raise
    except BROKEN as error:
        raise WrongFile(_("The workbook is damaged or not an XLSX file. Save it anew, or as “CSV UTF-8”.")) from error


def _inspect(content: bytes) -> bool:
    """Refuse what would unpack to too much; whether any sheet has formulas."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        # What a part claims to hold is also all that is read of it.
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise WrongFile(_("The workbook unpacks to more than %d MB. Split it.") % (MAX_UNPACKED // 1024**2))
        sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
        return any(FORMULA.search(archive.read(part)) for part in sheets)


def _sheet(content: bytes, *, data_only: bool) -> Any:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
    if book.epoch != WINDOWS_EPOCH:
        raise WrongFile(_("The workbook counts its days from 1904. Save it with the date system of 1900, or as CSV."))
    if not book.worksheets:
        raise WrongFile(_("The file is empty."))
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # some programs state them wrongly, and rows would be lost
    return sheet


def _lines(content: bytes) -> Iterator[Line]:
    rows = _sheet(content, data_only=True).iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS + 1, values_only=True)
    for number, values in enumerate(islice(rows, LAST_ROW), start=1):
        width = next((place for place in range(len(values), 0, -1) if values[place - 1] is not None), 0)
        yield Line(number, [_text(value) for value in values[:width]])


def _with_formulas(content: bytes, lines: Iterator[Line]) -> Iterator[Line]:
    """The same lines, with a problem where a formula was never calculated."""
    rows = _sheet(content, data_only=False).iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS + 1)
    for line, cells in zip(lines, rows, strict=False):
        for place, cell in enumerate(cells):
            if cell.data_type == "f" and not "".join(line.texts[place : place + 1]):
                line.problems[place] = _("This formula has no value. Open the file in a spreadsheet and save it.")
        yield line


def _text(value: Any) -> str:
    """A value as a person would type it. Days without a time of day are dates."""
    if value is None or isinstance(value, str):
        return unescaped(value or "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
