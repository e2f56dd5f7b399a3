"""What the three sheets have in common: columns, the rows of the record behind them, and how these are written."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar, TypeVar

from django.db import models

from priorities.exports.registry import Cell, Dataset, Row
from priorities.importing.cells import read_number, tidy_code
from priorities.importing.columns import SheetColumn
from priorities.importing.plan import PlannedRow
from priorities.importing.table import TableRow
from priorities.models import Commitment, Official, Ownership

Key = tuple[str, ...]
Item = TypeVar("Item")
BATCH = 500  # rows that are read from the database at once


@dataclass(slots=True)
class Stored:
    """A row of the record: the model, what its cells say, the ids of its owners, and whether it is public."""

    instance: Any
    row: Row
    owners: frozenset[int]
    is_public: bool


@dataclass(slots=True)
class Prepared:
    """A planned row with what is needed to write it: the model as it is to be, and the values that are new."""

    planned: PlannedRow
    instance: Any = None
    values: dict[str, Cell] = field(default_factory=dict)
    before: dict[str, Cell] | None = None

    @property
    def is_new(self) -> bool:
        return self.before is None


class Sheet(ABC):
    """One kind of file that officials download, edit and upload. Made for one official and one use."""

    name: ClassVar[str]
    title: ClassVar[str]
    keys: ClassVar[tuple[str, ...]]

    def __init__(self, by: Official) -> None:
        self.by = by

    # Its columns

    @abstractmethod
    def download_columns(self) -> list[SheetColumn]:
        """The columns of the file that officials download."""

    def other_columns(self) -> list[SheetColumn]:
        """Columns that are understood as well, because another file has them."""
        return []

    @cached_property
    def columns(self) -> dict[str, SheetColumn]:
        return {column.name: column for column in [*self.download_columns(), *self.other_columns()]}

    def dataset(self) -> Dataset:
        return Dataset(self.name, self.title, [column.column for column in self.download_columns()])

    # The record behind it

    @abstractmethod
    def find(self, keys: Collection[Key]) -> dict[Key, Any]:
        """The models of some rows, by key; at most BATCH at a time."""

    @abstractmethod
    def describe(self, instances: Sequence[Any], names: Collection[str]) -> list[Stored]:
        """What the record says of some rows, at least in the columns of these names."""

    def stored(self, keys: Iterable[Key], names: Collection[str]) -> dict[Key, Stored]:
        found: dict[Key, Stored] = {}
        for some in batches(keys):
            models_by_key = self.find(some)
            found.update(zip(models_by_key, self.describe(list(models_by_key.values()), names), strict=True))
        return found

    def rows(self, instances: "models.QuerySet[Any]") -> Iterator[Row]:
        """The rows of the file to download."""
        names = [column.name for column in self.download_columns()]
        for some in batches(self.whole(instances).iterator(chunk_size=BATCH)):
            yield from (stored.row for stored in self.describe(some, names))

    def whole(self, instances: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
        """The rows with what `describe` reads of them, in order."""
        return instances

    # Reading a file

    def key_of(self, row: TableRow) -> Key:
        """Which row of the record is meant. Raises WrongCell."""
        return tuple(self._key_part(name, row.cells.get(name, "")) for name in self.keys)

    def _key_part(self, name: str, text: str) -> str:
        is_number = self.columns[name].column.datatype == "integer"
        return str(read_number(text)) if is_number and text.strip() else tidy_code(text)

    def get_ready(self, rows: Collection[TableRow]) -> None:  # noqa: B027 - a sheet may need nothing
        """Read from the record what new rows refer to."""

    @abstractmethod
    def new(self, key: Key, row: TableRow) -> Any:
        """The model of a row that the record does not have yet. Raises WrongCell where it cannot have it."""

    def assign(self, instance: Any, column: SheetColumn, value: Cell) -> None:
        if column.attribute:
            setattr(instance, column.attribute, value)

    def why_fixed(self, column: SheetColumn, stored: Stored) -> Any:
        """Why this cell of this row cannot be changed; empty where it can."""
        return column.why_fixed if column.read is None or column.for_new_only else ""

    def check(self, instance: Any) -> None:  # noqa: B027 - a sheet may have nothing to add
        """Whether a row is sound beyond its fields and its model's conditions. Raises ValidationError, by field."""

    @abstractmethod
    def require_may_change(self, stored: Stored, values: dict[str, Cell]) -> None:
        """Whether the official may change this row so. Raises RuleBroken."""

    @abstractmethod
    def require_may_add(self, instance: Any, values: dict[str, Cell]) -> None:
        """Whether the official may add this row. Raises RuleBroken."""

    def is_public_once_added(self, instance: Any) -> bool:
        return False

    # Writing

    @abstractmethod
    def lock(self, keys: Collection[Key]) -> None:
        """Hold the rows until the end of the transaction."""

    @abstractmethod
    def write(self, items: Iterable[Prepared]) -> None:
        """Write rows through the actions."""

    @abstractmethod
    def key_after(self, instance: Any) -> Key:
        """The key of a row that has been written."""

    @abstractmethod
    def may_be_removed(self, stored: Stored, added: dict[str, Cell]) -> bool:
        """Whether a row that was added as `added` says may go again."""

    def remove(self, instances: Sequence[Any]) -> None:
        for instance in instances:
            instance.delete()


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    remaining = iter(items)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def owners_of_commitments(commitments: Collection[int]) -> dict[int, frozenset[int]]:
    """The ids of the organizations that answer for some commitments."""
    owners: dict[int, set[int]] = {pk: set() for pk in commitments}
    for pk, organization in Ownership.objects.filter(commitment__in=commitments).values_list(
        "commitment", "organization"
    ):
        owners[pk].add(organization)
    return {pk: frozenset(found) for pk, found in owners.items()}


def lock_commitments(codes: Iterable[str]) -> None:
    """Hold commitments, always in the same order, so that two imports cannot wait for each other."""
    for some in batches(sorted(set(codes))):
        list(Commitment.objects.select_for_update().filter(code__in=some).order_by("pk").values_list("pk"))


def plain_row(columns: Iterable[SheetColumn], instance: Any) -> Row:
    """The cells that are plain attributes of a model."""
    return {column.name: getattr(instance, column.attribute) for column in columns if column.attribute}


def split(codes: Cell) -> list[str]:
    return str(codes).split(";") if codes else []
