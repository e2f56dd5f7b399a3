"""An applied import is taken back as one, as long as nothing else has touched its rows."""

from datetime import date
from typing import Any

import pytest

from priorities.actions.commitments import publish, save_milestone
from priorities.actions.errors import NotYourOrganization
from priorities.actions.notes import submit
from priorities.choices import JournalKind
from priorities.importing.applying import undo
from priorities.importing.errors import AlreadyUndone, CannotUndo
from priorities.models import (
    Commitment,
    ImportedRow,
    Milestone,
    Official,
    ProgressNote,
)
from priorities.verification import verify
from tests.clock import noon, stopped_at
from tests.factories import (
    AreaFactory,
    MilestoneFactory,
    NoteFactory,
    OwnershipFactory,
    SourceFactory,
    published_commitment,
)
from tests.importing.files import downloaded, imported, kinds, moved, rows_of

pytestmark = pytest.mark.django_db


def test_undo_brings_back_every_row_and_is_journalled(commitment: Commitment, editor_ca: Official):
    owned = OwnershipFactory.create(
        organization=editor_ca.organization, commitment__start_date=date(2020, 1, 5)
    ).commitment
    stored = downloaded("commitments", editor_ca)
    batch = imported(
        "commitments",
        editor_ca,
        {"code": "ES-01", "title_en": "Another", "title_ja": "別の題名", "start_date": "2020-01-01"},
        {"code": owned.code, "title_fr": "Titre", "start_date": "(empty)", "description_en": "one<br>two"},
    )
    assert ImportedRow.objects.get(batch=batch, key=[owned.code]).before == {
        "title_fr": "", "start_date": "2020-01-05", "description_en": "What was committed."
    }  # fmt: skip
    batch = undo(batch, editor_ca)
    assert batch.undone_by == editor_ca
    assert without_versions(downloaded("commitments", editor_ca)) == without_versions(stored)
    assert kinds()[-2:] == [JournalKind.COMMITMENT_REWORDED] * 2
    assert not list(verify())
    with pytest.raises(AlreadyUndone):
        undo(batch, editor_ca)


def without_versions(content: bytes) -> list[dict[str, str]]:
    return [{name: cell for name, cell in row.items() if name != "version"} for row in rows_of(content)]


def test_undo_of_a_change_of_milestones_is_journalled(commitment: Commitment, editor_ca: Official):
    milestone = MilestoneFactory.create(commitment=commitment, number=1)
    source = SourceFactory.create()
    milestone.sources.add(source)
    batch = imported(
        "milestones", editor_ca, {"code": "ES-01", "number": "1", "reached_on": "2026-01-31", "sources": "(empty)"}
    )
    undo(batch, editor_ca)
    milestone.refresh_from_db()
    assert (milestone.reached_on, milestone.reached_known_at) == (None, None)
    assert milestone.sources.get() == source
    assert kinds()[-2:] == [JournalKind.MILESTONE_REACHED, JournalKind.MILESTONE_REWORDED]


def test_what_an_undone_import_told_of_a_milestone_stays_told_of_its_time(editor_ca: Official):
    first, second = date(2026, 1, 30), date(2026, 1, 31)
    moments = [noon(2026, 3, 1), noon(2026, 4, 1), noon(2026, 5, 1)]
    with stopped_at(moments[0]):
        step = MilestoneFactory.build(
            commitment=published_commitment(code="ES-01"), number=1, reached_on=first, added_at=None
        )
        save_milestone(milestone=step)
    with stopped_at(moments[1]):
        batch = imported("milestones", editor_ca, {"code": "ES-01", "number": "1", "reached_on": second.isoformat()})
    with stopped_at(moments[2]):
        undo(batch, editor_ca)
    on = date(2026, 6, 1)
    told = [Milestone.objects.as_of(on=on, known_at=moment).get().shown_reached_on for moment in moments]
    assert told == [first, second, first]


def test_undo_is_refused_where_a_row_was_touched_and_names_it(commitment: Commitment, editor_ca: Official):
    other = OwnershipFactory.create(organization=editor_ca.organization).commitment
    batch = imported(
        "commitments", editor_ca, {"code": "ES-01", "title_en": "x"}, {"code": other.code, "title_en": "y"}
    )
    other.refresh_from_db()
    other.save()
    with pytest.raises(CannotUndo, match=rf": {other.code}\. Nothing"):
        undo(batch, editor_ca)
    commitment.refresh_from_db()
    assert commitment.title_en == "x"


def test_start_that_no_longer_fits_the_target_date_is_not_brought_back(commitment: Commitment, editor_ca: Official):
    imported("commitments", editor_ca, {"code": "ES-01", "start_date": "2026-06-01"})
    batch = imported("commitments", editor_ca, {"code": "ES-01", "start_date": "2025-01-01"})
    moved(commitment, editor_ca, date(2026, 1, 1))
    with pytest.raises(CannotUndo, match="no longer fits the record"):
        undo(batch, editor_ca)
    commitment.refresh_from_db()
    assert commitment.start_date == date(2025, 1, 1)


@pytest.mark.parametrize("part", ["milestone", "note", "owner", "published"])
def test_added_commitment_that_has_grown_is_not_removed(editor_ca: Official, part: str):
    AreaFactory.create(code="XA")
    assert editor_ca.organization
    batch = imported(
        "commitments",
        editor_ca,
        {
            "code": "XA-01", "area_code": "XA", "title_en": "New", "title_fr": "Neuf", "description_en": "x",
            "description_fr": "y", "kind": "one_off",
            "linkage": "bilateral", "lead_canada": editor_ca.organization.code,
        },
    )  # fmt: skip
    added = Commitment.objects.get()
    grow: dict[str, Any] = {
        "milestone": lambda: MilestoneFactory.create(commitment=added),
        "note": lambda: NoteFactory.create(commitment=added, author=editor_ca),
        "owner": lambda: OwnershipFactory.create(commitment=added, japan=True),
        "published": lambda: publish(commitment=added, by=editor_ca),
    }
    grow[part]()
    with pytest.raises(CannotUndo, match="XA-01"):
        undo(batch, editor_ca)


def test_added_milestone_of_a_public_commitment_is_there_for_good(commitment: Commitment, editor_ca: Official):
    batch = imported("milestones", editor_ca, {"code": "ES-01", "number": "1", "title_en": "First"})
    with pytest.raises(CannotUndo, match="ES-01 · 1"):
        undo(batch, editor_ca)


def test_added_note_that_was_submitted_is_not_removed(commitment: Commitment, editor_ca: Official):
    cells = {
        "id": "",
        "code": "ES-01",
        "reporter": "canada",
        "as_of": "2026-01-31",
        "status": "on_track",
        "text_en": "x",
    }
    batch = imported("draft-notes", editor_ca, cells)
    submit(note=ProgressNote.objects.get(), by=editor_ca)
    with pytest.raises(CannotUndo):
        undo(batch, editor_ca)
    batch = imported("draft-notes", editor_ca, {**cells, "text_en": "y"})
    undo(batch, editor_ca)
    assert ProgressNote.objects.get().text_en == "x"


def test_due_date_that_has_become_public_is_not_taken_back(editor_ca: Official):
    owned = OwnershipFactory.create(organization=editor_ca.organization, commitment__bilingual=True).commitment
    milestone = MilestoneFactory.create(commitment=owned, number=1)
    batch = imported("milestones", editor_ca, {"code": owned.code, "number": "1", "original_due_date": "2027-01-01"})
    publish(commitment=owned, by=editor_ca)
    with pytest.raises(CannotUndo):
        undo(batch, editor_ca)
    milestone.refresh_from_db()
    assert milestone.original_due_date == date(2027, 1, 1)


def test_official_of_another_body_does_not_undo(editor_ca: Official, editor_jp: Official):
    owned = OwnershipFactory.create(organization=editor_ca.organization).commitment
    batch = imported("commitments", editor_ca, {"code": owned.code, "title_en": "x"})
    with pytest.raises(NotYourOrganization):
        undo(batch, editor_jp)
