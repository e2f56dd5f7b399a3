"""What changed in the record: every public event of the journal, read so that people can follow it.

For the page of changes, the feeds and the API. An event belongs to the day on which it became public here; the day that
a report speaks of is part of what is told. An embargoed event is among them from its release on, and not before.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from priorities.choices import JournalKind, NoteKind
from priorities.clocks import Clocks, day_of
from priorities.models import Commitment, CommitmentQuerySet, JournalEntry, Milestone, PriorityArea, ProgressNote
from priorities.models.journal import JournalEntryQuerySet

NOTE_KINDS = frozenset({JournalKind.NOTE_RELEASED, JournalKind.NOTE_CORRECTED, JournalKind.NOTE_WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Change:
    """One public event.

    `number` is its entry in the journal, `at` the moment it became public, `day` the record's day of that moment,
    `data` the payload as the journal publishes it, `areas` by code those that it may name. `note` and `milestone` are
    the rows that it is about, if any.
    `status` is what a released or corrected note reports, `status_before` what its reporter had reported until then:
    empty where nothing, equal where nothing moved.
    """

    number: int
    kind: JournalKind
    at: datetime
    day: date
    commitment: Commitment
    data: dict[str, Any]
    areas: Mapping[str, PriorityArea]
    note: ProgressNote | None
    milestone: Milestone | None
    status: str
    status_before: str

    @property
    def moves_status(self) -> bool:
        return bool(self.status_before) and self.status != self.status_before


def entries_between(
    since: date | None, until: date | None, *, clocks: Clocks, commitments: CommitmentQuerySet | None = None
) -> JournalEntryQuerySet:
    """The events that became public on a day from `since` to `until` (both included, None is open), newest first.

    Those known at `clocks.known_at`, of the given commitments or of all; to be counted, cut and given to `changes_of`.
    """
    public = Commitment.objects.public(clocks.known_at) if commitments is None else commitments
    entries = JournalEntry.objects.open_at(clocks.known_at).between(since, until)
    return entries.filter(commitment__in=public.order_by().values("pk")).order_by("-public_from", "-number")


def changes_of(entries: JournalEntryQuerySet) -> list[Change]:
    """The events of some entries, in their order; asks the database as often for many as for one."""
    rows = list(entries.select_related("commitment__area", "note__commitment"))
    involved = {row.commitment_id for row in rows if row.commitment_id}
    milestones = {(row.commitment_id, row.number): row for row in Milestone.objects.filter(commitment__in=involved)}
    before = _statuses_before([row.note for row in rows if row.note and row.kind in NOTE_KINDS])
    areas = _areas() if any(row.kind == JournalKind.COMMITMENT_REWORDED for row in rows) else {}
    return [_change(row, row.commitment, milestones, areas, before) for row in rows if row.commitment]


def _areas() -> dict[str, PriorityArea]:
    return {area.code: area for area in PriorityArea.objects.all()}


def changes_between(
    since: date | None,
    until: date | None,
    *,
    clocks: Clocks,
    commitments: CommitmentQuerySet | None = None,
    limit: int | None = None,
) -> list[Change]:
    """The newest `limit` events between two days; the arguments are those of `entries_between`."""
    return changes_of(entries_between(since, until, clocks=clocks, commitments=commitments)[:limit])


def _change(
    row: JournalEntry,
    commitment: Commitment,
    milestones: dict[tuple[int, int], Milestone],
    areas: Mapping[str, PriorityArea],
    before: dict[int, str],
) -> Change:
    data = row.data
    tells_status = row.kind in {JournalKind.NOTE_RELEASED, JournalKind.NOTE_CORRECTED}
    return Change(
        number=row.number,
        kind=JournalKind(row.kind),  # type: ignore[call-arg]
        at=row.public_from,
        day=day_of(row.public_from),
        commitment=commitment,
        data=data,
        areas=areas,
        note=row.note,
        milestone=milestones.get((commitment.pk, data.get("milestone") or 0)),
        status=row.note.status if row.note and tells_status else "",
        status_before=before.get(row.note_id, "") if row.note_id and tells_status else "",
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A released note with a status, and from when to when it counted."""

    pk: int
    commitment: int
    reporter: str
    status: str
    as_of: date
    released_at: datetime
    fell_at: datetime | None


def _statuses_before(notes: Collection[ProgressNote]) -> dict[int, str]:
    """By the id of each note the status that its reporter had given by its day, as known when it was released.

    What a correction corrects still counts as having been said before it.
    """
    told: dict[tuple[int, str], list[_Told]] = {}
    for row in _told_of({note.commitment_id for note in notes}):
        told.setdefault((row.commitment, row.reporter), []).append(row)
    return {note.pk: _status_before(note, told.get((note.commitment_id, note.reporter), [])) for note in notes}


def _status_before(note: ProgressNote, told: Iterable[_Told]) -> str:
    if note.released_at is None:
        return ""
    earlier = [
        row
        for row in told
        if row.released_at < note.released_at
        and (row.fell_at is None or row.fell_at >= note.released_at)
        and row.as_of <= note.as_of
    ]
    return max(earlier, key=lambda row: (row.as_of, row.released_at, row.pk)).status if earlier else ""


def _told_of(commitments: Collection[int]) -> list[_Told]:
    notes = ProgressNote.objects.released().filter(commitment__in=commitments)
    columns = ("pk", "commitment", "reporter", "kind", "status", "as_of", "released_at")
    rows = list(notes.values_list(*columns, "withdrawal__withdrawn_at", "corrects"))
    corrected = {row[8]: row[6] for row in rows if row[8] and not _was_never_seen(row[6], row[7])}
    told = []
    for pk, commitment, reporter, kind, status, as_of, released_at, withdrawn_at, _corrects in rows:
        fell = [moment for moment in (withdrawn_at, corrected.get(pk)) if moment]
        if kind == NoteKind.PROGRESS and released_at:
            told.append(_Told(pk, commitment, reporter, status, as_of, released_at, min(fell, default=None)))
    return told


def _was_never_seen(released_at: datetime | None, withdrawn_at: datetime | None) -> bool:
    """Whether a note was withdrawn while still under embargo."""
    return bool(released_at and withdrawn_at and withdrawn_at < released_at)
