"""The two clocks: the day the record speaks of, and the moment it became known."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Self
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
OTTAWA = ZoneInfo("America/Toronto")

# Open ends are far-away values, not NULL, so that "from <= x < to" is one plain comparison on every engine.
FOREVER_DAY = date(9999, 12, 31)
FOREVER = datetime(9999, 12, 30, tzinfo=UTC)

YEARS = range(1900, 2200)  # that anybody can mean; nearer to the ends of the calendar, time zones lead out of it


def day_of(instant: datetime) -> date:
    """The day of the record at an instant: the civil date in Tokyo, the capital where each day begins first.

    With any later zone an official in Tokyo could not report as of their own today.
    """
    return instant.astimezone(TOKYO).date()


def start_of(day: date) -> datetime:
    """The instant at which a day of the record begins."""
    return datetime.combine(day, time.min, TOKYO)


FIRST_MOMENT, LAST_MOMENT = (start_of(date(year, 1, 1)) for year in (YEARS.start, YEARS.stop))
"""From the one until before the other lie the moments that anybody can mean."""


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return day_of(now())


@dataclass(frozen=True, slots=True)
class Clocks:
    """A point on both clocks: what was true on the day `on`, as known at the instant `known_at`."""

    on: date
    known_at: datetime

    @classmethod
    def at(cls, *, on: date | None = None, known_at: datetime | None = None) -> Self:
        """Clocks with the defaults of the record: known now, on the day of that knowledge."""
        instant = known_at or now()
        return cls(on=on or day_of(instant), known_at=instant)
