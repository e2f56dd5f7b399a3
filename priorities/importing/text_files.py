"""Reading CSV as spreadsheets write it: UTF-8, UTF-16 or a legacy encoding; commas, semicolons or tabs."""

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from priorities.importing.errors import WrongFile
from priorities.importing.table import Line, Table, as_table

SEPARATORS = ",;\t"
KANA = re.compile("[\u3041-\u30fe]")
# What French in a Windows encoding is made of, beyond ASCII.
FRENCH = frozenset("àâäæçèéêëîïôöœùûüÿÀÂÄÆÇÈÉÊËÎÏÔÖŒÙÛÜŸ«»‹›‘’“”–—…°€\u00a0·•º²³½×©®™")


def read(content: bytes) -> Table:
    """The table of a text file. Raises WrongFile."""
    text, is_legacy = _decoded(content)
    return as_table(_lines(text), is_legacy=is_legacy)


def _decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding is one that lacks letters of another of the three languages."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    modern = _try(content, "utf-16" if wide else "utf-8-sig")
    if modern is not None and "\0" not in modern:
        return modern, False
    legacy = None if wide else _legacy(content)
    if legacy is None or "\0" in legacy:
        raise WrongFile(_("The file is not a spreadsheet that can be read: save it as XLSX or as “CSV UTF-8”."))
    return legacy, True


def _legacy(content: bytes) -> str | None:
    """The text of a Japanese or a Western machine. Many Western files would also pass for Japanese ones, but then
    without kana; and the other way round the result is not French."""
    japanese, western = _try(content, "cp932"), _try(content, "cp1252")
    if japanese is not None and KANA.search(japanese):
        return japanese
    if western is not None and all(letter.isascii() or letter in FRENCH for letter in set(western)):
        return western
    return japanese


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _lines(text: str) -> Iterator[Line]:
    start, separator = _opening(text)
    reader = csv.reader(io.StringIO(text[start:], newline=""), delimiter=separator, strict=True)
    first = 2 if start else 1
    number = first
    try:
        for number, texts in enumerate(reader, start=first):
            yield Line(number, texts, _formulas(texts))
    except csv.Error as error:
        told = {"row": number + 1, "why": error}
        raise WrongFile(_("Row %(row)d cannot be read as CSV (%(why)s).") % told) from error


def _opening(text: str) -> tuple[int, str]:
    """Where the header starts, after the `sep=;` that Excel understands, and what separates its columns."""
    told = re.match(r"sep=([,;\t])\r?\n", text)
    if told:
        return told.end(), told[1]
    header = text[: text.find("\n")] if "\n" in text else text
    return 0, max(SEPARATORS, key=header.count)


def _formulas(texts: list[str]) -> dict[int, str]:
    """In a text file a formula has no value yet; one that is meant as text carries an apostrophe."""
    return {
        place: _("This is a formula. If it is meant as text, put an apostrophe in front.")
        for place, text in enumerate(texts)
        if text.startswith("=")
    }
