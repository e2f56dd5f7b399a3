"""The dates of a commitment: its target with the ledger of every move, and its milestones with theirs."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from priorities.choices import Reporter
from priorities.formatting import number
from priorities.models import Commitment, DateChange, Milestone
from priorities.models.text import Text, active_language
from priorities.progress import days_slipped
from priorities.views.moment import Moment
from priorities.views.sources import SourceLine, source_lines
from priorities.views.words import word_for


@dataclass(frozen=True, slots=True)
class Move:
    """One move of a date; `slip` says by how much, in words."""

    old: date | None
    new: date
    slip: str
    reason: Text
    agreed_by: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Dates:
    start: date | None
    target: date | None
    original: date | None
    slip: str
    is_overdue: bool
    moves: list[Move]


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone: reached, missed, or still ahead, and why its day is less than firm."""

    title: Text
    reached_on: date | None
    due: date | None
    is_missed: bool
    is_undated: bool
    date_basis: Text
    moves: list[Move]
    sources: list[SourceLine]


Ledger = dict[int | None, list[Move]]
"""The moves of a commitment's dates by milestone, oldest first; those of its target date under None."""


def ledger_of(commitment: Commitment, moment: Moment) -> Ledger:
    changes = DateChange.objects.public(moment.known_at).filter(commitment=commitment, decided_on__lte=moment.on)
    ledger: Ledger = {None: []}
    for change in changes:
        ledger.setdefault(change.milestone_id, []).append(_move(change))
    return ledger


def dates_of(commitment: Commitment, ledger: Ledger) -> Dates:
    """The dates of a commitment that `as_of` has annotated."""
    moves = ledger[None]
    original = commitment.original_target_date or (moves[0].new if moves else None)
    return Dates(
        start=commitment.start_date,
        target=commitment.target_date,
        original=original,
        slip=slip_in_words(days_slipped(original, commitment.target_date)) if moves else "",
        is_overdue=commitment.overdue,
        moves=moves,
    )


def milestones_of(commitment: Commitment, ledger: Ledger, moment: Moment) -> list[Step]:
    steps = Milestone.objects.public(moment.known_at).as_of(on=moment.on, known_at=moment.known_at)
    rows = steps.filter(commitment=commitment).prefetch_related("sources")
    return [_step(row, ledger.get(row.pk, []), moment) for row in rows]


def slip_in_words(count: int | None) -> str:
    """By how much a date has moved: 92 days later, 3 days earlier; empty where it has not."""
    if not count:
        return ""
    shown = {"days": number(abs(count), active_language())}
    if count > 0:
        return ngettext("%(days)s day later", "%(days)s days later", count) % shown
    return ngettext("%(days)s day earlier", "%(days)s days earlier", -count) % shown


def _step(row: Milestone, moves: list[Move], moment: Moment) -> Step:
    reached = row.shown_reached_on
    return Step(
        title=row.title,
        reached_on=reached,
        due=row.due_date,
        is_missed=reached is None and row.due_date is not None and row.due_date < moment.on,
        is_undated=reached is None and row.due_date is None,
        date_basis=row.date_basis,
        moves=moves,
        sources=source_lines(row.sources.all()),
    )


def _move(change: DateChange) -> Move:
    return Move(
        old=change.old_date,
        new=change.new_date,
        slip=slip_in_words(change.days_slipped) or _("first date set"),
        reason=change.reason,
        agreed_by=word_for(Reporter, change.agreed_by),
        decided_on=change.decided_on,
    )
