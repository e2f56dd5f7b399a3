"""Several notes approved from a page that shows them: each by itself, or all or none, public at one instant."""

from datetime import UTC, datetime, time, timedelta

import pytest

from priorities.actions.notes import approve, return_note, submit
from priorities.choices import Reporter
from priorities.clocks import now
from priorities.models import Commitment, NoteApproval, ProgressNote
from tests.admin.conftest import Desk, Desks, page, told
from tests.admin.forms import filled
from tests.factories import approved_by_all, published_commitment, submitted_note

LIST = page("progressnote", "changelist")


@pytest.fixture
def commitments(db: None) -> list[Commitment]:
    return [published_commitment(), published_commitment()]


def asked(desk: Desk, *notes: ProgressNote, action: str = "release_together"):
    """The page that shows the notes and, where all are released together, asks for the instant."""
    return desk.post(LIST, {"action": action, "_selected_action": [str(note.pk) for note in notes]})


def confirmed(desk: Desk, shown, *notes: ProgressNote, **instant: str):
    chosen = [str(note.pk) for note in notes]
    return desk.post(LIST, {**filled(shown, **instant), "_selected_action": chosen, "_approve": "1"})


def test_notes_are_released_at_one_instant_now(desks: Desks, commitments: list[Commitment]) -> None:
    notes = [submitted_note(commitment) for commitment in commitments]
    desk = desks("approver.ca")
    shown = asked(desk, *notes)
    html = shown.content.decode()
    assert all(commitment.code in html for commitment in commitments)
    assert "in Ottawa" in html
    assert not ProgressNote.objects.released().exists(), "asking releases nothing"
    assert "2 notes approved" in told(confirmed(desk, shown, *notes))
    [instant] = set(ProgressNote.objects.released().values_list("released_at", flat=True))
    assert instant
    assert instant <= now()
    assert ProgressNote.objects.public(now()).count() == 2


def test_a_joint_note_comes_with_the_others_when_the_other_side_has_approved(
    desks: Desks, commitments: list[Commitment]
) -> None:
    day = (now() + timedelta(days=3)).date()
    own = submitted_note(commitments[0])
    joint = submitted_note(commitments[1], reporter=Reporter.JOINT)
    desk = desks("approver.ca")
    shown = asked(desk, own, joint)
    assert [line.awaited for line in shown.context["lines"]] == ["", "Japan"]
    too_soon = confirmed(desk, shown, own, joint)
    assert f"{joint}: the other side has still to approve it." in too_soon.content.decode()
    assert not ProgressNote.objects.released().exists()
    assert not NoteApproval.objects.exists(), "all or nothing"
    at_nine = {"release_at_day": str(day), "release_at_time": "09:00", "release_at_zone": "Asia/Tokyo"}
    done = confirmed(desk, too_soon, own, joint, **at_nine)
    assert f"{day} 09:00 in Tokyo" in told(done)
    desks("approver.jp").fill(page("progressnote", "approve", joint.pk))
    nine = datetime.combine(day, time(), UTC)
    assert set(ProgressNote.objects.values_list("released_at", flat=True)) == {nine}
    queue = desk.get(page("progressnote", "changelist").replace("priorities/progressnote/", "")).content.decode()
    assert queue.count(f"Public at {day - timedelta(days=1)}") == 1, "both stand under one instant"


def test_one_note_that_cannot_be_approved_is_named_and_keeps_all_back(
    desks: Desks, commitments: list[Commitment]
) -> None:
    desk = desks("approver.ca")
    good, own = submitted_note(commitments[0]), submitted_note(commitments[1], author=desk.official)
    refused = confirmed(desk, asked(desk, good, own), good, own)
    assert f"{own}: The author of a note cannot approve it." in refused.content.decode()
    assert not ProgressNote.objects.released().exists()
    assert not NoteApproval.objects.exists()


def test_a_note_changed_or_released_since_it_was_listed_keeps_all_back(
    desks: Desks, commitments: list[Commitment]
) -> None:
    desk = desks("approver.ca")
    first, second = (submitted_note(commitment) for commitment in commitments)
    shown = asked(desk, first, second)
    second.text_en = "Rewritten."
    second.save()
    refused = confirmed(desk, shown, first, second)
    assert "has changed since it was shown to you" in refused.content.decode()
    assert not ProgressNote.objects.released().exists()
    approved_by_all(second)
    late = confirmed(desk, refused, first, second)
    assert "has changed since" in late.content.decode()
    past = confirmed(
        desk,
        asked(desk, first),
        first,
        release_at_day="2024-01-01",
        release_at_time="09:00",
        release_at_zone="UTC",
    )
    assert "That moment has passed." in past.content.decode()
    assert list(ProgressNote.objects.released()) == [second]


def test_each_note_is_approved_as_it_was_shown_or_not_at_all(desks: Desks, commitments: list[Commitment]) -> None:
    desk = desks("approver.ca")
    notes = [submitted_note(commitment) for commitment in commitments]
    shown = asked(desk, *notes, action="approve_chosen")
    assert all(note.commitment.code in shown.content.decode() for note in notes)
    assert not NoteApproval.objects.exists(), "asking approves nothing"
    return_note(note=notes[1], by=desk.official, reason="Say when.")
    notes[1].refresh_from_db()
    notes[1].text_en = "Rewritten."
    notes[1].save()
    notes[1] = submit(note=notes[1], by=notes[1].author)
    refused = confirmed(desk, shown, *notes)
    assert f"{notes[1]} has changed since it was shown to you" in refused.content.decode()
    assert not NoteApproval.objects.exists()
    assert "Rewritten." in refused.content.decode()
    assert "2 notes approved." in told(confirmed(desk, refused, *notes))
    assert ProgressNote.objects.released().count() == 2


def test_the_page_tells_what_release_was_asked_for_before(desks: Desks, commitments: list[Commitment]) -> None:
    note = submitted_note(commitments[0], release_at=datetime.combine(now().date() + timedelta(days=5), time(3), UTC))
    for action in ("approve_chosen", "release_together"):
        [line] = asked(desks("approver.ca"), note, action=action).context["lines"]
        assert f"{note.release_at:%Y-%m-%d} 12:00 in Tokyo" in line.release


def test_an_embargo_that_the_other_side_agreed_to_is_not_cut_short(desks: Desks, commitments: list[Commitment]) -> None:
    joint = submitted_note(commitments[0], reporter=Reporter.JOINT)
    agreed = datetime.combine(now().date() + timedelta(days=5), time(3), UTC)
    approve(note=joint, by=desks("approver.jp").official, release_at=agreed)
    desk = desks("approver.ca")
    shown = asked(desk, joint)
    assert "one that is not before theirs" in shown.content.decode()
    refused = confirmed(desk, shown, joint)
    assert "cannot be released before" in refused.content.decode()
    confirmed(desk, refused, joint, release_at_day=str(agreed.date()), release_at_time="03:00", release_at_zone="UTC")
    joint.refresh_from_db()
    assert joint.released_at == agreed


@pytest.mark.parametrize("shown", ["", "nonsense", "9" * 30, "{note}:" + "9" * 5000, "{note}:-1"])
def test_a_state_that_no_page_showed_approves_nothing(desks: Desks, commitments: list[Commitment], shown: str) -> None:
    note = submitted_note(commitments[0])
    chosen = {"action": "approve_chosen", "_selected_action": [str(note.pk)], "_approve": "1"}
    answer = desks("approver.ca").post(LIST, {**chosen, "shown": shown.format(note=note.pk)})
    assert f"{note} has changed since it was shown to you" in answer.content.decode()
    assert not NoteApproval.objects.exists()


def test_releasing_together_is_for_approvers(desks: Desks, commitments: list[Commitment]) -> None:
    note = submitted_note(commitments[0])
    assert "release_together" not in desks("editor.ca").get(LIST).content.decode()
    confirmed_blindly = {"action": "release_together", "_selected_action": [str(note.pk)], "_approve": "1"}
    desks("editor.ca").post(LIST, confirmed_blindly)
    desks("approver.jp").post(LIST, confirmed_blindly)
    assert not ProgressNote.objects.released().exists()
