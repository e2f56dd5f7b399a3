"""Moving a date: never in silence, never for the other side, and the date before is kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from priorities.actions import dates, errors
from priorities.clocks import day_of, today
from priorities.models import Commitment, DateChange, JournalEntry, Milestone, Official
from tests.clock import noon, stopped_at
from tests.factories import CommitmentFactory, MilestoneFactory, OwnershipFactory, published_commitment

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)
OPENING, FEBRUARY, MARCH = noon(2024, 1, 10), noon(2024, 2, 1), noon(2024, 3, 1)
FIRST, SECOND, THIRD = date(2027, 6, 30), date(2028, 6, 30), date(2026, 1, 1)


def move(commitment: Commitment, by: Official, **fields: Any) -> DateChange:
    return dates.move_date(
        **{
            "commitment": commitment,
            "new_date": SECOND,
            "reason": "A storm.",
            "agreed_by": by.side,
            "by": by,
            **fields,
        }
    )


def last_entry() -> JournalEntry:
    return JournalEntry.objects.latest("number")


def target(commitment: Commitment, **clocks: Any) -> date | None:
    return Commitment.objects.as_of(**clocks).get(pk=commitment.pk).target_date


def test_move_is_public_at_once_with_reason_and_slip(commitment: Commitment, editor_jp: Official):
    with stopped_at(noon(2026, 12, 1)) as moment:
        change = move(commitment, editor_jp, reason=" 嵐のため ", language="ja")
    change = DateChange.objects.get(pk=change.pk)
    assert (change.old_date, change.new_date, change.days_slipped) == (FIRST, SECOND, 366)
    assert (change.agreed_by, change.proposed_by, change.confirmed_by) == ("japan", editor_jp, None)
    assert (change.language, change.reason_ja, change.reason_en) == ("ja", "嵐のため", "")
    assert (change.decided_on, change.known_at) == (date(2026, 12, 1), moment)
    assert last_entry().kind == "date_moved"
    assert last_entry().data == {
        "kind": "date_moved",
        "commitment": commitment.code,
        "public_from": "2026-12-01T12:00:00.000000Z",
        "milestone": None,
        "old_date": "2027-06-30",
        "new_date": "2028-06-30",
        "days_slipped": 366,
        "reason": {"ja": "嵐のため"},
        "language": "ja",
        "agreed_by": "japan",
        "decided_on": "2026-12-01",
        "known_at": "2026-12-01T12:00:00.000000Z",
    }


def test_record_before_the_move_keeps_the_old_date_on_both_clocks(editor_ca: Official):
    with stopped_at(OPENING):
        commitment = published_commitment(original_target_date=FIRST)
    with stopped_at(MARCH):
        move(commitment, editor_ca, decided_on=day_of(FEBRUARY))
    before, after = day_of(FEBRUARY) - timedelta(days=1), day_of(FEBRUARY)
    assert target(commitment, on=after, known_at=MARCH) == SECOND
    assert target(commitment, on=before, known_at=MARCH) == FIRST
    assert target(commitment, on=after, known_at=MARCH - TICK) == FIRST
    assert target(commitment, on=before, known_at=MARCH - TICK) == FIRST


def test_next_move_starts_from_the_date_in_force(commitment: Commitment, editor_ca: Official):
    move(commitment, editor_ca)
    change = move(commitment, editor_ca, new_date=THIRD)
    assert (change.old_date, change.new_date, change.days_slipped) == (SECOND, THIRD, -911)
    commitment.refresh_from_db()
    assert commitment.original_target_date == FIRST


def test_commitment_without_a_date_can_be_given_one(editor_ca: Official):
    change = move(published_commitment(), editor_ca)
    assert (change.old_date, change.days_slipped) == (None, None)


def test_milestone_is_moved_on_its_own(commitment: Commitment, editor_ca: Official):
    step = MilestoneFactory.create(commitment=commitment, original_due_date=FIRST)
    change = move(commitment, editor_ca, milestone=step, new_date=THIRD)
    assert (change.old_date, change.milestone) == (FIRST, step)
    assert last_entry().data["milestone"] == step.number
    assert target(commitment, on=today(), known_at=noon(2100, 1, 1)) == FIRST
    assert move(commitment, editor_ca, milestone=step).old_date == THIRD


def test_milestone_of_another_commitment_is_not_moved(commitment: Commitment, editor_ca: Official):
    with pytest.raises(Milestone.DoesNotExist):
        move(commitment, editor_ca, milestone=MilestoneFactory.create())
    assert not DateChange.objects.exists()


# What is refused

NOW = noon(2026, 11, 23)
REFUSED: dict[str, tuple[dict[str, Any], type[errors.RuleBroken]]] = {
    "no reason": ({"reason": " \n"}, errors.ReasonMissing),
    "the same date": ({"new_date": FIRST}, errors.DateUnchanged),
    "before the start": ({"new_date": date(2020, 12, 31)}, errors.DateBeforeStart),
    "decided tomorrow": ({"decided_on": date(2026, 11, 24)}, errors.DecisionInTheFuture),
    "for the other side": ({"agreed_by": "japan"}, errors.NotYourSide),
}


@pytest.mark.parametrize(("fields", "error"), REFUSED.values(), ids=REFUSED)
def test_unsound_move_is_refused_and_changes_nothing(
    editor_ca: Official, fields: dict[str, Any], error: type[errors.RuleBroken]
):
    commitment = published_commitment(original_target_date=FIRST, start_date=date(2021, 1, 1))
    entries = JournalEntry.objects.count()
    with stopped_at(NOW), pytest.raises(error):
        move(commitment, editor_ca, **fields)
    assert not DateChange.objects.exists()
    assert JournalEntry.objects.count() == entries


@pytest.mark.parametrize("fields", [{"new_date": date(2021, 1, 1)}, {"decided_on": date(2026, 11, 23)}])
def test_move_at_the_edge_of_what_is_sound_is_accepted(editor_ca: Official, fields: dict[str, Any]):
    commitment = published_commitment(original_target_date=FIRST, start_date=date(2021, 1, 1))
    with stopped_at(NOW):
        assert move(commitment, editor_ca, **fields).known_at == NOW


def test_move_that_waited_is_held_against_the_start_of_now(
    commitment: Commitment, editor_ca: Official, editor_jp: Official
):
    change = move(commitment, editor_ca, new_date=THIRD, agreed_by="joint")
    commitment.start_date = THIRD + timedelta(days=1)
    commitment.save()
    with pytest.raises(errors.DateBeforeStart):
        dates.confirm_date_change(change=change, by=editor_jp)
    commitment.start_date = THIRD
    commitment.save()
    assert dates.confirm_date_change(change=change, by=editor_jp).known_at


def test_date_of_a_commitment_in_preparation_is_edited_not_moved(editor_ca: Official):
    preparing = CommitmentFactory.create(original_target_date=FIRST)
    OwnershipFactory.create(commitment=preparing, organization=editor_ca.organization)
    with pytest.raises(errors.CommitmentNotPublic):
        move(preparing, editor_ca)


def test_moves_are_told_in_the_order_in_which_they_were_decided(commitment: Commitment, editor_ca: Official):
    move(commitment, editor_ca, decided_on=date(2026, 5, 2))
    with pytest.raises(errors.DecisionOutOfOrder):
        move(commitment, editor_ca, new_date=THIRD, decided_on=date(2026, 5, 1))
    assert move(commitment, editor_ca, new_date=THIRD, decided_on=date(2026, 5, 2)).old_date == SECOND


def test_order_of_decisions_is_kept_per_date(commitment: Commitment, editor_ca: Official):
    step = MilestoneFactory.create(commitment=commitment)
    move(commitment, editor_ca, decided_on=date(2026, 5, 2))
    assert move(commitment, editor_ca, milestone=step, decided_on=date(2026, 5, 1)).known_at


@pytest.mark.parametrize("agreed_by", ["nobody", ""])
def test_agreement_is_of_someone_known(commitment: Commitment, editor_ca: Official, agreed_by: str):
    with pytest.raises(ValidationError):
        move(commitment, editor_ca, agreed_by=agreed_by)
    assert not DateChange.objects.exists()


# Moves agreed jointly


def test_joint_move_waits_unseen_for_the_other_side(commitment: Commitment, editor_ca: Official):
    entries = JournalEntry.objects.count()
    change = move(commitment, editor_ca, agreed_by="joint")
    assert change.known_at is None
    assert target(commitment, on=today(), known_at=noon(2100, 1, 1)) == FIRST
    assert JournalEntry.objects.count() == entries
    assert not DateChange.objects.public(noon(2100, 1, 1)).exists()


def test_joint_move_is_public_from_its_confirmation_on(editor_ca: Official, editor_jp: Official):
    with stopped_at(OPENING):
        commitment = published_commitment(original_target_date=FIRST)
    with stopped_at(FEBRUARY):
        change = move(commitment, editor_ca, agreed_by="joint")
    with stopped_at(MARCH):
        dates.confirm_date_change(change=change, by=editor_jp)
    change = DateChange.objects.get(pk=change.pk)
    assert (change.known_at, change.confirmed_by) == (MARCH, editor_jp)
    assert change.decided_on == day_of(FEBRUARY)
    assert target(commitment, on=day_of(FEBRUARY), known_at=MARCH) == SECOND
    assert target(commitment, on=day_of(FEBRUARY), known_at=MARCH - TICK) == FIRST
    entry = last_entry()
    assert (entry.kind, entry.data["agreed_by"], entry.public_from) == ("date_moved", "joint", MARCH)


def test_own_side_cannot_confirm(commitment: Commitment, editor_ca: Official, approver_ca: Official):
    change = move(commitment, editor_ca, agreed_by="joint")
    for by in (editor_ca, approver_ca):
        with pytest.raises(errors.NotYourSide):
            dates.confirm_date_change(change=change, by=by)
    assert DateChange.objects.pending().get() == change


def test_joint_move_is_confirmed_once(commitment: Commitment, editor_ca: Official, editor_jp: Official):
    change = move(commitment, editor_ca, agreed_by="joint")
    dates.confirm_date_change(change=change, by=editor_jp)
    entries = JournalEntry.objects.count()
    with pytest.raises(errors.AlreadyConfirmed):
        dates.confirm_date_change(change=change, by=editor_jp)
    assert JournalEntry.objects.count() == entries


@pytest.mark.parametrize("agreed_by", ["joint", "japan"])
def test_no_other_move_of_a_date_while_one_waits(
    commitment: Commitment, editor_ca: Official, editor_jp: Official, agreed_by: str
):
    move(commitment, editor_ca, agreed_by="joint")
    with pytest.raises(errors.MoveAlreadyWaiting):
        move(commitment, editor_jp, new_date=THIRD, agreed_by=agreed_by)


def test_other_dates_move_while_one_waits(commitment: Commitment, editor_ca: Official):
    step = MilestoneFactory.create(commitment=commitment)
    move(commitment, editor_ca, agreed_by="joint")
    assert move(commitment, editor_ca, milestone=step).known_at
    assert move(published_commitment(), editor_ca).known_at
