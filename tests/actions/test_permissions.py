"""Who may do what: each action, tried by an official of each role and side on a matter of each reporter."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from priorities.actions import commitments, dates, notes
from priorities.actions.errors import NoteFixed, NotYourNote, NotYourOrganization, NotYourRole, NotYourSide
from priorities.actions.permissions import require_may_rewrite_note
from priorities.models import Commitment, JournalEntry, Official
from tests.factories import (
    CommitmentFactory,
    NoteFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    released_note,
    submitted_note,
    writing_side,
)

pytestmark = pytest.mark.django_db

Attempt = Callable[[Official], object]

OWNERS_CA = {"editor of canada", "approver of canada"}
WRITERS_CA = {*OWNERS_CA, "editor of another body of canada", "approver of another body of canada"}
WRITERS_JP = {"editor of japan", "approver of japan"}
WRITERS_OTHER = {"editor of international", "approver of international", "editor of no body", "approver of no body"}
APPROVER_CA = {"approver of canada", "approver of another body of canada"}
APPROVER_JP = {"approver of japan"}
ANY_APPROVER = APPROVER_CA | APPROVER_JP | {"approver of international", "approver of no body"}
ADMINISTRATORS = {
    "administrator of canada",
    "administrator of japan",
    "administrator of international",
    "administrator of no body",
}


@pytest.fixture
def officials() -> dict[str, Official]:
    """One official of every role and side, writers of another body, some without a role, and a closed account."""
    roles: list[dict[str, Any]] = [{"editor": True}, {"approver": True}, {"administrator": True}]
    sides: list[dict[str, Any]] = [{"canada": True}, {"japan": True}, {"international": True}, {"organization": None}]
    names = {"organization": "no body"}
    made = {
        f"{next(iter(role))} of {names.get(next(iter(side)), next(iter(side)))}": OfficialFactory.create(**role, **side)
        for role in roles
        for side in sides
    }
    another = OrganizationFactory.create(canada=True)
    elsewhere = {
        "editor of another body of canada": OfficialFactory.create(organization=another, editor=True),
        "approver of another body of canada": OfficialFactory.create(organization=another, approver=True),
    }
    without_role = {
        "official of canada": OfficialFactory.create(),
        "official of japan": OfficialFactory.create(japan=True),
    }
    closed = {"closed account of canada": OfficialFactory.create(approver=True, editor=True, is_active=False)}
    return {**made, **elsewhere, **without_role, **closed}


def submit(commitment: Commitment, reporter: str) -> Attempt:
    author = OfficialFactory.create(organization__side=writing_side(reporter), editor=True)
    note = NoteFactory.create(commitment=commitment, reporter=reporter, author=author)
    return lambda by: notes.submit(note=note, by=by)


def return_(commitment: Commitment, reporter: str) -> Attempt:
    note = submitted_note(commitment, reporter=reporter)
    return lambda by: notes.return_note(note=note, by=by, reason="No source.")


def approve(commitment: Commitment, reporter: str) -> Attempt:
    note = submitted_note(commitment, reporter=reporter)
    return lambda by: notes.approve(note=note, by=by)


def withdraw(commitment: Commitment, reporter: str) -> Attempt:
    note = released_note(commitment, reporter=reporter)
    return lambda by: notes.withdraw(note=note, by=by, reason="A wrong page was read.")


def correct(commitment: Commitment, reporter: str) -> Attempt:
    note = released_note(commitment, reporter=reporter)
    return lambda by: notes.correct(note=note, by=by)


def mend(commitment: Commitment, reporter: str) -> Attempt:
    note = released_note(commitment, reporter=reporter)
    return lambda by: notes.mend_translation(note=note, by=by, language="fr", texts={"text": "Ce qui a été fait."})


def move(commitment: Commitment, reporter: str) -> Attempt:
    return lambda by: dates.move_date(
        commitment=commitment, new_date=date(2028, 1, 1), reason="Weather.", agreed_by=reporter, by=by
    )


def confirm(commitment: Commitment, reporter: str) -> Attempt:
    proposer = OfficialFactory.create(canada=True, editor=True)
    change = dates.move_date(
        commitment=commitment, new_date=date(2028, 1, 1), reason="Weather.", agreed_by=reporter, by=proposer
    )
    return lambda by: dates.confirm_date_change(change=change, by=by)


def close(commitment: Commitment, reporter: str) -> Attempt:
    proposer = OfficialFactory.create(canada=True, editor=True)
    change = dates.move_date(
        commitment=commitment, new_date=date(2028, 1, 1), reason="Weather.", agreed_by=reporter, by=proposer
    )
    return lambda by: dates.close_date_change(change=change, by=by, reason="Not agreed.")


ON_NOTES_AND_DATES: dict[tuple[Callable[[Commitment, str], Attempt], str], set[str]] = {
    # A draft belongs to the side of its author: Japan for Japan's own, Canada for the others here.
    (submit, "canada"): WRITERS_CA,
    (submit, "japan"): WRITERS_JP,
    (submit, "joint"): WRITERS_CA,
    (submit, "public_sources"): WRITERS_CA,
    # Only approvers decide, for their own side; of public sources any.
    (return_, "canada"): APPROVER_CA,
    (return_, "japan"): APPROVER_JP,
    (return_, "joint"): APPROVER_CA | APPROVER_JP,
    (return_, "public_sources"): ANY_APPROVER,
    (approve, "canada"): APPROVER_CA,
    (approve, "japan"): APPROVER_JP,
    (approve, "joint"): APPROVER_CA | APPROVER_JP,
    (approve, "public_sources"): ANY_APPROVER,
    (withdraw, "canada"): APPROVER_CA,
    (withdraw, "japan"): APPROVER_JP,
    (withdraw, "joint"): APPROVER_CA | APPROVER_JP,
    (withdraw, "public_sources"): ANY_APPROVER,
    # Writing for a side is for its own writers.
    (correct, "canada"): WRITERS_CA,
    (correct, "japan"): WRITERS_JP,
    (correct, "joint"): WRITERS_CA | WRITERS_JP,
    (correct, "public_sources"): WRITERS_CA | WRITERS_JP | WRITERS_OTHER,
    (mend, "canada"): WRITERS_CA,
    (mend, "japan"): WRITERS_JP,
    (mend, "joint"): WRITERS_CA | WRITERS_JP,
    (mend, "public_sources"): WRITERS_CA | WRITERS_JP | WRITERS_OTHER,
    # A date moves by the word of a body that answers for the commitment.
    (move, "canada"): OWNERS_CA,
    (move, "japan"): WRITERS_JP,
    (move, "joint"): OWNERS_CA | WRITERS_JP,
    (move, "public_sources"): OWNERS_CA | WRITERS_JP,
    # Canada has proposed it.
    (confirm, "joint"): WRITERS_JP,
    (close, "joint"): WRITERS_CA | WRITERS_JP,
}


def publish(commitment: Commitment) -> Attempt:
    return lambda by: commitments.publish(commitment=commitment, by=by)


def reword(commitment: Commitment) -> Attempt:
    def attempt(by: Official) -> None:
        rewording = commitments.Rewording(commitment)
        commitment.title_en = "Another title"
        commitment.save()
        rewording.record(by=by)

    return attempt


def move_from_public_sources(commitment: Commitment) -> Attempt:
    commitments.publish(commitment=commitment, by=OfficialFactory.create(administrator=True))
    return move(commitment, "public_sources")


ON_COMMITMENTS: dict[tuple[Callable[[Commitment], Attempt], str], set[str]] = {
    (publish, "canada"): OWNERS_CA | ADMINISTRATORS,
    (publish, "japan"): WRITERS_JP | ADMINISTRATORS,
    (publish, "canada japan"): OWNERS_CA | WRITERS_JP | ADMINISTRATORS,
    (reword, "canada"): OWNERS_CA | ADMINISTRATORS,
    (reword, "japan"): WRITERS_JP | ADMINISTRATORS,
    (reword, "canada japan"): OWNERS_CA | WRITERS_JP | ADMINISTRATORS,
    (move_from_public_sources, "canada"): OWNERS_CA,
    (move_from_public_sources, "japan"): WRITERS_JP,
}


def those_who_may(attempt: Attempt, officials: dict[str, Official]) -> set[str]:
    """Let each official try, each from the same start; a refusal writes nothing to the journal."""
    allowed = set()
    for name, official in officials.items():
        entries = JournalEntry.objects.count()
        with transaction.atomic():
            try:
                with transaction.atomic():
                    attempt(official)
            except (NotYourRole, NotYourSide, NotYourNote, NotYourOrganization):
                assert JournalEntry.objects.count() == entries
            else:
                allowed.add(name)
            transaction.set_rollback(True)
    return allowed


@pytest.mark.parametrize(
    ("prepare", "reporter"),
    ON_NOTES_AND_DATES,
    ids=[f"{prepare.__name__.rstrip('_')}-{reporter}" for prepare, reporter in ON_NOTES_AND_DATES],
)
def test_who_may_act_on_notes_and_dates(
    officials: dict[str, Official],
    commitment: Commitment,
    prepare: Callable[[Commitment, str], Attempt],
    reporter: str,
):
    attempt = prepare(commitment, reporter)
    assert those_who_may(attempt, officials) == ON_NOTES_AND_DATES[prepare, reporter]


@pytest.mark.parametrize(
    ("prepare", "owners"),
    ON_COMMITMENTS,
    ids=[f"{prepare.__name__}-{owners}" for prepare, owners in ON_COMMITMENTS],
)
def test_who_may_act_on_commitments(
    officials: dict[str, Official], prepare: Callable[[Commitment], Attempt], owners: str
):
    commitment = CommitmentFactory.create(bilingual=True)
    for side in owners.split():
        OwnershipFactory.create(commitment=commitment, **{side: True})
    attempt = prepare(commitment)
    assert those_who_may(attempt, officials) == ON_COMMITMENTS[prepare, owners]


def test_nobody_owns_a_commitment_by_adding_their_body_to_it(editor_ca: Official):
    commitment = CommitmentFactory.create()
    OwnershipFactory.create(commitment=commitment, japan=True)
    rewording = commitments.Rewording(commitment)
    OwnershipFactory.create(commitment=commitment, organization=editor_ca.organization)
    with pytest.raises(NotYourOrganization):
        rewording.record(by=editor_ca)


def test_owner_may_hand_a_commitment_over(editor_ca: Official):
    commitment = CommitmentFactory.create()
    ownership = OwnershipFactory.create(commitment=commitment, organization=editor_ca.organization)
    rewording = commitments.Rewording(commitment)
    ownership.delete()
    OwnershipFactory.create(commitment=commitment, japan=True)
    rewording.record(by=editor_ca)


@pytest.mark.parametrize(
    ("reporter", "author", "colleague", "stranger"),
    [
        ("canada", {"canada": True}, {"canada": True}, {"japan": True}),
        ("joint", {"japan": True}, {"japan": True}, {"canada": True}),
        ("public_sources", {"international": True}, {"international": True}, {"canada": True}),
    ],
)
def test_draft_belongs_to_the_side_of_its_author(
    commitment: Commitment, reporter: str, author: Any, colleague: Any, stranger: Any
):
    note = NoteFactory.create(
        commitment=commitment, reporter=reporter, author=OfficialFactory.create(editor=True, **author)
    )
    with pytest.raises((NotYourNote, NotYourSide)):
        notes.submit(note=note, by=OfficialFactory.create(editor=True, **stranger))
    notes.submit(note=note, by=OfficialFactory.create(editor=True, **colleague))


def test_note_with_the_approvers_is_edited_by_nobody(commitment: Commitment, editor_ca: Official):
    draft = NoteFactory.create(commitment=commitment, author=editor_ca)
    require_may_rewrite_note(editor_ca, draft)
    submitted = notes.submit(note=draft, by=editor_ca)
    with pytest.raises(NoteFixed):
        require_may_rewrite_note(editor_ca, submitted)
    approver = OfficialFactory.create(canada=True, approver=True)
    returned = notes.return_note(note=submitted, by=approver, reason="Say more.")
    require_may_rewrite_note(editor_ca, returned)


def test_refusal_says_why():
    assert str(NotYourRole()) == "Your role does not allow this."
    assert str(NotYourSide("Only Japan can.")) == "Only Japan can."


def test_editor_who_is_also_approver_may_do_both(commitment: Commitment):
    both = OfficialFactory.create(editor=True, approver=True)
    note = submitted_note(commitment)
    assert notes.approve(note=note, by=both).released_at
