"""Text search against LIKE over the same texts."""

import json
from collections.abc import Iterator

from tests.bench.setting import Bench, inside
from tests.bench.turns import Line

# Which of them are rare is told by what a made-up record is composed of.
WORDS = [
    ("search of a rare Japanese phrase", "海洋観測に関する取決めの締結（7）", "≥ 100"),
    ("search of a frequent Japanese word", "水素の供給", "≥ 3"),
]


def lines(bench: Bench) -> Iterator[Line]:
    for what, words, goal in WORDS:
        told = json.loads(inside(bench.environment, "search", words, bench.turns))
        same = "the same" if told["ours"] == told["theirs"] else f"but LIKE finds {told['theirs']}"
        name = f"{what} ({told['ours']} found, {same})"
        yield Line(name, "LIKE", goal, tuple(like / ours for ours, like in told["seconds"]))
