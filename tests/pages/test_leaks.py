"""What is not public is on no page: drafts, what waits for approval, embargoes, unpublished commitments."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from priorities.actions import dates, notes
from priorities.choices import Reporter, Status
from priorities.clocks import now
from tests.clock import stopped_at
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    NoteFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    ProvisionFactory,
    SourceFactory,
    published_commitment,
    released_correction,
    released_note,
    submitted_note,
)

pytestmark = pytest.mark.django_db
SECRET = "Secret of state"


@pytest.fixture
def commitment():
    return published_commitment(original_target_date=date(2030, 1, 1))


def every_page(client, commitment):
    """The words of every page that could tell of a commitment."""
    body = commitment.ownerships.first().organization.code
    addresses = [
        reverse("overview"),
        reverse("area-detail", args=[commitment.area.slug]),
        reverse("commitment-list"),
        reverse("commitment-detail", args=[commitment.code]),
        reverse("organization-detail", args=[body]),
        reverse("about"),
        reverse("data"),
        reverse("changes"),
        reverse("journal"),
        reverse("changes-atom"),
        reverse("sitemap", args=["commitments"]),
        f"{reverse('commitment-list')}?q=secret",
    ]
    return "\n".join(client.get(address).content.decode() for address in addresses)


def test_a_draft_is_never_shown(client, commitment):
    NoteFactory.create(commitment=commitment, text_en=SECRET, status=Status.COMPLETED.value)
    assert SECRET not in every_page(client, commitment)
    assert "No report yet: 1" in every_page(client, commitment)


def test_a_note_that_waits_for_approval_is_never_shown(client, commitment):
    submitted_note(commitment, text_en=SECRET, sources=[SourceFactory.create(title=SECRET)])
    assert SECRET not in every_page(client, commitment)


def test_a_joint_note_with_one_approval_is_never_shown(client, commitment):
    note = submitted_note(commitment, reporter=Reporter.JOINT, text_en=SECRET)
    notes.approve(note=note, by=OfficialFactory.create(canada=True, approver=True))
    assert SECRET not in every_page(client, commitment)


def test_an_embargo_is_nowhere_before_its_moment_and_everywhere_from_it_on(client, commitment):
    moment = now() + timedelta(hours=3)
    released_note(commitment, text_en=SECRET, status=Status.COMPLETED, release_at=moment)
    before = every_page(client, commitment)
    assert SECRET not in before
    assert "Completed: 1" not in before
    with stopped_at(moment - timedelta(microseconds=1)):
        assert SECRET not in every_page(client, commitment)
    with stopped_at(moment):
        after = every_page(client, commitment)
    assert after.count(SECRET) >= 3
    assert "Completed: 1" in after


def test_an_embargoed_correction_leaves_the_note_as_it_is_until_its_moment(client, commitment):
    note = released_note(commitment, text_en="As first told.")
    moment = now() + timedelta(hours=3)
    released_correction(note, text_en=SECRET, release_at=moment)
    assert "Corrected" not in every_page(client, commitment)
    assert SECRET not in every_page(client, commitment)
    with stopped_at(moment):
        assert "Corrected" in every_page(client, commitment)


def test_an_unpublished_commitment_is_on_no_page(client, commitment):
    owner = commitment.ownerships.first()
    body = OrganizationFactory.create(name_en=SECRET)
    draft = CommitmentFactory.create(area=commitment.area, title_en=SECRET, description_en=SECRET)
    OwnershipFactory.create(commitment=draft, organization=owner.organization)
    OwnershipFactory.create(commitment=draft, organization=body)
    ProvisionFactory.create(commitment=draft, excerpt=SECRET)
    MilestoneFactory.create(commitment=draft, title_en=SECRET, original_due_date=date(2030, 1, 1))
    shown = every_page(client, commitment)
    assert SECRET not in shown
    assert draft.code not in shown
    assert body.code not in shown
    assert client.get(reverse("commitment-detail", args=[draft.code])).status_code == 404
    assert client.get(reverse("organization-detail", args=[body.code])).status_code == 404
    assert client.get(reverse("commitment-list"), {"organization": body.code}).status_code == 400


def test_a_joint_move_of_a_date_waits_unseen(client, commitment):
    by = OfficialFactory.create(canada=True, editor=True)
    change = dates.move_date(
        commitment=commitment, new_date=date(2031, 5, 5), reason=SECRET, agreed_by=Reporter.JOINT.value, by=by
    )
    shown = every_page(client, commitment)
    assert SECRET not in shown
    assert "5 May 2031" not in shown
    dates.confirm_date_change(change=change, by=OfficialFactory.create(japan=True, editor=True))
    assert SECRET in every_page(client, commitment)


def test_nobody_is_named(client, commitment):
    note = released_note(commitment, reporter=Reporter.JOINT)
    people = [note.author, *(approval.official for approval in note.approvals.all())]
    shown = every_page(client, commitment)
    assert not [person.username for person in people if person.username in shown]


def test_notes_for_officials_are_not_published(client, commitment):
    released_note(commitment, sources=[SourceFactory.create(licence_note=SECRET)])
    assert SECRET not in every_page(client, commitment)
