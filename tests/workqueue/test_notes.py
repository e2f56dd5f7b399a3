"""Notes in the queue: returned to their author, awaiting approval, under embargo."""

from datetime import UTC, date, datetime

import pytest

from priorities.actions import notes
from priorities.choices import Reporter
from priorities.models import Commitment, Official
from tests.clock import noon, stopped_at
from tests.factories import (
    CommitmentFactory,
    NoteFactory,
    OfficialFactory,
    approved_by_all,
    released_note,
    submitted_note,
)
from tests.workqueue.desk import detail, section, sections, titles

pytestmark = pytest.mark.django_db

RELEASE = datetime(2030, 12, 2, 0, 0, tzinfo=UTC)

# Returned to me


def test_returned_note_comes_back_to_its_author_with_the_reason(commitment, editor_ca, approver_ca):
    note = submitted_note(commitment, author=editor_ca, as_of=date(2026, 1, 31))
    notes.return_note(note=note, by=approver_ca, reason="The source is missing.\n\nSee the guide.")
    assert titles(editor_ca, "returned") == [f"{commitment.code} {commitment.title_en}"]
    assert detail(editor_ca, "returned") == "As of 2026-01-31. Returned: The source is missing. See the guide."


def test_returned_note_comes_back_to_nobody_else(commitment, editor_ca, approver_ca, editor_jp, administrator):
    notes.return_note(note=submitted_note(commitment), by=approver_ca, reason="The source is missing.")
    assert not any(titles(by, "returned") for by in (editor_ca, approver_ca, editor_jp, administrator))


def test_note_submitted_again_no_longer_counts_as_returned(commitment, editor_ca, approver_ca):
    note = notes.return_note(note=submitted_note(commitment, author=editor_ca), by=approver_ca, reason="Why?")
    notes.submit(note=note, by=editor_ca)
    assert titles(editor_ca, "returned") == []


def test_long_reason_is_shortened(commitment, editor_ca, approver_ca):
    notes.return_note(note=submitted_note(commitment, author=editor_ca), by=approver_ca, reason="あ" * 1000)
    assert detail(editor_ca, "returned").endswith("ああ…")
    assert len(detail(editor_ca, "returned")) < 300


# Awaiting my approval


@pytest.fixture
def approvers(approver_ca, approver_jp) -> dict[str, Official]:
    return {
        "of canada": approver_ca,
        "of japan": approver_jp,
        "of an international body": OfficialFactory.create(international=True, approver=True),
        "of no body": OfficialFactory.create(organization=None, approver=True),
    }


@pytest.mark.parametrize(
    ("reporter", "expected"),
    [
        (Reporter.CANADA, {"of canada"}),
        (Reporter.JAPAN, {"of japan"}),
        (Reporter.JOINT, {"of canada", "of japan"}),
        (Reporter.PUBLIC_SOURCES, {"of canada", "of japan", "of an international body", "of no body"}),
    ],
)
def test_submitted_note_awaits_the_approvers_who_may_approve_it(commitment, approvers, reporter, expected):
    submitted_note(commitment, reporter=reporter)
    assert {name for name, by in approvers.items() if titles(by, "awaiting")} == expected


def test_what_awaits_an_approver_they_can_approve(commitment, approver_ca):
    for reporter in (Reporter.CANADA, Reporter.JOINT, Reporter.PUBLIC_SOURCES):
        submitted_note(commitment, reporter=reporter)
    assert section(approver_ca, "awaiting").total == 3
    for note in commitment.notes.all():
        notes.approve(note=note, by=approver_ca)
    assert titles(approver_ca, "awaiting") == []


def test_nothing_awaits_those_who_do_not_approve(commitment, editor_ca, administrator):
    submitted_note(commitment)
    assert "awaiting" not in sections(editor_ca)
    assert "awaiting" not in sections(administrator)


@pytest.mark.parametrize("state", ["draft", "returned", "approved"])
def test_only_submitted_notes_await_approval(commitment, approver_ca, state):
    if state == "draft":
        NoteFactory.create(commitment=commitment)
    elif state == "returned":
        by = OfficialFactory.create(approver=True)
        notes.return_note(note=submitted_note(commitment), by=by, reason="The source is missing.")
    else:
        released_note(commitment)
    assert titles(approver_ca, "awaiting") == []


def test_own_note_awaits_its_author_only_where_self_approval_is_allowed(commitment, approver_ca, settings):
    submitted_note(commitment, author=approver_ca)
    assert titles(approver_ca, "awaiting") == []
    settings.FIP_SELF_APPROVAL = True
    assert len(titles(approver_ca, "awaiting")) == 1


def test_joint_note_says_who_still_has_to_approve(commitment, approver_ca, approver_jp):
    note = submitted_note(commitment, reporter=Reporter.JOINT)
    assert detail(approver_ca, "awaiting").endswith("Still to approve: Canada and Japan.")
    notes.approve(note=note, by=approver_jp)
    assert detail(approver_ca, "awaiting").endswith("Approved by Japan. Still to approve: Canada.")
    assert titles(approver_jp, "awaiting") == []


def test_awaiting_note_tells_reporter_day_and_author(commitment, approver_ca, editor_ca):
    submitted_note(commitment, author=editor_ca, as_of=date(2026, 1, 31))
    assert detail(approver_ca, "awaiting") == f"Canada, as of 2026-01-31, written by {editor_ca.username}."


def test_awaiting_note_on_a_commitment_in_preparation_says_what_comes_first(approver_ca):
    submitted_note(CommitmentFactory.create())
    assert "publish that first" in detail(approver_ca, "awaiting")


def test_note_that_has_waited_longest_comes_first(commitment, approver_ca):
    first = submitted_note(commitment)
    submitted_note(commitment)
    lines = section(approver_ca, "awaiting").lines
    assert lines[0].url.endswith(f"/{first.pk}/change/")


# Under embargo


@pytest.fixture
def embargoed(commitment: Commitment) -> None:
    released_note(commitment, release_at=RELEASE)


@pytest.mark.usefixtures("embargoed")
def test_embargo_is_told_by_the_clocks_of_both_capitals(commitment, editor_ca):
    assert titles(editor_ca, "embargoed") == [f"{commitment.code}.1 {commitment.title_en}"]
    assert detail(editor_ca, "embargoed") == "Canada, as of 2024-01-01."
    [line] = section(editor_ca, "embargoed").lines
    assert line.group == "Public at 2030-12-01 19:00 in Ottawa, 2030-12-02 09:00 in Tokyo."


@pytest.mark.usefixtures("embargoed")
def test_embargo_of_one_side_is_not_told_to_the_other(editor_jp, approver_jp, administrator):
    assert not any(titles(by, "embargoed") for by in (editor_jp, approver_jp, administrator))


@pytest.mark.usefixtures("embargoed")
def test_embargo_ends_at_its_instant(editor_ca):
    with stopped_at(RELEASE):
        assert titles(editor_ca, "embargoed") == []


def test_joint_embargo_is_told_to_approvers_of_both_sides(commitment, editor_ca, approver_ca, editor_jp, approver_jp):
    released_note(commitment, reporter=Reporter.JOINT, release_at=RELEASE)
    told = [by for by in (editor_ca, approver_ca, editor_jp, approver_jp) if titles(by, "embargoed")]
    assert told == [editor_ca, approver_ca, approver_jp]


def test_embargo_of_public_sources_is_of_the_side_that_wrote_it(commitment, approver_ca, approver_jp):
    released_note(commitment, reporter=Reporter.PUBLIC_SOURCES, release_at=RELEASE)
    assert [bool(titles(by, "embargoed")) for by in (approver_ca, approver_jp)] == [True, False]


def test_note_withdrawn_under_embargo_is_not_told(commitment, editor_ca, approver_ca):
    note = released_note(commitment, release_at=RELEASE)
    notes.withdraw(note=note, by=approver_ca, reason="A wrong page was read.")
    assert titles(editor_ca, "embargoed") == []


def test_asked_for_release_time_alone_is_no_embargo(commitment, editor_ca):
    submitted_note(commitment, release_at=RELEASE)
    assert titles(editor_ca, "embargoed") == []


def test_earliest_release_comes_first(commitment, editor_ca):
    for day in (9, 3):
        approved_by_all(submitted_note(commitment), release_at=noon(2030, 12, day))
    days = [line.group[10:20] for line in section(editor_ca, "embargoed").lines]
    assert days == ["2030-12-03", "2030-12-09"]
