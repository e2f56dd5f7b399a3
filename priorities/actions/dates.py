"""Moving a target date or a milestone's due date: never in silence, never for the other side."""

from datetime import date

from django.db import transaction

from priorities.actions import errors
from priorities.actions.journal import write_entry
from priorities.actions.payloads import date_change_payload
from priorities.actions.permissions import require_may_edit_commitment, require_may_report, sides_of
from priorities.choices import JournalKind, Language, Reporter
from priorities.clocks import FOREVER, FOREVER_DAY, now, today
from priorities.models import Commitment, DateChange, Milestone, Official


@transaction.atomic
def move_date(
    *,
    commitment: Commitment,
    new_date: date,
    reason: str,
    agreed_by: str,
    by: Official,
    milestone: Milestone | None = None,
    decided_on: date | None = None,
    language: str = Language.EN.value,
) -> DateChange:
    """Move the target date of a commitment, or the due date of one of its milestones, from its date in force.

    A move agreed jointly waits until an official of the other side confirms it; any other is public at once.
    """
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    require_may_report(by, agreed_by)
    require_may_edit_commitment(by, commitment)
    old_date = current_date(commitment, milestone)
    decided = decided_on or today()
    _require_sound_move(commitment, milestone, old_date=old_date, new_date=new_date, decided=decided, reason=reason)
    waits = agreed_by == Reporter.JOINT
    change = DateChange(
        commitment=commitment,
        milestone=milestone,
        old_date=old_date,
        new_date=new_date,
        language=language,
        agreed_by=agreed_by,
        decided_on=decided,
        known_at=None if waits else now(),
        proposed_by=by,
    )
    setattr(change, f"reason_{language}", reason.strip())
    change.full_clean()
    change.save()
    if not waits:
        _journal(change)
    return change


@transaction.atomic
def confirm_date_change(*, change: DateChange, by: Official) -> DateChange:
    """Confirm, for the other side, a move agreed jointly: with that it is public."""
    commitment = Commitment.objects.select_for_update().get(pk=change.commitment_id)
    change = _waiting(change)
    require_may_report(by, change.agreed_by)
    if by.side not in sides_of(change.agreed_by) or by.side == change.proposed_by.side:
        raise errors.NotYourSide
    _require_not_before_start(commitment, change.new_date)  # which may have been reworded while the move waited
    change.commitment = commitment
    change.confirmed_by = by
    change.known_at = now()
    change.save(update_fields=["confirmed_by", "known_at"])
    _journal(change)
    return change


@transaction.atomic
def close_date_change(*, change: DateChange, by: Official, reason: str) -> DateChange:
    """Decline a move that waits, as the other side, or take it back, as the side that asked. It is kept, unseen."""
    Commitment.objects.select_for_update().get(pk=change.commitment_id)
    change = _waiting(change)
    require_may_report(by, change.agreed_by)
    if not reason.strip():
        raise errors.ReasonMissing
    change.closed_at = now()
    change.closed_by = by
    change.closing_reason = reason.strip()
    change.save(update_fields=["closed_at", "closed_by", "closing_reason"])
    return change


def _waiting(change: DateChange) -> DateChange:
    """The move as it stands, held until the end."""
    change = DateChange.objects.select_for_update(of=("self",)).select_related("commitment").get(pk=change.pk)
    if change.known_at is not None:
        raise errors.AlreadyConfirmed
    if change.closed_at is not None:
        raise errors.MoveClosed
    return change


def current_date(commitment: Commitment, milestone: Milestone | None) -> date | None:
    """The date in force after every public move, also of moves decided later than others."""
    if milestone is not None:
        known = Milestone.objects.as_of(on=FOREVER_DAY, known_at=FOREVER).get(pk=milestone.pk, commitment=commitment)
        return known.due_date
    return Commitment.objects.as_of(on=FOREVER_DAY, known_at=FOREVER).get(pk=commitment.pk).target_date


def _require_sound_move(
    commitment: Commitment,
    milestone: Milestone | None,
    *,
    old_date: date | None,
    new_date: date,
    decided: date,
    reason: str,
) -> None:
    if commitment.published_at is None:
        raise errors.CommitmentNotPublic
    if not reason.strip():
        raise errors.ReasonMissing
    if new_date == old_date:
        raise errors.DateUnchanged
    _require_not_before_start(commitment, new_date)
    if decided > today():
        raise errors.DecisionInTheFuture
    earlier = DateChange.objects.filter(commitment=commitment, milestone=milestone)
    if earlier.pending().exists():
        raise errors.MoveAlreadyWaiting
    if earlier.filter(decided_on__gt=decided).exists():
        raise errors.DecisionOutOfOrder


def _require_not_before_start(commitment: Commitment, new_date: date) -> None:
    if commitment.start_date and new_date < commitment.start_date:
        raise errors.DateBeforeStart


def _journal(change: DateChange) -> None:
    write_entry(
        kind=JournalKind.DATE_MOVED,
        data=date_change_payload(change),
        commitment=change.commitment,
        public_from=change.known_at,
    )
