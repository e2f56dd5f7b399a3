"""A spreadsheet as rows of texts under the names of its columns, whichever kind of file it came from."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from priorities.importing.errors import WrongFile

MAX_ROWS = 20_000
MAX_COLUMNS = 100
# What a spreadsheet shows where a formula has failed.
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!"})
# NUL and halves of surrogate pairs, which the escapes of a workbook can spell: not every database keeps them.
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: its number in the spreadsheet and its texts; `problems` by position, where a cell cannot
    be taken as it is."""

    number: int
    texts: list[str]
    problems: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row under its columns: the cells that hold something, and what is wrong with some of them."""

    number: int
    cells: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A file that has been read. `is_legacy` where its encoding lacks letters of one of the three languages."""

    header: list[str]
    rows: list[TableRow]
    is_legacy: bool = False


def as_table(lines: Iterable[Line], *, is_legacy: bool = False) -> Table:
    """Put the lines under the header, which is the first of them that is not blank. Raises WrongFile."""
    filled = (line for line in lines if line.problems or any(text.strip() for text in line.texts))
    first = next(filled, None)
    if first is None:
        raise WrongFile(_("The file is empty."))
    header = _header(first)
    return Table(header, list(_rows(header, filled)), is_legacy=is_legacy)


def _header(line: Line) -> list[str]:
    for text in line.texts:
        if found := UNKEEPABLE.search(text):
            raise WrongFile(_("The name of a column has a character that cannot be kept (U+%04X).") % ord(found[0]))
    names = [text.strip().lower() for text in line.texts]
    while names and not names[-1]:
        names.pop()
    repeated = [name for name, times in Counter(filter(None, names)).items() if times > 1]
    if repeated:
        raise WrongFile(_("Columns appear more than once: %s.") % ", ".join(repeated))
    if len(names) > MAX_COLUMNS:
        raise WrongFile(_("The file has more than %d columns.") % MAX_COLUMNS)
    return names


def _rows(header: list[str], lines: Iterable[Line]) -> Iterator[TableRow]:
    for count, line in enumerate(lines, start=1):
        if count > MAX_ROWS:
            raise WrongFile(_("The file has more than %s rows. Split it.") % f"{MAX_ROWS:,}")
        yield _row(header, line)


def _row(header: list[str], line: Line) -> TableRow:
    cells = {name: text for name, text in zip(header, line.texts, strict=False) if name and text.strip()}
    problems = {header[place] or "": why for place, why in line.problems.items() if place < len(header)}
    for name, text in cells.items():
        if found := UNKEEPABLE.search(text):
            problems[name] = _("The text has a character that cannot be kept (U+%04X).") % ord(found[0])
            cells[name] = UNKEEPABLE.sub("\ufffd", text)  # what follows looks it up and shows it
        if text.startswith("#") and text.strip() in ERRORS:
            problems[name] = _("The spreadsheet shows an error here: %s.") % text.strip()
    if (len(line.texts) > len(header) or "" in header) and _has_text_beside(header, line.texts):
        problems[""] = _("A cell stands in a column without a name.")
    return TableRow(line.number, cells, problems)


def _has_text_beside(header: list[str], texts: list[str]) -> bool:
    beside = [*(text for name, text in zip(header, texts, strict=False) if not name), *texts[len(header) :]]
    return any(text.strip() for text in beside)
