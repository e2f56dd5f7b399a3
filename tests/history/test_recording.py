"""What the history keeps: each save and deletion, with who and why, however it was made."""

import pytest
from django.db import IntegrityError, connection, transaction

from priorities import guards
from priorities.actions import notes
from priorities.actions.commitments import save_milestone
from priorities.models import (
    Commitment,
    CommitmentRelation,
    Document,
    Milestone,
    Official,
    Organization,
    Ownership,
    PriorityArea,
    ProgressNote,
    Provision,
    Source,
)
from priorities.models.history import in_history, recorded_once
from tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    MilestoneFactory,
    NoteFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    SourceFactory,
    published_commitment,
)
from tests.importing.files import imported

pytestmark = pytest.mark.django_db

KEPT = [
    Commitment, CommitmentRelation, Document, Milestone, Official, Organization, Ownership, PriorityArea,
    ProgressNote, Provision, Source,
]  # fmt: skip


def kinds(row) -> str:
    """What was done to a row, in order: + added, ~ changed, - deleted."""
    return "".join(type(row).history.filter(id=row.pk).order_by("history_id").values_list("history_type", flat=True))


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_every_model_that_officials_edit_has_a_history(model) -> None:
    kept = {field.name for field in model.history.model._meta.fields}
    own = {field.name for field in model._meta.fields}
    assert own - kept == ({"password", "last_login"} if model is Official else set())


def test_history_lost_no_guard() -> None:
    assert guards.missing(connection) == []


def test_adding_changing_and_deleting_are_kept() -> None:
    source = SourceFactory.create(title="Old")
    source.title = "New"
    source.save(update_fields=["title"])
    pk = source.pk
    source.delete()
    states = Source.history.filter(id=pk).order_by("history_id")
    assert [(state.history_type, state.title) for state in states] == [("+", "Old"), ("~", "New"), ("-", "New")]


def test_sources_of_a_note_are_kept_with_it() -> None:
    note, source = NoteFactory.create(), SourceFactory.create()
    note.sources.add(source)
    newest, oldest = ProgressNote.history.filter(id=note.pk)
    assert [link.source for link in newest.sources.all()] == [source]
    assert not oldest.sources.exists()


def test_roles_of_an_official_are_kept_and_sign_ins_are_not(client) -> None:
    official = OfficialFactory.create()
    before = kinds(official)
    client.force_login(official)
    official.set_password("seven cedars by the strait")
    official.save(update_fields=["password"])
    assert kinds(official) == before
    official.groups.set([1])
    assert kinds(official) == f"{before}~"
    assert Official.history.filter(id=official.pk).first().groups.count() == 1
    official.first_name = "Kei"
    official.save()
    assert kinds(official) == f"{before}~~"


def test_actions_are_kept_with_each_state_of_a_note() -> None:
    commitment = published_commitment()
    editor, approver = OfficialFactory.create(editor=True), OfficialFactory.create(approver=True)
    note = NoteFactory.create(commitment=commitment, author=editor)
    note = notes.submit(note=note, by=editor)
    note = notes.return_note(note=note, by=approver, reason="Name the source.")
    states = ProgressNote.history.filter(id=note.pk).order_by("history_id").values_list("state", "return_reason")
    assert list(states) == [("draft", ""), ("submitted", ""), ("returned", "Name the source.")]


def test_commands_may_say_who_and_why() -> None:
    official = OfficialFactory.create()
    with in_history(by=official, reason="Corrected with the registry"):
        body = OrganizationFactory.create()
    state = Organization.history.get(id=body.pk)
    assert (state.history_user, state.history_change_reason) == (official, "Corrected with the registry")
    nobody = Organization.history.get(id=OrganizationFactory.create().pk)
    assert (nobody.history_user, nobody.history_change_reason) == (None, None)


def test_what_is_done_in_one_go_is_one_entry() -> None:
    source = SourceFactory.create()
    with transaction.atomic(), recorded_once():
        note = NoteFactory.create()
        note.sources.add(source)
        note.text_en = "Another text."
        with recorded_once(), in_history(reason="Inside"):
            note.save()
    (state,) = ProgressNote.history.filter(id=note.pk)
    assert (state.history_type, state.text_en, state.history_change_reason) == ("+", "Another text.", "Inside")
    assert [link.source for link in state.sources.all()] == [source]


def test_what_fails_in_one_go_is_no_entry() -> None:
    taken = SourceFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic(), recorded_once():
        SourceFactory.create_batch(2, code=taken.code)
    assert Source.history.count() == 1


def test_what_is_stopped_halfway_is_no_entry() -> None:
    def stopped() -> None:
        with transaction.atomic(), recorded_once():
            SourceFactory.create()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        stopped()
    assert not Source.history.exists()
    SourceFactory.create()
    assert Source.history.count() == 1


def test_a_row_added_and_deleted_in_one_go_leaves_its_deletion() -> None:
    with recorded_once():
        source = SourceFactory.create()
        pk = source.pk
        source.delete()
    assert "".join(Source.history.filter(id=pk).values_list("history_type", flat=True)) == "-"


def test_parts_deleted_with_their_commitment_are_kept() -> None:
    commitment = CommitmentFactory.create()
    milestone, owner = MilestoneFactory.create(commitment=commitment), OwnershipFactory.create(commitment=commitment)
    pks = milestone.pk, owner.pk
    commitment.delete()
    assert Milestone.history.filter(id=pks[0]).first().history_type == "-"
    assert Ownership.history.filter(id=pks[1]).first().history_type == "-"


def test_an_import_is_kept_row_by_row_with_its_file_and_its_official() -> None:
    commitment = published_commitment(code="ES-01")
    editor = OfficialFactory.create(canada=True, editor=True)
    imported("commitments", editor, {"code": "ES-01", "title_en": "Imported", "review_interval_months": "6"})
    newest, earlier = Commitment.history.filter(id=commitment.pk)[:2]
    assert (newest.title_en, newest.review_interval_months, newest.history_user) == ("Imported", 6, editor)
    assert newest.history_change_reason == "Import of test.csv"
    assert earlier.title_en == commitment.title_en


def test_milestones_saved_by_the_action_are_kept() -> None:
    milestone = MilestoneFactory.create()
    milestone.title_en = "Another step"
    save_milestone(milestone=milestone)
    assert kinds(milestone) == "+~"


def test_a_document_s_sources_are_kept() -> None:
    document = DocumentFactory.create()
    document.sources.set([SourceFactory.create()])
    assert kinds(document) == "+~"
