"""Two things measured in turn, A B A B, so that a busy machine slows both: their ratio is what is told."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

Measure = Callable[[], float]


@dataclass(frozen=True)
class Line:
    """One line of the table: `figures` has one entry a turn; without any, `why` says why it was not measured.

    A figure is how many times `against` ours is, in speed; where `against` is empty, it is in `unit`.
    """

    what: str
    against: str
    goal: str = ""
    figures: tuple[float, ...] = ()
    unit: str = ""
    why: str = ""

    def __str__(self) -> str:
        name = f"{self.what} : {self.against}" if self.against else self.what
        if not self.figures:
            return f"{name:<78} not measured: {self.why}"
        middle, least, most = median(self.figures), min(self.figures), max(self.figures)
        goal = f"  goal {self.goal}" if self.goal else ""
        return f"{name:<78} {middle:9.2f} {self.unit or '×':<2} ({least:.2f} to {most:.2f}, {len(self.figures)}){goal}"

    def as_json(self) -> dict[str, Any]:
        shown = self.figures
        told = {"median": median(shown), "min": min(shown), "max": max(shown)} if shown else {}
        return {**asdict(self), **told}


def in_turn(what: str, against: str, goal: str, *, ours: Measure, theirs: Measure, turns: int) -> Line:
    """Rates measured in turn, as how many times theirs ours is."""
    return Line(what, against, goal, tuple(ours() / theirs() for _ in range(turns)))


def repeated(what: str, goal: str, unit: str, *, measure: Measure, turns: int) -> Line:
    """Something that is told by itself."""
    return Line(what, "", goal, tuple(measure() for _ in range(turns)), unit)
