"""The data dictionary: every column of every file, its type, its meaning and its values, from the registry."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from priorities.choices import Language
from priorities.exports.csv import stream
from priorities.exports.datasets import DATASETS
from priorities.exports.registry import CellType, Column, Dataset, PublicDataset, Row

TYPES: dict[CellType, str] = {
    "string": _("text"),
    "integer": _("whole number"),
    "date": _("day, YYYY-MM-DD"),
    "datetime": _("moment in UTC, YYYY-MM-DDThh:mm:ssZ"),
    "boolean": _("yes or no"),
    "list": _("codes separated by ;"),
    "url": _("web address"),
}


@dataclass(frozen=True, slots=True)
class Value:
    code: str
    word: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A column as people read of it, in the active language."""

    name: str
    datatype: str
    meaning: str
    values: list[Value]
    is_key: bool
    may_be_empty: bool


def entries(dataset: PublicDataset) -> list[Entry]:
    return [_entry(dataset, column) for column in dataset.columns]


def _entry(dataset: PublicDataset, column: Column) -> Entry:
    return Entry(
        name=column.name,
        datatype=gettext("code") if column.codes else gettext(TYPES[column.datatype]),
        meaning=column.meaning,
        values=[Value(code, gettext(word)) for code, word in column.codes.pairs()] if column.codes else [],
        is_key=column.name in dataset.key,
        may_be_empty=not column.is_required,
    )


def dictionary_file() -> Iterator[bytes]:
    """The dictionary as CSV, in the three languages."""
    return stream(_DICTIONARY, (row for dataset in DATASETS.values() for row in _rows(dataset)))


_DICTIONARY = Dataset(
    "dictionary",
    "Data dictionary",
    [
        Column("file", "File"),
        Column("column", "Column"),
        Column("type", "Type"),
        Column("required", "Whether no cell is empty: yes or no", "boolean"),
        Column("key", "Whether the column tells rows apart: yes or no", "boolean"),
        Column("refers_to", "The column of another file that has its values"),
        Column("values", "Codes that a cell may have, separated by ;"),
        *[Column(f"meaning_{language}", "Meaning", of=language) for language in Language],
        *[Column(f"values_{language}", "The words for the codes", of=language) for language in Language],
    ],
)


def _rows(dataset: PublicDataset) -> Iterator[Row]:
    for column in dataset.columns:
        codes = column.codes.pairs() if column.codes else []
        row = {
            "file": f"{dataset.name}.csv",
            "column": column.name,
            "type": column.datatype,
            "required": column.is_required,
            "key": column.name in dataset.key,
            "refers_to": column.refers_to,
            "values": ";".join(code for code, _word in codes),
        }
        for language in Language:
            with override(language):
                row[f"meaning_{language}"] = column.meaning
                row[f"values_{language}"] = "; ".join(_meaning(code, word) for code, word in codes)
        yield row


def _meaning(code: str, label: str) -> str:
    word = gettext(label)
    return f"{code} = {word}"
