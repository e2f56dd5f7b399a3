"""Deriving status periods on two clocks from the notes of one commitment. Pure: no Django, no clock of its own.

Each note is in force on one interval of the knowledge clock: from its release until it is withdrawn or corrected.
Once withdrawn or corrected it never comes back, also when the note that corrected it is withdrawn in turn.
Between two moments at which that set changes, what the record says of each day is a plain fold over the notes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from priorities.choices import NoteKind, Reporter
from priorities.clocks import FOREVER, FOREVER_DAY
from priorities.progress import Headline, Report, headline, next_update_due


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What a derivation needs to know of a released note; `corrects` is the id of the note it corrects."""

    id: int
    reporter: str
    kind: str
    as_of: date
    status: str | None
    released_at: datetime
    withdrawn_at: datetime | None = None
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What the record says of a commitment during one period."""

    headline: Headline
    next_update_due: date | None
    status_canada: str | None
    canada_as_of: date | None
    status_japan: str | None
    japan_as_of: date | None
    last_note: int


@dataclass(frozen=True, slots=True)
class Period:
    """A state that holds for the days from `valid_from` up to, not including, `valid_to`, and that the record told
    from the instant `known_from` up to, not including, `known_to`."""

    valid_from: date
    valid_to: date
    known_from: datetime
    known_to: datetime
    state: State


@dataclass(frozen=True, slots=True)
class _InForce:
    note: NoteFacts
    known_from: datetime
    known_to: datetime


@dataclass(frozen=True, slots=True)
class _Span:
    valid_from: date
    valid_to: date
    state: State


def derive(notes: Iterable[NoteFacts], *, review_interval_months: int) -> list[Period]:
    """The status periods of one commitment, ordered by both clocks; no two of them overlap.

    A point on the two clocks without a period is a commitment without a report.
    """
    in_force = list(_intervals(list(notes)))
    instants = sorted({moment for entry in in_force for moment in (entry.known_from, entry.known_to)} - {FOREVER})
    open_since: dict[_Span, datetime] = {}
    periods: list[Period] = []
    for instant in instants:
        told = [entry.note for entry in in_force if entry.known_from <= instant < entry.known_to]
        spans = set(_timeline(told, review_interval_months))
        for span in [span for span in open_since if span not in spans]:
            periods.append(_period(span, open_since.pop(span), instant))
        for span in spans:
            open_since.setdefault(span, instant)
    periods += [_period(span, since, FOREVER) for span, since in open_since.items()]
    return sorted(periods, key=lambda period: (period.valid_from, period.known_from))


def _period(span: _Span, known_from: datetime, known_to: datetime) -> Period:
    return Period(span.valid_from, span.valid_to, known_from, known_to, span.state)


def _intervals(notes: Sequence[NoteFacts]) -> Iterator[_InForce]:
    """Each note with the interval during which it counts; notes that never counted are left out."""
    ends = {note.id: note.withdrawn_at or FOREVER for note in notes}
    for note in notes:
        withdrawn_unseen = note.withdrawn_at is not None and note.withdrawn_at < note.released_at
        if note.corrects in ends and not withdrawn_unseen:
            ends[note.corrects] = min(ends[note.corrects], note.released_at)
    for note in notes:
        if note.released_at < ends[note.id]:
            yield _InForce(note, note.released_at, ends[note.id])


def _timeline(notes: Sequence[NoteFacts], review_interval_months: int) -> Iterator[_Span]:
    """What the given notes say of each day, as spans of days; on one day the note released last prevails."""
    ordered = sorted(notes, key=lambda note: (note.as_of, note.released_at, note.id))
    days = sorted({note.as_of for note in ordered})
    voices: dict[str, Report] = {}
    for day, following in zip(days, [*days, FOREVER_DAY][1:], strict=True):
        todays = [note for note in ordered if note.as_of == day]
        for note in todays:
            _hear(voices, note)
        yield _Span(day, following, _state(voices, todays[-1].id, review_interval_months))


def _hear(voices: dict[str, Report], note: NoteFacts) -> None:
    """Let a note speak for its reporter. A withheld note says nothing; a joint one speaks for both sides."""
    if note.kind == NoteKind.WITHHELD:
        return
    joint = note.reporter == Reporter.JOINT
    speakers = (Reporter.CANADA, Reporter.JAPAN) if joint else (note.reporter,)
    for speaker in speakers:
        before = voices.get(speaker, Report(last_reported=note.as_of))
        heard = replace(before, last_reported=note.as_of)
        if note.status:
            joint_note = note.id if joint else None
            heard = replace(heard, status=note.status, status_as_of=note.as_of, joint_note=joint_note)
        voices[speaker] = heard


def _state(voices: dict[str, Report], last_note: int, review_interval_months: int) -> State:
    canada, japan = voices.get(Reporter.CANADA), voices.get(Reporter.JAPAN)
    shown = headline(canada, japan, voices.get(Reporter.PUBLIC_SOURCES))
    return State(
        headline=shown,
        next_update_due=next_update_due(shown.last_reported, review_interval_months),
        status_canada=canada.status if canada else None,
        canada_as_of=canada.status_as_of if canada else None,
        status_japan=japan.status if japan else None,
        japan_as_of=japan.status_as_of if japan else None,
        last_note=last_note,
    )
