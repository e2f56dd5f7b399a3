"""The naive replay: what the record says at one point of the two clocks, straight from the rules.

It knows nothing of periods or intervals. It asks of each note whether it counts at that point, and of each voice
what its newest note says.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from priorities.periods import NoteFacts


@dataclass(frozen=True)
class Told:
    """What the record says, flat."""

    status: str
    basis: str
    status_as_of: date | None
    last_reported: date | None
    next_update_due: date | None
    status_canada: str | None
    canada_as_of: date | None
    status_japan: str | None
    japan_as_of: date | None
    last_note: int


VOICES = {"canada": {"canada", "joint"}, "japan": {"japan", "joint"}, "public_sources": {"public_sources"}}


def replay(notes: Sequence[NoteFacts], *, on: date, known_at: datetime, months: int) -> Told | None:
    """What is told of the day `on` at the instant `known_at`; None where no note counts."""
    counting = [note for note in notes if note.as_of <= on and counts(note, notes, known_at)]
    if not counting:
        return None
    newest_first = sorted(counting, key=lambda note: (note.as_of, note.released_at, note.id), reverse=True)
    speaking = [note for note in newest_first if note.kind != "withheld"]
    heard = {voice: [note for note in speaking if note.reporter in who] for voice, who in VOICES.items()}
    given = {voice: next((note for note in said if note.status), None) for voice, said in heard.items()}

    canada, japan = given["canada"], given["japan"]
    status, basis, chosen = "no_report", "", []
    if canada and japan:
        status = str(canada.status) if canada.status == japan.status else "sides_differ"
        basis, chosen = ("joint" if canada is japan else "both"), ["canada", "japan"]
    else:
        for voice in ("canada", "japan", "public_sources"):
            said = given[voice]
            if said and not chosen:
                status, basis, chosen = str(said.status), voice, [voice]
    last_reported = max((heard[voice][0].as_of for voice in chosen), default=None)
    return Told(
        status=status,
        basis=basis,
        status_as_of=max((note.as_of for voice in chosen if (note := given[voice])), default=None),
        last_reported=last_reported,
        next_update_due=months_later(last_reported, months) if last_reported else None,
        status_canada=canada.status if canada else None,
        canada_as_of=canada.as_of if canada else None,
        status_japan=japan.status if japan else None,
        japan_as_of=japan.as_of if japan else None,
        last_note=newest_first[0].id,
    )


def counts(note: NoteFacts, notes: Sequence[NoteFacts], known_at: datetime) -> bool:
    """Whether a note is public at an instant and has by then been neither withdrawn nor corrected."""
    if not is_seen(note) or note.released_at > known_at:
        return False
    if note.withdrawn_at and note.withdrawn_at <= known_at:
        return False
    return not any(other.corrects == note.id and is_seen(other) and other.released_at <= known_at for other in notes)


def is_seen(note: NoteFacts) -> bool:
    """Whether a note is ever public: not if it was withdrawn under embargo."""
    return note.withdrawn_at is None or note.withdrawn_at >= note.released_at


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
