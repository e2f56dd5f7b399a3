"""What an import would do, row by row: values only, nothing written."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from priorities.choices import Labelled, gettext_noop
from priorities.exports.registry import Cell


class Outcome(Labelled):
    ADDED = "added", gettext_noop("Added")
    CHANGED = "changed", gettext_noop("Changed")
    UNCHANGED = "unchanged", gettext_noop("Unchanged")
    CONFLICTING = "conflicting", gettext_noop("Conflicting")
    WRONG = "wrong", gettext_noop("Wrong")


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell: what the record says now, and what the file would make of it."""

    column: str
    old: Cell
    new: Cell


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, and in which column; with the row as a whole where that is empty."""

    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What the file would do to one row of the record.

    `number` is the row of the file, the header being row 1. `version` is that of the stored row, None for a new one.
    `is_public` tells that the public sees the change as soon as it is applied.
    """

    number: int
    key: tuple[str, ...]
    outcome: Outcome
    version: int | None = None
    changes: tuple[CellChange, ...] = ()
    faults: tuple[Fault, ...] = ()
    is_public: bool = False

    @property
    def name(self) -> str:
        return " · ".join(part for part in self.key if part)


@dataclass(frozen=True)
class Plan:
    """What a file would do to the record as it stands."""

    dataset: str
    filename: str
    content: bytes = field(repr=False)
    rows: tuple[PlannedRow, ...]

    @cached_property
    def counts(self) -> dict[Outcome, int]:
        counted = Counter(row.outcome for row in self.rows)
        return {outcome: counted[outcome] for outcome in Outcome}

    def of(self, outcome: Outcome) -> list[PlannedRow]:
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def is_blocked(self) -> bool:
        """Whether rows are wrong or conflicting, so that nothing can be applied."""
        return bool(self.counts[Outcome.WRONG] or self.counts[Outcome.CONFLICTING])

    @property
    def changes_anything(self) -> bool:
        return bool(self.counts[Outcome.ADDED] or self.counts[Outcome.CHANGED])

    @cached_property
    def sha256(self) -> str:
        """Of the file."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def digest(self) -> str:
        """Tells whether a plan made later, of the same file, would do the same to the same rows."""
        told = [
            (row.number, row.key, row.outcome.value, row.version, row.changes, row.is_public)
            for row in self.rows
            if row.outcome != Outcome.UNCHANGED
        ]
        return hashlib.sha256(repr((self.dataset, self.sha256, told)).encode()).hexdigest()
