"""Columns: the single source of header, cells, JSON, data dictionary and metadata."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from priorities.choices import Labelled

Cell = str | int | date | None
Row = dict[str, Any]
CellType = Literal["string", "integer", "date", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its stable name, type, meaning, and the value of a row.

    `value` defaults to the row's entry of the same name. `codes` is the vocabulary of a cell, if it has one.
    """

    name: str
    help: str
    datatype: CellType = "string"
    codes: type[Labelled] | None = None
    value: Callable[[Row], Cell] | None = None

    def cell(self, row: Row) -> Cell:
        found: Cell = self.value(row) if self.value else row[self.name]
        return found


@dataclass(frozen=True, slots=True)
class Dataset:
    """One file: its name without ending, what a row is, and its columns."""

    name: str
    title: str
    columns: Sequence[Column]

    @property
    def header(self) -> list[str]:
        return [column.name for column in self.columns]

    def cells(self, row: Row) -> list[Cell]:
        return [column.cell(row) for column in self.columns]
