"""Applying writes everything, through the actions, or nothing."""

from datetime import date
from typing import Any

import pytest

from priorities.choices import JournalKind
from priorities.importing import applying
from priorities.importing.applying import apply, undo
from priorities.importing.errors import CannotUndo, NothingToApply, RecordChanged, RowsInTheWay
from priorities.importing.planning import plan
from priorities.models import (
    Commitment,
    ImportBatch,
    Milestone,
    Official,
    Ownership,
    ProgressNote,
)
from priorities.verification import verify
from tests.factories import (
    AreaFactory,
    CommitmentFactory,
    OfficialFactory,
    OrganizationFactory,
    SourceFactory,
)
from tests.importing.files import csv_of, imported, kinds, planned

pytestmark = pytest.mark.django_db


# Commitments


def test_rewording_of_a_public_commitment_is_in_the_journal(commitment: Commitment, editor_ca: Official):
    batch = imported(
        "commitments",
        editor_ca,
        {"code": "ES-01", "title_en": "Another", "title_fr": "(empty)", "review_interval_months": "6"},
    )
    commitment.refresh_from_db()
    assert (commitment.title_en, commitment.title_fr, commitment.review_interval_months) == ("Another", "", 6)
    assert commitment.outdated_translations() == ["title_ja"]
    assert kinds()[-1] == JournalKind.COMMITMENT_REWORDED
    assert not list(verify())
    assert (batch.added, batch.changed, batch.unchanged, batch.applied_by) == (0, 1, 0, editor_ca)
    assert len(batch.sha256) == 64


def test_new_commitment_arrives_unpublished_with_its_owners(editor_ca: Official):
    AreaFactory.create(code="XA")
    japanese, other = OrganizationFactory.create(japan=True), OrganizationFactory.create(international=True)
    assert editor_ca.organization
    batch = imported(
        "commitments",
        editor_ca,
        {
            "code": "XA-01", "area_code": "XA", "title_en": "New", "description_en": "Promised.", "kind": "one_off",
            "linkage": "bilateral", "start_date": "2026-01-01", "lead_canada": editor_ca.organization.code,
            "lead_japan": japanese.code, "supporting": other.code,
        },
    )  # fmt: skip
    commitment = Commitment.objects.get(code="XA-01")
    assert (commitment.published_at, commitment.start_date) == (None, date(2026, 1, 1))
    owners = Ownership.objects.in_order().filter(commitment=commitment).values_list("organization__code", "role")
    assert list(owners) == [
        (editor_ca.organization.code, "lead"), (japanese.code, "lead"), (other.code, "supporting")
    ]  # fmt: skip
    assert not kinds()
    undo(batch, editor_ca)
    assert not Commitment.objects.exists()


def test_area_moves_by_its_code(commitment: Commitment, editor_ca: Official):
    other, before = AreaFactory.create(code="XB"), commitment.area
    batch = imported("commitments", editor_ca, {"code": "ES-01", "area_code": "XB"})
    commitment.refresh_from_db()
    assert commitment.area == other
    undo(batch, editor_ca)
    commitment.refresh_from_db()
    assert commitment.area == before


# Milestones


def test_milestones_are_saved_with_their_moments_and_journalled(commitment: Commitment, editor_ca: Official):
    source = SourceFactory.create(code="press-1")
    imported(
        "milestones",
        editor_ca,
        {"code": "ES-01", "number": "1", "title_en": "First", "original_due_date": "2027-01-01", "sources": "press-1"},
        {"code": "ES-01", "number": "2", "title_en": "Second", "reached_on": "2026-01-31"},
    )
    first, second = Milestone.objects.order_by("number")
    assert list(first.sources.all()) == [source]
    assert first.original_due_date == date(2027, 1, 1)
    assert second.reached_known_at is not None
    imported(
        "milestones", editor_ca, {"code": "ES-01", "number": "1", "reached_on": "2026-02-01", "sources": "(empty)"}
    )
    assert not first.sources.exists()
    assert kinds()[-3:] == [JournalKind.MILESTONE_ADDED, JournalKind.MILESTONE_ADDED, JournalKind.MILESTONE_REACHED]
    assert not list(verify())


# Notes


def test_notes_arrive_as_drafts_of_the_official(commitment: Commitment, editor_jp: Official):
    SourceFactory.create(code="press-1")
    cells = {
        "id": "",
        "code": "ES-01",
        "reporter": "japan",
        "as_of": "2026-01-31",
        "status": "on_track",
        "language": "ja",
    }
    batch = imported("draft-notes", editor_jp, {**cells, "text_ja": "順調。", "sources": "press-1"})
    note = ProgressNote.objects.get()
    assert (note.state, note.author, note.released_at, note.text_ja) == ("draft", editor_jp, None, "順調。")
    assert note.sources.get().code == "press-1"
    assert kinds() == [JournalKind.COMMITMENT_ADDED]
    imported("draft-notes", editor_jp, {"id": str(note.pk), "text_fr": "En bonne voie."})
    note.refresh_from_db()
    assert note.text_fr == "En bonne voie."
    with pytest.raises(CannotUndo, match=rf"became public: {note.pk}\. Nothing was undone"):
        undo(batch, editor_jp)
    undo(ImportBatch.objects.latest("pk"), editor_jp)
    note.refresh_from_db()
    assert (note.text_fr, note.text_ja) == ("", "順調。")


# All or nothing


def test_wrong_or_conflicting_rows_keep_everything_out(commitment: Commitment, editor_ca: Official):
    made = planned("commitments", editor_ca, {"code": "ES-01", "title_en": "x"}, {"code": "ES-02", "title_en": "y"})
    with pytest.raises(RowsInTheWay):
        apply(made, editor_ca)
    assert not ImportBatch.objects.exists()


def test_file_that_changes_nothing_is_not_applied(commitment: Commitment, editor_ca: Official):
    with pytest.raises(NothingToApply):
        apply(planned("commitments", editor_ca, {"code": "ES-01"}), editor_ca)


@pytest.mark.parametrize("meanwhile", ["same cell", "other cell", "added", "owners"])
def test_record_that_changed_since_the_preview_refuses_it(commitment: Commitment, editor_ca: Official, meanwhile: str):
    made = planned("commitments", editor_ca, {"code": "ES-01", "title_en": "Mine"})
    if meanwhile == "added":
        cells = {"area_code": commitment.area.code, "description_en": "x", "kind": "one_off", "linkage": "bilateral"}
        assert editor_ca.organization
        lead = editor_ca.organization.code
        made = planned("commitments", editor_ca, {"code": "XA-01", "title_en": "New", "lead_canada": lead, **cells})
        CommitmentFactory.create(code="XA-01")
    elif meanwhile == "owners":
        commitment.ownerships.filter(organization__side="canada").delete()
    else:
        setattr(commitment, "title_en" if meanwhile == "same cell" else "title_fr", "Theirs")
        commitment.save()
    with pytest.raises(RecordChanged):
        apply(made, editor_ca)
    commitment.refresh_from_db()
    assert commitment.title_en != "Mine"
    assert not ImportBatch.objects.exists()


def test_plan_of_one_official_is_not_applied_by_another(commitment: Commitment, editor_ca: Official):
    made = planned("commitments", editor_ca, {"code": "ES-01", "title_en": "x"})
    with pytest.raises(RecordChanged):
        apply(made, OfficialFactory.create(canada=True))


def test_failure_in_the_middle_leaves_nothing(
    commitment: Commitment, editor_ca: Official, monkeypatch: pytest.MonkeyPatch
):
    made = planned("commitments", editor_ca, {"code": "ES-01", "title_en": "x"})

    def fail(*_args: Any) -> None:
        raise RuntimeError("the machine went away")

    monkeypatch.setattr(applying, "_recorded", fail)
    with pytest.raises(RuntimeError):
        apply(made, editor_ca)
    commitment.refresh_from_db()
    assert commitment.title_en == "Deliver the project"
    assert kinds() == [JournalKind.COMMITMENT_ADDED]


def test_what_was_applied_is_unchanged_afterwards(commitment: Commitment, editor_ca: Official):
    content = csv_of([{"code": "ES-01", "title_en": "Another", "start_date": "2020/1/5", "area_note_fr": "a<br>b"}])
    apply(plan(content, "file.csv", "commitments", editor_ca), editor_ca)
    assert not plan(content, "file.csv", "commitments", editor_ca).changes_anything
