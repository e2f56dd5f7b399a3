"""Columns: the single source of header, cells, JSON, data dictionary and metadata."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils.translation import gettext

from priorities.choices import Labelled
from priorities.clocks import Clocks
from priorities.models import CommitmentQuerySet

Cell = str | int | date | None
Row = dict[str, Any]
Line = tuple[Any, ...]
CellType = Literal["string", "integer", "date", "datetime", "boolean", "list", "url"]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is looked up for many rows at once, by what `of` gives of each; once, however many columns ask for it."""

    of: str
    find: Callable[[Sequence[Any]], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its stable name, meaning (an English text to translate), type, and where it comes from.

    `codes` is the vocabulary of a cell, if it has one; `of` the language or status that the column is narrowed to;
    `refers_to` the column of another file that has its value, as in "commitments.code"; `is_required` says that no
    cell is empty. `sources` are what the database reads for it (the column of the same name unless told otherwise), and
    `made` turns them, many rows at once, into its values: text, whole numbers, yes or no as 1 or 0, None for unknown,
    days and instants as ISO 8601 text, and several codes as one text with semicolons between.
    """

    name: str
    help: str
    datatype: CellType = "string"
    codes: type[Labelled] | None = None
    of: Labelled | None = None
    refers_to: str = ""
    is_required: bool = False
    sources: tuple[Any, ...] = ()
    made: Callable[..., Iterable[Any]] | None = None

    @property
    def reads(self) -> tuple[Any, ...]:
        return self.sources or (self.name,)

    def cell(self, row: Row) -> Cell:
        found: Cell = row[self.name]
        return found

    @property
    def meaning(self) -> str:
        """What it means, in the active language."""
        if self.of is None:
            return gettext(self.help)
        return gettext("%(meaning)s (%(of)s)") % {"meaning": gettext(self.help), "of": gettext(self.of.label)}


@dataclass(frozen=True, slots=True)
class Dataset:
    """One file: its name without ending, its title, and its columns."""

    name: str
    title: str
    columns: Sequence[Column]

    @property
    def header(self) -> list[str]:
        return [column.name for column in self.columns]

    def cells(self, row: Row) -> list[Cell]:
        return [column.cell(row) for column in self.columns]


@dataclass(frozen=True, slots=True)
class PublicDataset(Dataset):
    """A file for everyone: also what one row of it is, the columns that tell rows apart, and the rows themselves.

    `rows` takes commitments that `as_of` has annotated, and its clocks; it gives the rows that the file has of these
    commitments, in order of the key: a queryset of which the sources of the columns are read, or rows that are whole.
    """

    row: str
    key: tuple[str, ...]
    rows: Callable[[CommitmentQuerySet, Clocks], "QuerySet[Any] | Iterable[Row]"]

    def batches(self, commitments: CommitmentQuerySet, clocks: Clocks) -> Iterator[list[Sequence[Any]]]:
        """The values in batches of rows, column by column: what is done to each cell is then done to many at once."""
        found = self.rows(commitments, clocks)
        if isinstance(found, QuerySet):
            yield from _read(found, self.columns)
        elif rows := list(found):
            yield [[row[name] for row in rows] for name in self.header]

    def lines(self, commitments: CommitmentQuerySet, clocks: Clocks) -> Iterator[Line]:
        """The values row by row, in the order of the columns."""
        for batch in self.batches(commitments, clocks):
            yield from zip(*batch, strict=True)

    def records(self, commitments: CommitmentQuerySet, clocks: Clocks) -> Iterator[Row]:
        """The rows as JSON has them: null for unknown, several codes as a list."""
        for line in self.lines(commitments, clocks):
            yield {column.name: _for_json(column, value) for column, value in zip(self.columns, line, strict=True)}


BATCH = 500  # rows that are held at once


def _read(rows: "QuerySet[Any]", columns: Sequence[Column]) -> Iterator[list[Sequence[Any]]]:
    sources = dict.fromkeys(source for column in columns for source in column.reads)
    beside = [source for source in sources if isinstance(source, Beside)]
    asked = list(dict.fromkeys(source.of if isinstance(source, Beside) else source for source in sources))
    read = rows.values_list(*asked).iterator(chunk_size=BATCH)
    while batch := list(islice(read, BATCH)):
        values: dict[Any, Sequence[Any]] = dict(zip(asked, zip(*batch, strict=True), strict=True))
        values.update({source: source.find(values[source.of]) for source in beside})
        yield [_made(column, [values[source] for source in column.reads]) for column in columns]


def _made(column: Column, values: list[Sequence[Any]]) -> Sequence[Any]:
    return list(column.made(*values)) if column.made else values[0]


def _for_json(column: Column, value: Any) -> Any:
    if column.datatype == "list":
        return value.split(";") if value else []
    if column.datatype == "boolean":
        return bool(value)
    return None if value == "" else value
