"""Reading one cell: a text as people and spreadsheets write it, to the value that the record keeps."""

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date, timedelta

from django.utils.translation import gettext as _

from priorities.choices import Labelled
from priorities.clocks import YEARS, today
from priorities.exports.csv import FORMULA_STARTS
from priorities.exports.registry import Cell
from priorities.exports.xlsx import plain_text
from priorities.importing.errors import WrongCell

EMPTY = "(empty)"
"""What a cell says to empty what the record has; a blank cell leaves it as it is."""

Reader = Callable[[str], Cell]

BREAK = re.compile(r"<br\b[^<>]*>\n?", re.IGNORECASE)
TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|<!--", re.IGNORECASE)
ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
SERIAL = re.compile(r"\d{5}(?:\.0+)?")
FIRST_SERIAL_DAY = date(1899, 12, 30)
WHOLE = re.compile(r"-?\d{1,9}(?:\.0+)?")
LOST = "\ufffd"  # what programs put where they could not read a letter


def is_marked_empty(text: str) -> bool:
    return unicodedata.normalize("NFKC", text).strip().casefold() == EMPTY


def is_same(text: str, value: Cell) -> bool:
    """Whether a cell says what the record has, whatever spreadsheets do to line ends and to apostrophes in front."""
    if text == value:  # as most cells of most files
        return True
    stored = tidy(plain_text(value))
    return tidy(text) == stored or tidy(undefused(text)) == stored


def undefused(text: str) -> str:
    """A text without the apostrophe that keeps spreadsheets from taking it for a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def tidy(text: str) -> str:
    """A text in NFC with plain line ends and nothing trailing."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).rstrip()


def tidy_code(text: str) -> str:
    """A code, number or date as typed, full-width letters made plain."""
    return unicodedata.normalize("NFKC", undefused(text)).strip()


def read_text(text: str) -> str:
    """A text of several lines. `<br>` is a line break; anything else of HTML is refused."""
    found = BREAK.sub("\n", tidy(undefused(text)))
    for letter in found:
        if (unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\t") or letter == LOST:
            raise WrongCell(_("The text has a character that cannot be kept (U+%04X).") % ord(letter))
    markup = TAG.search(found) or ENTITY.search(found)
    if markup:
        raise WrongCell(_("The text has HTML in it (%s). Write plain text or Markdown.") % markup[0])
    return found


def read_line(text: str) -> str:
    """A text of one line."""
    found = read_text(text)
    if "\n" in found:
        raise WrongCell(_("This text has one line; the cell has several."))
    return found


def read_date(text: str) -> date:
    """A day, year first, or as the number by which spreadsheets count days."""
    found = tidy_code(text)
    day = _day(found)
    if day is None:
        raise WrongCell(_("“%s” is not a date. Write it as YYYY-MM-DD.") % found)
    if day.year not in YEARS:
        raise WrongCell(_("The year %d cannot be meant.") % day.year)
    return day


def read_past_date(text: str) -> date:
    """The day of something that has happened."""
    day = read_date(text)
    if day > today():
        raise WrongCell(_("This day is in the future."))
    return day


def _day(found: str) -> date | None:
    written = DAY.fullmatch(found)
    if not written:
        return FIRST_SERIAL_DAY + timedelta(days=int(float(found))) if SERIAL.fullmatch(found) else None
    try:
        return date(*map(int, written.groups()))
    except ValueError as error:
        raise WrongCell(_("There is no day %s.") % found) from error


def read_number(text: str) -> int:
    found = tidy_code(text)
    if not WHOLE.fullmatch(found):
        raise WrongCell(_("“%s” is not a whole number.") % found)
    return int(float(found))


def code_reader(vocabulary: type[Labelled]) -> Reader:
    """A reader of one code of a vocabulary."""
    codes = {member.value for member in vocabulary}

    def read(text: str) -> str:
        found = tidy_code(text)
        if found not in codes:
            told = {"found": found, "codes": ", ".join(member.value for member in vocabulary)}
            raise WrongCell(_("“%(found)s” is not a code of this column. It takes: %(codes)s.") % told)
        return found

    return read


def list_reader(known: Collection[str], *, in_order: bool = False) -> Reader:
    """A reader of several codes with semicolons between, each of which must be known; sorted unless `in_order`."""

    def read(text: str) -> str:
        found = list(dict.fromkeys(part for part in re.split(r"[;,\s]+", tidy_code(text)) if part))
        unknown = [code for code in found if code not in known]
        if unknown:
            raise WrongCell(_("The record does not know: %s.") % ", ".join(unknown))
        return ";".join(found if in_order else sorted(found))

    return read


def one_of_reader(known: Collection[str]) -> Reader:
    """A reader of one code that must be known."""

    def read(text: str) -> str:
        found = tidy_code(text)
        if found not in known:
            raise WrongCell(_("The record does not know: %s.") % found)
        return found

    return read


def lost_letters(old: str, new: str, *, is_legacy: bool) -> bool:
    """Whether a text is the old one but for letters that a program could not save: é or 海 as a question mark, or, in
    a legacy encoding, é as e and – as -."""
    if old == new or len(old) != len(new):
        return False
    return all(
        before == after or (not before.isascii() and (after == "?" or (is_legacy and after.isascii())))
        for before, after in zip(old, new, strict=True)
    )
