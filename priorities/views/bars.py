"""Stacked bars: how the commitments of an area, or of all, divide over the statuses."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from priorities.choices import HeadlineStatus
from priorities.formatting import joined, number, percent
from priorities.models.summary import AreaCounts
from priorities.models.text import Text, active_language
from priorities.views.moment import Moment
from priorities.views.status import StatusWord, all_status_words
from priorities.views.words import in_page_language

# In percent of the bar: a number would touch the edges of a segment narrower than this, on any screen or on a phone.
ROOM_FOR_A_NUMBER = 2.5
ROOM_ON_A_PHONE = 8.0

# These have a texture as well as a colour, so that no two neighbours of a bar are told apart by hue alone.
TEXTURED = frozenset({HeadlineStatus.COMPLETED_MODIFIED, HeadlineStatus.SIDES_DIFFER, HeadlineStatus.NO_REPORT})


@dataclass(frozen=True, slots=True)
class Segment:
    """One status of a bar. `x`, `width` and `middle` are SVG lengths in percent of the bar."""

    status: StatusWord
    count: int
    share: str
    href: str
    x: str
    width: str
    middle: str
    shows_count: bool
    is_narrow: bool
    has_texture: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A stacked bar with the same counts in one sentence; `segments` has the statuses that occur, in order.

    `name` is unique in the page, `title` the area, which may be in another language than the words.
    """

    name: str
    title: Text
    words: str
    total: int
    segments: list[Segment]


def bar_of(counts: AreaCounts, moment: Moment) -> Bar:
    """The bar of the counts of an area, or of all."""
    of = {"area": counts.area.slug} if counts.area else {}
    segments: list[Segment] = []
    before = 0
    for status in all_status_words():
        count = counts.counts[status.code]
        if count:
            href = moment.listing(**of, status=status.code)
            segments.append(_segment(status, count, before, counts.total, href))
        before += count
    return Bar(
        name=counts.area.code if counts.area else "all",
        title=counts.area.title if counts.area else in_page_language(_("All areas")),
        words=_in_words(segments),
        total=counts.total,
        segments=segments,
    )


def _segment(status: StatusWord, count: int, before: int, total: int, href: str) -> Segment:
    x, width = 100 * before / total, 100 * count / total
    return Segment(
        status=status,
        count=count,
        share=percent(count, total, active_language()),
        href=href,
        x=f"{x:.3f}%",
        width=f"{width:.3f}%",
        middle=f"{x + width / 2:.3f}%",
        shows_count=width >= ROOM_FOR_A_NUMBER,
        is_narrow=width < ROOM_ON_A_PHONE,
        has_texture=status.code in TEXTURED,
    )


def _in_words(segments: list[Segment]) -> str:
    """The counts as one sentence: Completed: 2, On track: 5 and Facing challenges: 1."""
    language = active_language()
    if not segments:
        return _("No commitments yet")
    parts = [
        _("%(status)s: %(count)s") % {"status": segment.status.label, "count": number(segment.count, language)}
        for segment in segments
    ]
    return joined(parts, language)
