"""Status over time: how commitments divided over the statuses at the end of each quarter, drawn and as a table."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from priorities.choices import HeadlineStatus
from priorities.formatting import day as words_of_day
from priorities.formatting import joined, number
from priorities.models import StatusPeriod
from priorities.models.summary import AreaCounts
from priorities.models.text import Text, active_language
from priorities.revision import remembered
from priorities.views.bars import TEXTURED
from priorities.views.moment import Moment
from priorities.views.status import StatusWord, all_status_words
from priorities.views.words import in_page_language

# The six priorities were named in May 2021; this is the end of that quarter.
FIRST_DAY = date(2021, 6, 30)
QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
HEIGHT = 264  # pixels of the drawing, from none to all
TOP = 10  # pixels above it, for the topmost number
ROOM_FOR_A_LABEL = 21  # pixels from one label to the next
MOST_YEARS = 8
MOST_LINES = 5
BAR_SHARE = 0.84  # of the room of a quarter; the rest sets it apart from the next


@dataclass(frozen=True, slots=True)
class Piece:
    """One status in one quarter. `box` says where it is: across in percent of the drawing, down in pixels."""

    status: str
    box: SafeString
    has_texture: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """How many have a status at the end, written beside the last bar: from `bar_y` a line leads to `y`."""

    status: StatusWord
    count: int
    bar_y: str
    y: str
    text_y: str
    has_texture: bool


@dataclass(frozen=True, slots=True)
class YearMark:
    year: str
    x: str


@dataclass(frozen=True, slots=True)
class GridLine:
    count: int
    y: str
    text_y: str


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of one day, in the order of the chart's statuses."""

    day: date
    counts: list[int]


@dataclass(frozen=True, slots=True)
class Chart:
    area: Text
    words: str
    pieces: list[Piece]
    years: list[YearMark]
    lines: list[GridLine]
    endings: list[Ending]
    statuses: list[StatusWord]
    rows: list[Row]
    height: int
    base: int


def chart_of(counts: AreaCounts, moment: Moment) -> Chart | None:
    """The chart of an area, or of all, up to the day of a moment; None where there is too little to draw."""
    days = quarter_ends(moment.on)
    if len(days) < 2 or not counts.total:
        return None
    told = [_with_the_silent(found, counts.total) for found in _told(counts, moment, days)]
    statuses = [word for word in all_status_words() if any(found[word.code] for found in told)]
    rows = [Row(day, [found[word.code] for word in statuses]) for day, found in zip(days, told, strict=True)]
    return _drawn(counts, statuses, rows)


def _told(counts: AreaCounts, moment: Moment, days: Sequence[date]) -> list[Counter[str]]:
    """The reported statuses of each day, counted once a revision for every page and language."""

    def count() -> list[Counter[str]]:
        # None is told of before its commitment is public, because no note is approved before.
        periods = StatusPeriod.objects.all()
        if counts.area:
            periods = periods.filter(commitment__area=counts.area)
        return periods.counted_on(days, known_at=moment.known_at)

    return remembered("over time", *moment.asked, counts.area.code if counts.area else "", compute=count)


def _with_the_silent(found: Counter[str], total: int) -> Counter[str]:
    """The counts with those that had no report yet."""
    silent = total - found.total()
    return found + Counter({HeadlineStatus.NO_REPORT.value: silent})


def quarter_ends(last: date) -> list[date]:
    """The last days of the quarters from the first one on, and then `last` itself, which may lie inside a quarter."""
    days = []
    day = FIRST_DAY
    while day < last:
        days.append(day)
        day = _next_quarter_end(day)
    return [*days, last] if last >= FIRST_DAY else []


def _next_quarter_end(day: date) -> date:
    ends = (date(year, month, last) for year in (day.year, day.year + 1) for month, last in QUARTER_ENDS)
    return next(end for end in ends if end > day)


def _drawn(counts: AreaCounts, statuses: list[StatusWord], rows: list[Row]) -> Chart:
    return Chart(
        area=counts.area.title if counts.area else in_page_language(_("All areas")),
        words=_in_words(statuses, rows),
        pieces=list(_pieces(statuses, rows, counts.total)),
        years=_years(rows),
        lines=_lines(counts.total),
        endings=_endings(statuses, rows[-1], counts.total),
        statuses=statuses,
        rows=list(reversed(rows)),
        height=TOP + HEIGHT + 26,
        base=TOP + HEIGHT,
    )


def _pieces(statuses: Sequence[StatusWord], rows: Sequence[Row], total: int) -> Iterable[Piece]:
    slot = 100 / len(rows)
    for place, row in enumerate(rows):
        below = 0
        for word, count in zip(statuses, row.counts, strict=True):
            if count:
                top, bottom = _y(below + count, total), _y(below, total)
                height = max(bottom - top - 1, 0.5)  # a pixel of paper between two statuses
                yield Piece(word.code, _box(place * slot, slot * BAR_SHARE, top, height), word.code in TEXTURED)
            below += count


def _box(x: float, width: float, y: float, height: float) -> SafeString:
    """A place in the drawing as attributes: there are some two hundred, and a template writes each value by itself."""
    return mark_safe(f'x="{x:.2f}%" width="{width:.2f}%" y="{y:.1f}" height="{height:.1f}"')  # noqa: S308 - numbers


def _endings(statuses: Sequence[StatusWord], last: Row, total: int) -> list[Ending]:
    """A label for each status of the last day, beside its piece, moved as far as needed to be read."""
    shown = []
    below = 0
    for word, count in zip(statuses, last.counts, strict=True):
        if count:
            shown.append((word, count, _y(below + count / 2, total)))
        below += count
    return [
        Ending(word, count, f"{middle:.1f}", f"{y:.1f}", f"{y + 5:.1f}", word.code in TEXTURED)
        for (word, count, middle), y in zip(shown, spread([y for *_rest, y in shown]), strict=True)
    ]


def spread(wanted: Sequence[float]) -> list[float]:
    """Heights for labels as near as can be to those wanted (from the bottom up), none over another or off the edge."""
    lowest = float(TOP + HEIGHT - ROOM_FOR_A_LABEL / 2)
    placed: list[float] = []
    for y in wanted:
        lowest = min(y, lowest)
        placed.append(lowest)
        lowest -= ROOM_FOR_A_LABEL
    highest = float(TOP)
    for place in range(len(placed) - 1, -1, -1):
        placed[place] = max(placed[place], highest)
        highest = placed[place] + ROOM_FOR_A_LABEL
    return placed


def _years(rows: Sequence[Row]) -> list[YearMark]:
    """Each year under its first bar, or each second or third year where there are many."""
    firsts = [place for place, row in enumerate(rows) if place == 0 or rows[place - 1].day.year != row.day.year]
    step = -(-len(firsts) // MOST_YEARS)
    return [YearMark(str(rows[place].day.year), f"{100 * place / len(rows):.2f}%") for place in firsts[::step]]


def _lines(total: int) -> list[GridLine]:
    """A few round numbers up to the total."""
    sizes = (base * 10**power for power in range(9) for base in (1, 2, 5))
    step = next(size for size in sizes if total / size <= MOST_LINES)
    counts = range(0, total + 1, step)
    return [GridLine(count, f"{_y(count, total):.1f}", f"{_y(count, total) + 4:.1f}") for count in counts]


def _y(count: float, total: int) -> float:
    return TOP + HEIGHT * (1 - count / total)


def _in_words(statuses: Sequence[StatusWord], rows: Sequence[Row]) -> str:
    """What the drawing shows, first day against last: Completed: from 0 to 9, On track: from 12 to 14."""
    language = active_language()
    parts = [
        _("%(status)s: from %(first)s to %(last)s")
        % {"status": word.label, "first": number(first, language), "last": number(last, language)}
        for word, first, last in zip(statuses, rows[0].counts, rows[-1].counts, strict=True)
    ]
    days = {"first": words_of_day(rows[0].day, language), "last": words_of_day(rows[-1].day, language)}
    return _("Between %(first)s and %(last)s: %(parts)s.") % {**days, "parts": joined(parts, language)}
