"""Two things measured in turn, A B A B, so that a busy machine slows both: their ratio is what is told."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

Measure = Callable[[], float]


@dataclass(frozen=True)
class Line:
    """One line of the table. `ratios` has one entry a turn; without any, `why` says why it was not measured."""

    what: str
    against: str
    goal: str
    ratios: tuple[float, ...] = ()
    why: str = ""

    def __str__(self) -> str:
        if not self.ratios:
            return f"{self.what:<44} not measured: {self.why}"
        middle, least, most = median(self.ratios), min(self.ratios), max(self.ratios)
        return f"{self.what:<44} {middle:6.2f} × {self.against} (min {least:.2f}, max {most:.2f}); goal {self.goal}"

    def as_json(self) -> dict[str, Any]:
        told = {"median": median(self.ratios), "min": min(self.ratios), "max": max(self.ratios)} if self.ratios else {}
        return {**asdict(self), **told}


def in_turn(what: str, against: str, goal: str, *, ours: Measure, theirs: Measure, turns: int) -> Line:
    """Rates measured in turn, as how many times theirs ours is."""
    return Line(what, against, goal, tuple(ours() / theirs() for _ in range(turns)))
