"""Days, moments, numbers and spans of time as people write them in each language. Pure: no Django, no clock of its own.

`language` is a code of `choices.Language`; any other is written as English.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

LOCALES = {"en": "en_CA", "fr": "fr_CA", "ja": "ja_JP"}

# The record's own texts write the day before the month, where Babel's long form for English would turn them round.
DAYS = {"en": "d MMMM y", "fr": "d MMMM y", "ja": "y年M月d日"}
MOMENTS = {"en": "d MMMM y, HH:mm 'UTC'", "fr": "d MMMM y, HH 'h' mm 'UTC'", "ja": "y年M月d日 HH:mm 'UTC'"}
MONTHS = {"en": "MMMM y", "fr": "MMMM y", "ja": "y年M月"}
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

# A page writes the same days and numbers over and over, and Babel takes its time for each.
KEPT = 4096


def locale_of(language: str) -> str:
    return LOCALES.get(language, LOCALES["en"])


@lru_cache(maxsize=KEPT)
def day(value: date, language: str) -> str:
    """A day in words: 1 May 2026, 1er mai 2026, 2026年5月1日."""
    return _first_of_month(format_date(value, _pattern(DAYS, language), locale_of(language)), value, language)


def month(value: date, language: str) -> str:
    """A month in words: May 2026, mai 2026, 2026年5月."""
    return format_date(value, _pattern(MONTHS, language), locale_of(language))


def moment(value: datetime, language: str) -> str:
    """An instant in words to the minute, in UTC, which it says."""
    instant = value.astimezone(UTC)
    text = format_datetime(instant, _pattern(MOMENTS, language), locale=locale_of(language))
    return _first_of_month(text, instant, language)


@lru_cache(maxsize=KEPT)
def number(value: int, language: str) -> str:
    """A whole number with the language's grouping: 1,234, 1 234."""
    return format_decimal(value, locale=locale_of(language))


@lru_cache(maxsize=KEPT)
def percent(part: int, whole: int, language: str) -> str:
    """A share in whole percent; 0 % of nothing."""
    return format_percent(part / whole if whole else 0, locale=locale_of(language))


def months(count: int, language: str) -> str:
    """A number of months with the right plural: 12 months, 12 mois, 12か月."""
    if language == "ja":
        return f"{number(count, language)}か月"
    return format_unit(count, "duration-month", locale=locale_of(language))


def joined(items: list[str], language: str) -> str:
    """Several things in one sentence: a, b and c."""
    return format_list(items, locale="en_GB" if language == "en" else locale_of(language))


def writable(text: str) -> str:
    """A text without the characters that neither XML nor a calendar has room for."""
    return UNWRITABLE.sub("", text)


def _pattern(patterns: dict[str, str], language: str) -> str:
    return patterns.get(language, patterns["en"])


def _first_of_month(text: str, value: date, language: str) -> str:
    """French alone writes the first day of a month as an ordinal."""
    return f"1er{text.removeprefix('1')}" if language == "fr" and value.day == 1 else text
