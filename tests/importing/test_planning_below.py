"""Rows of milestones and of draft notes: what each would do."""

from datetime import date

import pytest

from priorities.importing.plan import CellChange, Outcome
from priorities.models import Commitment, Official
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    NoteFactory,
    OwnershipFactory,
    SourceFactory,
    published_commitment,
    released_note,
    submitted_note,
)
from tests.importing.files import downloaded, edited, only_row, planned, rows_of, told

pytestmark = pytest.mark.django_db


# Milestones


def test_milestone_is_found_by_commitment_and_number(commitment: Commitment, editor_ca: Official):
    MilestoneFactory.create(commitment=commitment, number=2, title_en="First step")
    source = SourceFactory.create()
    row = edited(editor_ca, "milestones", reached_on="2026-01-31", sources=source.code)
    assert only_row("milestones", editor_ca, **row).changes == (
        CellChange("reached_on", None, date(2026, 1, 31)),
        CellChange("sources", "", source.code),
    )
    unknown = only_row("milestones", editor_ca, code="ES-02", number="1", title_en="x")
    assert ("code+number", "There is no commitment ES-02.") in told(unknown)


def test_milestone_is_not_reached_in_the_future(commitment: Commitment, editor_ca: Official):
    MilestoneFactory.create(commitment=commitment, number=1)
    row = only_row("milestones", editor_ca, **edited(editor_ca, "milestones", reached_on="2150-01-01"))
    assert told(row) == [("reached_on", "This day is in the future.")]


def test_due_date_of_a_public_milestone_moves_elsewhere(commitment: Commitment, editor_ca: Official):
    MilestoneFactory.create(commitment=commitment, number=1, original_due_date=date(2027, 1, 1))
    row = only_row("milestones", editor_ca, **edited(editor_ca, "milestones", original_due_date="2028-01-01"))
    assert told(row)[0][0] == "original_due_date"
    assert "Move date" in told(row)[0][1]


def test_new_milestone_gets_a_number_and_tells_that_it_is_public_at_once(commitment: Commitment, editor_ca: Official):
    MilestoneFactory.create(commitment=commitment, number=2)
    row = only_row("milestones", editor_ca, code="ES-01", number="", title_en="A step")
    assert told(row) == [("code+number", "Give the milestone a number; the next free one is 3.")]
    row = only_row("milestones", editor_ca, code="ES-01", number="3", title_en="A step", original_due_date="2028-01-01")
    assert row.outcome == Outcome.ADDED
    assert row.is_public


def test_milestone_of_another_body_is_wrong(editor_ca: Official):
    commitment = CommitmentFactory.create(code="XA-01")
    OwnershipFactory.create(japan=True, commitment=commitment)
    MilestoneFactory.create(commitment=commitment, number=1)
    for number in ("1", "2"):
        row = only_row("milestones", editor_ca, code="XA-01", number=number, title_en="x")
        assert told(row)[0][1].startswith("Only officials of an organization")


# Draft notes


def test_download_has_the_drafts_of_the_own_side(commitment: Commitment, editor_ca: Official, editor_jp: Official):
    own = NoteFactory.create(commitment=commitment, author=editor_ca)
    NoteFactory.create(commitment=commitment, author=editor_jp, reporter="japan")
    submitted_note(commitment)
    released_note(commitment)
    assert [row["id"] for row in rows_of(downloaded("draft-notes", editor_ca))] == [str(own.pk)]


@pytest.mark.parametrize("situation", ["other side", "submitted", "released", "none"])
def test_note_that_is_not_open_to_the_official_is_not_there(
    commitment: Commitment, editor_ca: Official, editor_jp: Official, situation: str
):
    number = {
        "other side": lambda: NoteFactory.create(commitment=commitment, author=editor_jp, reporter="japan").pk,
        "submitted": lambda: submitted_note(commitment).pk,
        "released": lambda: released_note(commitment).pk,
        "none": lambda: 999,
    }[situation]()
    row = only_row("draft-notes", editor_ca, id=str(number), code="ES-01", reporter="canada", as_of="2024-01-01")
    sentence = f"There is no draft {number} that you may change. Leave the id empty for a new one."
    assert told(row) == [("id", sentence)]


def test_new_note_is_added_as_a_draft(commitment: Commitment, editor_ca: Official):
    cells = {
        "id": "",
        "code": "ES-01",
        "reporter": "canada",
        "as_of": "2026-01-31",
        "status": "on_track",
        "text_ja": "順調。",
    }
    assert only_row("draft-notes", editor_ca, **cells).outcome == Outcome.ADDED
    assert told(only_row("draft-notes", editor_ca, **{**cells, "reporter": "japan"}))[0][1].startswith(
        "Only an official"
    )
    assert told(only_row("draft-notes", editor_ca, **{**cells, "status": ""})) == [
        ("kind+status", "A progress note has a status; the other kinds have none.")
    ]
    assert told(only_row("draft-notes", editor_ca, **{**cells, "code": "ES-77"})) == [
        ("code", "The record does not know: ES-77.")
    ]


def test_same_new_note_is_not_added_twice(commitment: Commitment, editor_ca: Official):
    cells = {
        "id": "",
        "code": "ES-01",
        "reporter": "canada",
        "as_of": "2024-01-01",
        "status": "on_track",
        "text_en": "x",
    }
    first, second = planned("draft-notes", editor_ca, cells, cells).rows
    assert first.outcome == Outcome.ADDED
    assert told(second) == [("", "The same row stands further up.")]
    note = NoteFactory.create(commitment=commitment, author=editor_ca, text_en="x")
    assert told(only_row("draft-notes", editor_ca, **cells)) == [("", f"This draft is already there: id {note.pk}.")]


def test_note_keeps_its_commitment_and_its_state(commitment: Commitment, editor_ca: Official):
    published_commitment(code="ES-02")
    NoteFactory.create(commitment=commitment, author=editor_ca)
    row = only_row("draft-notes", editor_ca, **edited(editor_ca, "draft-notes", code="ES-02", state="approved"))
    assert [column for column, _reason in told(row)] == ["code", "state"]
    assert told(row)[1][1].startswith("The state of a note is changed by submitting and approving it.")


def test_note_does_not_change_to_the_voice_of_the_other_side(commitment: Commitment, editor_ca: Official):
    NoteFactory.create(commitment=commitment, author=editor_ca)
    row = only_row("draft-notes", editor_ca, **edited(editor_ca, "draft-notes", reporter="japan"))
    assert told(row)[0][1].startswith("Only an official of that side")
