"""The timeline of a commitment: every public note, newest first, with what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, prefetch_related_objects

from priorities.choices import NoteKind, Reporter, Side
from priorities.formatting import joined
from priorities.models import NoteApproval, Organization, ProgressNote
from priorities.models.note import ProgressNoteQuerySet
from priorities.models.text import Text, active_language
from priorities.views.rows import status_moves
from priorities.views.sources import SourceLine, source_lines
from priorities.views.status import StatusWord, status_word
from priorities.views.translation import is_translated
from priorities.views.words import word_for


@dataclass(frozen=True, slots=True)
class NoteLink:
    """Another note, with its place on the page; `href` is empty where the page does not show it."""

    reference: str
    href: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """`by` is the office that withdrew the note: of a joint one, either side may."""

    at: datetime
    by: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One note as the timeline shows it. `kind` is empty for a report of progress."""

    number: int
    reference: str
    reporter: str
    reporter_code: str
    kind: str
    status: StatusWord | None
    moved_from: StatusWord | None
    as_of: date
    date_basis: Text
    released_at: datetime | None
    text: Text
    challenges: Text
    next_steps: Text
    withheld_for: str
    sources: list[SourceLine]
    approved_by: str
    is_secondary: bool
    is_self_approved: bool
    is_translated: bool
    corrects: NoteLink | None
    corrected_by: NoteLink | None
    withdrawal: Withdrawal | None

    @property
    def stands(self) -> bool:
        """Whether it still counts: neither corrected nor withdrawn."""
        return not (self.corrected_by or self.withdrawal)


def with_details(notes: ProgressNoteQuerySet) -> list[ProgressNote]:
    """Notes that `as_of` has annotated, with what their entries show beside: sources, approvals, fates.

    Withdrawals and corrections are rare. Fetched apart, they cost a page only where there are any.
    """
    approvals = NoteApproval.objects.select_related("office")
    rows = list(notes.prefetch_related("sources", Prefetch("approvals", approvals)))
    withdrawn = [row for row in rows if row.shown_withdrawn_at]
    prefetch_related_objects(withdrawn, "withdrawal__office")
    prefetch_related_objects([row for row in rows if row.corrects_id], "corrects")
    return rows


def timeline(notes: Iterable[ProgressNote]) -> list[Entry]:
    """The entries for notes in the order given (newest first), as `as_of` has annotated them, all of one commitment."""
    rows = list(notes)
    moves = status_moves((row.pk, row.commitment_id, row.reporter, row.status) for row in reversed(rows) if _moves(row))
    shown = {row.number for row in rows}
    return [_entry(row, moves.get(row.pk), shown) for row in rows]


def spoke_last(entries: Iterable[Entry], side: Side) -> Entry | None:
    """The newest standing entry that gives this side's status."""
    speakers = {side.value, Reporter.JOINT.value}
    return next((entry for entry in entries if entry.reporter_code in speakers and entry.status and entry.stands), None)


def has_spoken(entries: Iterable[Entry], side: Side) -> bool:
    """Whether this side has reported anything that still stands, be it without a status."""
    speakers = {side.value, Reporter.JOINT.value}
    return any(entry.reporter_code in speakers and entry.stands for entry in entries)


def _moves(note: ProgressNote) -> bool:
    return bool(note.status) and note.shown_withdrawn_at is None and note.shown_corrected_by is None


def _entry(note: ProgressNote, moved_from: str | None, shown: set[int | None]) -> Entry:
    code = note.commitment.code
    return Entry(
        number=note.number or 0,
        reference=note.reference,
        reporter=word_for(Reporter, note.reporter),
        reporter_code=note.reporter,
        kind="" if note.kind == NoteKind.PROGRESS else word_for(NoteKind, note.kind),
        status=status_word(note.status) if note.status else None,
        moved_from=status_word(moved_from) if moved_from else None,
        as_of=note.as_of,
        date_basis=note.date_basis,
        released_at=note.released_at,
        text=note.text,
        challenges=note.challenges,
        next_steps=note.next_steps,
        withheld_for=note.withheld_for,
        sources=source_lines(note.sources.all()),
        approved_by=_offices(note, [approval.office for approval in note.approvals.all()]),
        is_secondary=note.is_secondary,
        is_self_approved=note.self_approved,
        is_translated=is_translated(note.text, note.source_language),
        corrects=_link(code, note.corrects.number, shown) if note.corrects else None,
        corrected_by=_link(code, note.shown_corrected_by, shown) if note.shown_corrected_by else None,
        withdrawal=_withdrawal(note),
    )


def _link(code: str, number: int | None, shown: set[int | None]) -> NoteLink:
    return NoteLink(f"{code}.{number}", f"#note-{number}" if number in shown else "")


def _withdrawal(note: ProgressNote) -> Withdrawal | None:
    if note.shown_withdrawn_at is None:
        return None
    told = note.withdrawal
    reason = Text(told.reason, told.language, is_fallback=told.language != active_language())
    return Withdrawal(note.shown_withdrawn_at, _offices(note, [told.office]), reason)


def _offices(note: ProgressNote, offices: Iterable[Organization | None]) -> str:
    """The names of those that decided on a report of a government; nobody answers for public sources."""
    if note.reporter == Reporter.PUBLIC_SOURCES:
        return ""
    return joined([str(office.name) for office in offices if office], active_language())
