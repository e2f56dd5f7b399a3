"""Draw docs/architecture.svg from the code's own imports: `make architecture`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "architecture.svg"
WIDTH, ROW, BOX, TOP = 960, 84, 36, 56
LETTER = 7.4  # width of a letter, roughly
READ_AND_SET = 'role="img" aria-labelledby="title desc" font-family="system-ui, sans-serif" font-size="13"'
DESCRIPTION = "an import leads downwards, and is left out where others lead to the same module."
ABOVE = "fip_tracker: settings, server, probes, page cache. It knows the tracker; the tracker does not know it."

Place = tuple[float, float, float]


def layers() -> list[list[str]]:
    """The modules by layer, the highest first, as the contract of the imports has them and as they exist."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    rows = [[module.strip(" ()") for module in layer.split("|")] for layer in named]
    package = ROOT / "priorities"
    there = [[name for name in row if (package / name).is_dir() or (package / f"{name}.py").is_file()] for row in rows]
    return [row for row in there if row]


def imports(rows: list[list[str]]) -> set[tuple[str, str]]:
    """Which module imports which below it, counting what lies inside a package as the package."""
    level = {name: number for number, row in enumerate(rows) for name in row}
    modules = list(level)
    graph = grimp.build_graph("priorities", cache_dir=None)
    for name in modules:
        if f"priorities.{name}" in graph.modules:
            graph.squash_module(f"priorities.{name}")
    return {
        (name, imported.removeprefix("priorities."))
        for name in modules
        for imported in graph.find_modules_directly_imported_by(f"priorities.{name}")
        if level.get(imported.removeprefix("priorities."), 0) > level[name]
    }


def shortest(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The imports without those that a longer way leads to as well: a picture of all shows nothing."""
    led = {one: {other for start, other in arrows if start == one} for one, _other in arrows}

    def reached(start: str) -> set[str]:
        return {end for step in led.get(start, set()) for end in {step, *reached(step)}}

    return {
        (one, other) for one, other in arrows if not any(other in reached(between) for between in led[one] - {other})
    }


def places(rows: list[list[str]]) -> dict[str, Place]:
    """Left edge, top and width of each module's box."""
    found: dict[str, Place] = {}
    for number, row in enumerate(rows):
        widths = [len(name) * LETTER + 16 for name in row]
        gap = (WIDTH - sum(widths)) / (len(row) + 1)
        left = gap
        for name, width in zip(row, widths, strict=True):
            found[name] = (left, TOP + number * ROW, width)
            left += width + gap
    return found


def drawing() -> str:
    rows = layers()
    names = [name for row in rows for name in row]
    where, arrows = places(rows), sorted(shortest(imports(rows)))
    height = TOP + len(rows) * ROW
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {READ_AND_SET}>',
        '<title id="title">The modules of the tracker by layer</title>',
        f'<desc id="desc">{len(names)} modules in {len(rows)} layers; {DESCRIPTION}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="{WIDTH / 2:g}" y="30" text-anchor="middle" fill="#465a6a">{ABOVE}</text>',
        *(_line(where[one], where[other]) for one, other in arrows),
        *(part for name in names for part in _box(name, where[name])),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _line(one: Place, other: Place) -> str:
    (x1, y1), (x2, y2) = (one[0] + one[2] / 2, one[1] + BOX), (other[0] + other[2] / 2, other[1])
    middle = (y1 + y2) / 2
    return (
        f'<path d="M{x1:.0f} {y1:.0f}C{x1:.0f} {middle:.0f} {x2:.0f} {middle:.0f} {x2:.0f} {y2:.0f}" '
        'fill="none" stroke="#71869a" stroke-width="1" opacity="0.8"/>'
    )


def _box(name: str, place: Place) -> Iterator[str]:
    left, top, width = place
    frame = f'x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{BOX}" rx="5"'
    yield f'<rect {frame} fill="#f2f6f9" stroke="#0a5088"/>'
    yield f'<text x="{left + width / 2:.0f}" y="{top + 23:.0f}" text-anchor="middle" fill="#11222f">{name}</text>'


def is_current() -> bool:
    """Whether the picture shows the imports as they are."""
    return PICTURE.is_file() and re.sub(r"\s+", " ", PICTURE.read_text()) == re.sub(r"\s+", " ", drawing())


if __name__ == "__main__":
    PICTURE.write_text(drawing(), encoding="utf-8")
