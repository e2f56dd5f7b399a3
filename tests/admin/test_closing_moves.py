"""A joint move of a date that waits is declined by the other side, or taken back by the side that asked."""

from datetime import date

import pytest

from priorities.actions import dates, errors
from priorities.choices import Reporter
from priorities.clocks import FOREVER
from priorities.models import DateChange, JournalEntry
from tests.admin.conftest import Desks, page, told
from tests.admin.moves import moved


@pytest.fixture
def move(db: None) -> DateChange:
    return moved(agreed_by=Reporter.JOINT)


def address(move: DateChange, action: str) -> str:
    return page("datechange", action, move.pk)


def offered(desks: Desks, username: str, move: DateChange) -> set[str]:
    offers = desks(username).get(page("datechange", "change", move.pk)).context["offers"]
    return {str(offer.label) for offer in offers}


def test_each_side_is_offered_its_own_way_out(desks: Desks, move: DateChange) -> None:
    assert offered(desks, "editor.ca", move) == {"Take back"}
    assert offered(desks, "editor.jp", move) == {"Confirm", "Decline"}
    assert offered(desks, "admin", move) == set()
    assert desks("admin").post(address(move, "decline"), {"reason": "No."}).status_code == 403
    move.refresh_from_db()
    assert move.waits


@pytest.mark.parametrize(
    ("username", "action", "sentence"),
    [("editor.jp", "decline", "is declined"), ("approver.ca", "take-back", "taken back")],
)
def test_a_closed_move_is_kept_with_its_reason_and_never_shown(
    desks: Desks, move: DateChange, username: str, action: str, sentence: str
) -> None:
    entries = JournalEntry.objects.count()
    desks(username).fill(address(move, action), reason=" ")
    move.refresh_from_db()
    assert move.waits, "a reason is needed"
    assert sentence in told(desks(username).fill(address(move, action), reason="The port is ready."))
    move.refresh_from_db()
    assert (move.closing_reason, move.closed_by) == ("The port is ready.", desks(username).official)
    assert JournalEntry.objects.count() == entries, "nothing of it was public"
    assert not DateChange.objects.public(FOREVER).exists()
    assert not DateChange.objects.pending().exists()
    assert offered(desks, "editor.jp", move) == set()
    ledger = desks("editor.jp").get(page("datechange", "change", move.pk)).content.decode()
    assert "The port is ready." in ledger
    assert "not agreed" in desks("editor.ca").get(page("commitment", "change", move.commitment_id)).content.decode()


def test_a_closed_move_is_over_and_another_may_follow(desks: Desks, move: DateChange) -> None:
    japan = desks("editor.jp").official
    dates.close_date_change(change=move, by=japan, reason="Too early.")
    with pytest.raises(errors.MoveClosed):
        dates.confirm_date_change(change=move, by=japan)
    with pytest.raises(errors.MoveClosed):
        dates.close_date_change(change=move, by=japan, reason="Again.")
    again = moved(move.commitment, agreed_by=Reporter.JOINT)
    dates.confirm_date_change(change=again, by=japan)
    with pytest.raises(errors.AlreadyConfirmed):
        dates.close_date_change(change=again, by=japan, reason="Late.")
    assert again.new_date == date(2026, 4, 1)
