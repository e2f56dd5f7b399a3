"""The colours of the tokens are told apart: text at 4.5 to 1, marks and segments at 3 to 1, light and dark."""

import re
from pathlib import Path

import pytest

from priorities.choices import HeadlineStatus

TOKENS = (Path(__file__).parents[2] / "priorities/static/priorities/tokens.css").read_text()
DECLARATION = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6});")
LIGHT = dict(DECLARATION.findall(TOKENS.partition("@media")[0]))
DARK = {**LIGHT, **dict(DECLARATION.findall(TOKENS.partition("@media")[2]))}
OUTLINED = {HeadlineStatus.NOT_STARTED, HeadlineStatus.NO_REPORT}

themes = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
statuses = pytest.mark.parametrize("status", HeadlineStatus)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2 of a colour written #rgb or #rrggbb."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@themes
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink", "paper-tinted"),
        ("ink-soft", "paper"),
        ("ink-soft", "paper-tinted"),
        ("link", "paper"),
        ("link", "paper-tinted"),
        ("accent", "paper"),
        ("facing-challenges", "paper"),
        ("warn-ink", "warn-paper"),
        ("past-ink", "past-paper"),
        ("sea-ink", "sea"),
        ("sea-ink-soft", "sea"),
        ("sea-ink-soft", "sea-deep"),
        ("button-ink", "button"),
        ("button-ink", "button-hover"),
    ],
)
def test_text(colours, text, ground):
    assert contrast(colours[text], colours[ground]) >= 4.5


@themes
@statuses
def test_the_number_in_a_segment(colours, status):
    name = status.replace("_", "-")
    assert contrast(colours[f"{name}-ink"], colours[name]) >= 4.5


@themes
@statuses
def test_a_mark_or_an_outline_or_a_segment_against_the_page(colours, status):
    name = status.replace("_", "-")
    mark = colours.get(f"{name}-mark", colours[name])
    assert contrast(mark, colours["paper"]) >= 3
    assert contrast(mark, colours["paper-tinted"]) >= 3
    assert status in OUTLINED or contrast(colours[name], colours["paper"]) >= 3


def test_every_status_has_a_colour_a_mark_and_a_segment():
    components = (Path(__file__).parents[2] / "priorities/static/priorities/components.css").read_text()
    marks = (Path(__file__).parents[2] / "templates/components/marks.html").read_text()
    for status in HeadlineStatus:
        assert f".status-{status} .mark" in components
        assert f".segment-{status} .segment-fill" in components
        assert f'id="mark-{status}"' in marks
