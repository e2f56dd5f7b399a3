"""Commitments in the queue: date moves to confirm, reports overdue and due, sides that differ."""

from datetime import date

import pytest

from priorities.actions import commitments, dates
from priorities.choices import Reporter, Status
from priorities.models import Commitment, Official, Organization
from tests.clock import noon, stopped_at
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    NoteFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    published_commitment,
    released_note,
)
from tests.workqueue.desk import detail, moved_jointly, section, sections, titles

pytestmark = pytest.mark.django_db

REPORTED = noon(2024, 1, 31)
DUE = date(2025, 1, 31)


def body_of(commitment: Commitment, side: str) -> Organization:
    return Organization.objects.get(ownerships__commitment=commitment, side=side)


@pytest.fixture
def owner(commitment: Commitment) -> Official:
    """An editor of the Canadian body that leads the commitment, on which a report is due on 31 January 2025."""
    with stopped_at(REPORTED):
        released_note(commitment, as_of=REPORTED.date())
    return OfficialFactory.create(organization=body_of(commitment, "canada"), editor=True)


# Overdue and due soon


@pytest.mark.parametrize(
    ("today", "overdue", "due_soon"),
    [
        (noon(2024, 12, 31), 0, 0),
        (noon(2025, 1, 1), 0, 1),
        (noon(2025, 1, 31), 0, 1),
        (noon(2025, 2, 1), 1, 0),
        (noon(2027, 1, 1), 1, 0),
    ],
)
def test_report_falls_due_thirty_days_ahead_and_is_overdue_the_day_after(owner, today, overdue, due_soon):
    with stopped_at(today):
        queue = sections(owner)
    assert (queue["overdue"].total, queue["due_soon"].total) == (overdue, due_soon)


def test_overdue_report_tells_its_day_and_leads_to_a_new_note(commitment, owner):
    with stopped_at(noon(2025, 3, 2)):
        (line,) = section(owner, "overdue").lines
    assert str(line.title) == f"{commitment.code} {commitment.title_en}"
    assert line.detail == "The next report was due on 2025-01-31, 30 days ago."
    assert line.url == f"/admin/priorities/progressnote/add/?commitment={commitment.pk}"


@pytest.mark.parametrize(
    ("today", "expected"), [(noon(2025, 2, 1), "1 day ago."), (noon(2028, 1, 31), "1,095 days ago.")]
)
def test_lateness_is_counted_in_days(owner, today, expected):
    with stopped_at(today):
        assert detail(owner, "overdue").endswith(expected)


def test_due_report_tells_its_day(owner):
    with stopped_at(noon(2025, 1, 15)):
        assert detail(owner, "due_soon") == "The next report is due on 2025-01-31."


def test_day_of_the_queue_is_the_one_that_has_begun_in_tokyo(commitment, owner):
    with stopped_at(noon(2025, 1, 31).replace(hour=15)):
        assert section(owner, "overdue").total == 1
        released_note(commitment, as_of=date(2025, 2, 1))
        assert section(owner, "overdue").total == 0


def test_report_is_due_only_from_the_organizations_that_answer_for_the_commitment(commitment, owner):
    supporter, other = OrganizationFactory.create(japan=True), OrganizationFactory.create(canada=True)
    OwnershipFactory.create(commitment=commitment, organization=supporter, supporting=True)
    with stopped_at(noon(2025, 3, 2)):
        assert titles(OfficialFactory.create(organization=supporter, approver=True), "overdue")
        assert titles(OfficialFactory.create(organization=other, editor=True), "overdue") == []


def test_reports_are_due_only_from_those_who_write(owner):
    administrator = OfficialFactory.create(organization=owner.organization, administrator=True)
    homeless = OfficialFactory.create(organization=None, approver=True)
    with stopped_at(noon(2025, 3, 2)):
        assert {"overdue", "due_soon"}.isdisjoint(sections(administrator))
        assert {"overdue", "due_soon"}.isdisjoint(sections(homeless))


def test_report_under_embargo_does_not_count_yet(commitment, owner):
    with stopped_at(noon(2025, 2, 10)):
        released_note(commitment, as_of=date(2025, 2, 9), release_at=noon(2025, 3, 1))
        assert section(owner, "overdue").total == 1
    with stopped_at(noon(2025, 3, 1)):
        assert section(owner, "overdue").total == 0


def test_commitment_without_any_report_is_not_due(owner):
    with stopped_at(REPORTED):
        other = CommitmentFactory.create(bilingual=True)
        OwnershipFactory.create(commitment=other, organization=owner.organization)
        commitments.publish(commitment=other, by=OfficialFactory.create(administrator=True))
    with stopped_at(noon(2027, 1, 1)):
        assert section(owner, "overdue").total == 1


def test_longest_overdue_comes_first(commitment, owner):
    with stopped_at(noon(2024, 1, 12)):
        other = published_commitment()
        released_note(other, as_of=date(2024, 1, 11))
    with stopped_at(noon(2025, 3, 2)):
        codes = [title.split()[0] for title in titles(owner, "overdue")]
    assert codes == [other.code, commitment.code]


def test_report_under_way_is_told_and_leads_to_the_note(commitment, owner):
    colleague = OfficialFactory.create(canada=True, editor=True)
    draft = NoteFactory.create(commitment=commitment, author=colleague)
    with stopped_at(noon(2025, 3, 2)):
        (line,) = section(owner, "overdue").lines
    assert line.detail.endswith("30 days ago. A note of your side is under way.")
    assert line.url == f"/admin/priorities/progressnote/{draft.pk}/change/"


def test_report_under_way_on_the_other_side_is_not_told(commitment, owner, editor_jp):
    NoteFactory.create(commitment=commitment, author=editor_jp, reporter=Reporter.JAPAN.value)
    with stopped_at(noon(2025, 3, 2)):
        (line,) = section(owner, "overdue").lines
    assert line.detail.endswith("30 days ago.")
    assert line.url.endswith(f"/add/?commitment={commitment.pk}")


# Date moves to confirm


def test_joint_move_waits_for_the_writers_of_the_other_side(commitment, editor_ca, approver_ca, editor_jp, approver_jp):
    moved_jointly(commitment, by=editor_ca)
    officials = [editor_ca, approver_ca, editor_jp, approver_jp]
    assert [by for by in officials if titles(by, "moves")] == [editor_jp, approver_jp]


def test_administrators_confirm_nothing(commitment, editor_ca):
    moved_jointly(commitment, by=editor_ca)
    assert "moves" not in sections(OfficialFactory.create(japan=True, administrator=True))


def test_joint_move_tells_both_dates_and_the_reason_and_leads_to_it(commitment, editor_ca, editor_jp):
    change = moved_jointly(commitment, by=editor_jp)
    (line,) = section(editor_ca, "moves").lines
    assert line.detail == "Target date from 2027-06-30 to 2027-09-30: The site was not ready."
    assert line.url == f"/admin/priorities/datechange/{change.pk}/change/"


def test_joint_move_of_a_milestone_names_it(commitment, editor_ca, editor_jp):
    dates.move_date(
        commitment=commitment,
        milestone=MilestoneFactory.create(commitment=commitment, title_en="First cargo"),
        new_date=date(2027, 9, 30),
        reason="The site was not ready.",
        agreed_by=Reporter.JOINT.value,
        by=editor_jp,
    )
    expected = "Milestone “First cargo” from no date to 2027-09-30: The site was not ready."
    assert detail(editor_ca, "moves") == expected


def test_confirmed_move_waits_for_nobody(commitment, editor_ca, editor_jp):
    dates.confirm_date_change(change=moved_jointly(commitment, by=editor_ca), by=editor_jp)
    assert titles(editor_jp, "moves") == []


def test_officials_of_neither_side_confirm_nothing(commitment, editor_ca):
    moved_jointly(commitment, by=editor_ca)
    for by in ({"international": True}, {"organization": None}):
        assert "moves" not in sections(OfficialFactory.create(**by, approver=True))


# The sides report differently


def test_differing_reports_are_told_to_both_sides(commitment, editor_ca, editor_jp, administrator):
    released_note(commitment, reporter=Reporter.CANADA, status=Status.ON_TRACK, as_of=date(2024, 1, 1))
    released_note(commitment, reporter=Reporter.JAPAN, status=Status.FACING_CHALLENGES, as_of=date(2024, 2, 1))
    expected = "Canada: On track, as of 2024-01-01. Japan: Facing challenges, as of 2024-02-01."
    assert detail(editor_ca, "differing") == detail(editor_jp, "differing") == expected
    assert "differing" not in sections(administrator)


def test_agreeing_reports_are_not_told(commitment, editor_ca):
    released_note(commitment, reporter=Reporter.CANADA)
    released_note(commitment, reporter=Reporter.JAPAN)
    assert titles(editor_ca, "differing") == []


def test_differing_reports_are_told_only_to_sides_that_answer_for_the_commitment(editor_ca, editor_jp):
    commitment = CommitmentFactory.create(published=True)
    OwnershipFactory.create(commitment=commitment, canada=True)
    released_note(commitment, reporter=Reporter.CANADA, status=Status.ON_TRACK)
    released_note(commitment, reporter=Reporter.JAPAN, status=Status.COMPLETED)
    assert [bool(titles(by, "differing")) for by in (editor_ca, editor_jp)] == [True, False]


def test_difference_under_embargo_is_not_told(commitment, editor_ca):
    released_note(commitment, reporter=Reporter.CANADA, status=Status.ON_TRACK)
    released_note(commitment, reporter=Reporter.JAPAN, status=Status.COMPLETED, release_at=noon(2030, 1, 1))
    assert titles(editor_ca, "differing") == []
