"""What happens to each made-up commitment: when it is published, what is reported of it, what slips. Pure.

A story follows from its number and the seed alone, so that it can be told again instead of being kept: a record of any
size is made in constant memory. Moments rise from wave to wave and, within a wave, from commitment to commitment, as
the journal needs them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from priorities.choices import Kind, Linkage, NoteKind, Reporter, Status
from priorities.clocks import day_of

YEARS = timedelta(days=2000)
PER_PREFIX = 9_999
LARGEST = 26 * PER_PREFIX
VOICES: list[list[Reporter]] = [
    [Reporter.PUBLIC_SOURCES],
    [Reporter.CANADA],
    [Reporter.JAPAN],
    [Reporter.CANADA, Reporter.JAPAN],
    [Reporter.JAPAN, Reporter.CANADA, Reporter.JOINT],
    [Reporter.JOINT],
]
STATUSES = list(Status)
WEIGHTS = [8, 34, 14, 20, 16, 5, 3]  # how often each status is reported, in percent


@dataclass(frozen=True, slots=True)
class Report:
    """One note. `corrects` is the position of the note that it corrects; both count from 0."""

    position: int
    reporter: str
    kind: str
    status: str
    as_of: date
    recorded_at: datetime
    released_at: datetime
    corrects: int | None


@dataclass(frozen=True, slots=True)
class Slip:
    """A move of the target date, told with the report at `position`."""

    position: int
    days: int


@dataclass(frozen=True, slots=True)
class Story:
    """One commitment and all that is said of it."""

    number: int
    code: str
    kind: str
    linkage: str
    published_at: datetime
    start: date
    target: date | None
    review_months: int
    reports: tuple[Report, ...]
    slip: Slip | None
    has_milestone: bool


@dataclass(frozen=True)
class Plan:
    """A made-up record: so many commitments with so many notes each, told up to the moment `until`."""

    commitments: int
    notes: int
    seed: int
    until: datetime

    def chance(self, number: int, of: str) -> Random:
        return Random(f"{self.seed}/{number}/{of}")  # noqa: S311  (nothing secret rests on it)

    def stories(self, first: int, last: int) -> Iterator[Story]:
        """The stories from number `first` up to, not including, `last`."""
        return (self.story(number) for number in range(first, min(last, self.commitments)))

    def story(self, number: int) -> Story:
        chance = self.chance(number, "story")
        published = self._moment(0, number)
        target = day_of(published) + timedelta(days=chance.randint(200, 3200))
        is_open_ended = chance.random() < 0.3
        return Story(
            number=number,
            code=code(number),
            kind=(Kind.ONGOING if is_open_ended else Kind.ONE_OFF).value,
            linkage=chance.choice(list(Linkage)).value,
            published_at=published,
            start=day_of(published) - timedelta(days=chance.randint(0, 300)),
            target=None if is_open_ended else target,
            review_months=chance.choice([6, 12, 12, 24]),
            reports=() if number % 50 == 7 else tuple(self._reports(number, chance)),
            slip=_slip(number, self.notes, chance) if not is_open_ended else None,
            has_milestone=number % 3 == 0,
        )

    def _moment(self, wave: int, number: int) -> datetime:
        span = YEARS / (self.notes + 1)
        return self.until - YEARS + wave * span + number * (span / self.commitments)

    def _reports(self, number: int, chance: Random) -> Iterator[Report]:
        voices = chance.choice(VOICES)
        before: Report | None = None
        for position in range(self.notes):
            report = self._report(number, position, voices[position % len(voices)], chance)
            if before and position == self.notes - 1 and number % 13 == 5:
                report = _correcting(before, report)
            before = report
            yield report

    def _report(self, number: int, position: int, reporter: Reporter, chance: Random) -> Report:
        recorded = self._moment(position + 1, number)
        silent = position > 0 and chance.random() < 0.05
        is_embargoed = position == self.notes - 1 and number % 997 == 1
        return Report(
            position=position,
            reporter=reporter.value,
            kind=(NoteKind.NOTHING_TO_REPORT if silent else NoteKind.PROGRESS).value,
            status="" if silent else chance.choices(STATUSES, WEIGHTS)[0].value,
            as_of=day_of(recorded) - timedelta(days=chance.randint(1, 25)),
            recorded_at=recorded,
            released_at=self.until + timedelta(hours=chance.randint(1, 720)) if is_embargoed else recorded,
            corrects=None,
        )


def code(number: int) -> str:
    """A code that no real commitment has: XA-0001, XA-0002, …"""
    return f"X{chr(ord('A') + number // PER_PREFIX)}-{number % PER_PREFIX + 1:04}"


def _slip(number: int, notes: int, chance: Random) -> Slip | None:
    return Slip(min(1, notes - 1), chance.choice([-30, 61, 92, 184, 365])) if notes and number % 5 == 0 else None


def _correcting(before: Report, report: Report) -> Report:
    """The report as a correction of the one before it."""
    return Report(
        position=report.position,
        reporter=before.reporter,
        kind=NoteKind.PROGRESS.value,
        status=report.status or before.status or Status.ON_TRACK.value,
        as_of=before.as_of,
        recorded_at=report.recorded_at,
        released_at=report.released_at,
        corrects=before.position,
    )
