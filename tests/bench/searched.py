"""Text search against LIKE over the same texts."""

import json
from collections.abc import Iterator

from tests.bench.setting import Bench, inside
from tests.bench.turns import Line

FREQUENT = "水素の供給"
CODE = "XA-0003"  # a commitment whose title only it has, because its number is in it
# The texts that others look through too, in the three languages.
TEXTS = [f"{name}_{language}" for name in ("title", "description") for language in ("en", "fr", "ja")]
NOTE_TEXTS = [f"text_{language}" for language in ("en", "fr", "ja")]


def lines(bench: Bench) -> Iterator[Line]:
    rare = json.loads(inside(bench.environment, "title", CODE))
    for what, words, goal in (
        ("search of a rare Japanese phrase", rare, "≥ 100"),
        ("search of a frequent Japanese word", FREQUENT, "≥ 3"),
    ):
        told = json.loads(inside(bench.environment, "search", words, bench.turns))
        same = "the same" if told["ours"] == told["theirs"] else f"but LIKE finds {told['theirs']}"
        name = f"{what} ({told['ours']} found, {same})"
        yield Line(name, "LIKE", goal, tuple(like / ours for ours, like in told["seconds"]))
