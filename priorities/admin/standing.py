"""What the record says of a commitment now, as officials see it beside their forms."""

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from priorities.admin.display import NOTHING, badge, label
from priorities.admin.object_actions import change_url
from priorities.admin.scope import visible_notes
from priorities.choices import Basis, HeadlineStatus, NoteState, Reporter, Side, Status
from priorities.clocks import now, today
from priorities.models import Commitment, DateChange, Official, ProgressNote

LATEST = 6  # notes; the rest is one click away


@dataclass(frozen=True, slots=True)
class NoteLine:
    url: str
    day: date
    status: SafeString | str
    reporter: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class MoveLine:
    what: str
    old_date: date | None
    new_date: date
    days: int | None
    agreed_by: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The present state of one commitment with its latest notes and all moves of its dates."""

    commitment: Commitment
    url: str
    status: SafeString | str
    basis: str
    sides: list[tuple[str, SafeString | str, date | None]]
    freshness: str
    notes: list[NoteLine]
    moves: list[MoveLine]


def standing(commitment: Commitment, by: Official) -> Standing:
    on, moment = today(), now()
    row = Commitment.objects.as_of(on=on, known_at=moment).get(pk=commitment.pk)
    canada, japan = label(Side, Side.CANADA), label(Side, Side.JAPAN)
    return Standing(
        commitment=row,
        url=change_url(row),
        status=badge(HeadlineStatus, row.status),
        basis=label(Basis, row.basis),
        sides=[
            (canada, badge(Status, row.status_canada), row.canada_as_of),
            (japan, badge(Status, row.status_japan), row.japan_as_of),
        ],
        freshness=freshness(row),
        notes=note_lines(commitment, by),
        moves=move_lines(commitment),
    )


def freshness(row: Commitment) -> str:
    """Whether the status is still verified, in words."""
    if row.next_update_due is None:
        return NOTHING
    if row.fresh:
        return _("Next update due %(day)s") % {"day": row.next_update_due}
    return _("Not recently verified: update was due %(day)s") % {"day": row.next_update_due}


def note_lines(commitment: Commitment, by: Official) -> list[NoteLine]:
    notes = visible_notes(ProgressNote.objects.filter(commitment=commitment), by)
    return [
        NoteLine(
            url=change_url(note),
            day=note.as_of,
            status=badge(Status, note.status),
            reporter=label(Reporter, note.reporter),
            state=label(NoteState, note.state),
            text=str(note.text),
        )
        for note in notes.order_by("-as_of", "-pk")[:LATEST]
    ]


def _state(move: DateChange) -> str:
    if move.closed_at:
        return _("not agreed")
    return _("waits for the other side to confirm") if move.waits else ""


def move_lines(commitment: Commitment) -> list[MoveLine]:
    moves = DateChange.objects.filter(commitment=commitment).select_related("milestone")
    return [
        MoveLine(
            what=str(move.milestone.title) if move.milestone else _("Target date"),
            old_date=move.old_date,
            new_date=move.new_date,
            days=move.days_slipped,
            agreed_by=label(Reporter, move.agreed_by),
            state=_state(move),
            url=change_url(move),
        )
        for move in moves
    ]
