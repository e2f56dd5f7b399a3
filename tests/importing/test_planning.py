"""What each row of a file would do; nothing is written by asking."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.importing.plan import CellChange, Outcome
from priorities.importing.planning import plan
from priorities.models import Commitment, JournalEntry, Milestone, Official, ProgressNote
from tests.factories import (
    AreaFactory,
    CommitmentFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
)
from tests.importing.files import csv_of, edited, moved, only_row, planned, told

pytestmark = pytest.mark.django_db


def test_changed_cells_are_shown_old_and_new(commitment: Commitment, editor_ca: Official):
    row = only_row("commitments", editor_ca, **edited(editor_ca, title_en="Another title", start_date="2020/1/5"))
    assert row.outcome == Outcome.CHANGED
    assert row.changes == (
        CellChange("title_en", "Deliver the project", "Another title"),
        CellChange("start_date", None, date(2020, 1, 5)),
    )
    assert row.is_public
    assert Commitment.objects.get().title_en == "Deliver the project"


def test_asking_writes_nothing(commitment: Commitment, editor_ca: Official):
    content = csv_of([edited(editor_ca, title_en="Another title")])
    with CaptureQueriesContext(connection) as queries:
        plan(content, "file.csv", "commitments", editor_ca)
    assert {query["sql"].split()[0] for query in queries.captured_queries} <= {"SELECT", "DECLARE"}


@pytest.mark.parametrize("cell", ["", " ", "\n"])
def test_blank_cell_blanks_nothing(commitment: Commitment, editor_ca: Official, cell: str):
    row = edited(editor_ca, title_fr=cell, kind=cell, start_date=cell, lead_canada=cell, status=cell)
    assert only_row("commitments", editor_ca, **row).outcome == Outcome.UNCHANGED


def test_marker_blanks(commitment: Commitment, editor_ca: Official):
    row = only_row("commitments", editor_ca, **edited(editor_ca, title_fr="(empty)", area_note_ja="(empty)"))
    assert row.changes == (CellChange("title_fr", "Réaliser le projet", ""),)


def test_marker_blanks_a_date(editor_ca: Official):
    owned = OwnershipFactory.create(organization=editor_ca.organization, commitment__start_date=date(2020, 1, 5))
    row = only_row("commitments", editor_ca, code=owned.commitment.code, start_date="(empty)")
    assert row.changes == (CellChange("start_date", date(2020, 1, 5), None),)


@pytest.mark.parametrize("column", ["area_code", "title_en", "description_en", "kind", "linkage"])
def test_what_the_record_needs_is_not_blanked(commitment: Commitment, editor_ca: Official, column: str):
    row = only_row("commitments", editor_ca, **edited(editor_ca, **{column: "(empty)"}))
    assert told(row) == [(column, "This cannot be empty.")]


def test_several_faults_of_a_row_are_told_at_once(commitment: Commitment, editor_ca: Official):
    row = edited(
        editor_ca,
        title_en="<b>New</b>",
        kind="sometimes",
        start_date="in spring",
        review_interval_months="many",
        area_code="QQ",
    )
    assert told(only_row("commitments", editor_ca, **row)) == [
        ("area_code", "The record does not know: QQ."),
        ("title_en", "The text has HTML in it (<b>). Write plain text or Markdown."),
        ("kind", "“sometimes” is not a code of this column. It takes: one_off, ongoing."),
        ("start_date", "“in spring” is not a date. Write it as YYYY-MM-DD."),
        ("review_interval_months", "“many” is not a whole number."),
    ]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"title_en": "x" * 301}, ("title_en", "Ensure this value has at most 300 characters (it has 301).")),
        ({"title_en": "one<br>two"}, ("title_en", "This text has one line; the cell has several.")),
        (
            {"review_interval_months": "61"},
            ("review_interval_months", "Ensure this value is less than or equal to 60."),
        ),
        ({"start_date": "2030-01-01"}, ("start_date", "The target date is before the start date.")),
    ],
)
def test_rules_of_the_model_hold(
    commitment: Commitment, editor_ca: Official, cells: dict[str, str], fault: tuple[str, str]
):
    row = only_row("commitments", editor_ca, **edited(editor_ca, **cells))
    assert fault in told(row)


BY_NOTE = "A status is changed by a progress note."
BY_MOVE = "A date moves through “Move date”. The record says “2027-06-30”; say the same, or leave the cell blank."
BY_PAGE = "Owners are changed on the page of the commitment."
BY_PUBLISHING = "A commitment is published on its own page."


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("status", "completed", f"{BY_NOTE} The record says “no_report”; say the same, or leave the cell blank."),
        (
            "original_target_date",
            "2028-01-01",
            BY_MOVE,
        ),
        (
            "target_date",
            "2028-01-01",
            BY_MOVE,
        ),
        ("published", "no", f"{BY_PUBLISHING} The record says “yes”; say the same, or leave the cell blank."),
        ("supporting", "NOBODY", f"{BY_PAGE} The record has nothing here; leave the cell blank."),
    ],
)
def test_what_an_import_does_not_change_says_what_does(
    commitment: Commitment, editor_ca: Official, column: str, cell: str, reason: str
):
    assert told(only_row("commitments", editor_ca, **edited(editor_ca, **{column: cell}))) == [(column, reason)]


def test_dates_that_excel_has_rewritten_are_still_the_same(commitment: Commitment, editor_ca: Official):
    row = edited(editor_ca, original_target_date="2027/6/30", target_date="46568")
    assert only_row("commitments", editor_ca, **row).outcome == Outcome.UNCHANGED


def test_start_after_the_target_date_in_force_is_wrong(commitment: Commitment, editor_ca: Official):
    moved(commitment, editor_ca, date(2026, 1, 1))
    row = only_row("commitments", editor_ca, **edited(editor_ca, start_date="2026-01-02"))
    assert told(row) == [("start_date", "The target date has moved to 2026-01-01, which is before this start.")]
    assert only_row("commitments", editor_ca, **edited(editor_ca, start_date="2026-01-01")).outcome == Outcome.CHANGED
    assert only_row("commitments", editor_ca, **edited(editor_ca, title_en="Other")).outcome == Outcome.CHANGED


def test_target_date_is_free_until_publication(editor_ca: Official):
    owned = OwnershipFactory.create(organization=editor_ca.organization)
    row = only_row("commitments", editor_ca, code=owned.commitment.code, original_target_date="2028-01-01")
    assert row.outcome == Outcome.CHANGED
    assert not row.is_public


def test_public_file_of_another_machine_is_understood(commitment: Commitment, editor_ca: Official):
    row = only_row("commitments", editor_ca, code="ES-01", url="https://tracker.example.org/en/commitments/ES-01/")
    assert row.outcome == Outcome.UNCHANGED
    row = only_row("commitments", editor_ca, code="ES-01", url="https://tracker.example.org/en/commitments/ES-02/")
    assert [column for column, _reason in told(row)] == ["url"]


# Edited by somebody else


def test_row_edited_since_the_download_conflicts_with_both_values(commitment: Commitment, editor_ca: Official):
    row = edited(editor_ca, title_en="Mine")
    commitment.title_en = "Theirs"
    commitment.save()
    conflict = only_row("commitments", editor_ca, **row)
    assert conflict.outcome == Outcome.CONFLICTING
    assert conflict.changes == (CellChange("title_en", "Theirs", "Mine"),)


def test_row_edited_since_the_download_to_the_same_is_no_conflict(commitment: Commitment, editor_ca: Official):
    row = edited(editor_ca, title_en="Ours")
    commitment.title_en = "Ours"
    commitment.save()
    assert only_row("commitments", editor_ca, **row).outcome == Outcome.UNCHANGED


def test_row_of_the_record_needs_its_version(commitment: Commitment, editor_ca: Official):
    row = only_row("commitments", editor_ca, **edited(editor_ca, title_en="x", version=""))
    assert told(row) == [
        ("version", "This row is already in the record. Give its version as downloaded, or another key for a new row.")
    ]


def test_file_without_versions_is_taken_as_it_is(commitment: Commitment, editor_ca: Official):
    assert only_row("commitments", editor_ca, code="ES-01", title_en="x").outcome == Outcome.CHANGED


def test_letters_that_were_lost_are_not_taken_for_an_edit(commitment: Commitment, editor_ca: Official):
    told_of = "Letters were lost when the file was saved. Save it as XLSX or as “CSV UTF-8”."
    question_marks = only_row("commitments", editor_ca, code="ES-01", title_ja="?????????")
    assert told(question_marks) == [("title_ja", told_of)]
    content = csv_of(
        [{"code": "ES-01", "title_ja": "プロジェクト", "title_fr": "Realiser le projet"}], encoding="cp932"
    )
    (row,) = plan(content, "file.csv", "commitments", editor_ca).rows
    assert told(row) == [("title_fr", told_of)]


# New rows


def new_commitment(official: Official, **cells: str) -> dict[str, str]:
    AreaFactory.create(code="XA")
    assert official.organization
    return {
        "code": "XA-01",
        "area_code": "XA",
        "title_en": "A new one",
        "description_en": "What was committed.",
        "kind": "one_off",
        "linkage": "bilateral",
        "lead_canada": official.organization.code,
        **cells,
    }


def test_new_commitment_is_added(editor_ca: Official):
    row = only_row("commitments", editor_ca, **new_commitment(editor_ca, original_target_date="2028-01-01"))
    assert row.outcome == Outcome.ADDED
    assert CellChange("original_target_date", None, date(2028, 1, 1)) in row.changes
    assert not row.is_public


def test_new_commitment_says_what_it_needs(editor_ca: Official):
    row = only_row("commitments", editor_ca, code="XA-01", title_en="A new one", version="", status="")
    needed = ["area_code", "description_en", "kind", "linkage"]
    assert told(row) == [(column, "A new row needs this.") for column in needed]


def test_new_commitment_names_the_own_body_as_an_owner(editor_ca: Official, editor_jp: Official):
    japanese = editor_jp.organization
    assert japanese
    cells = new_commitment(editor_ca, lead_canada="", lead_japan=japanese.code)
    sentence = "List your own organization as an owner, so that you can go on keeping this."
    assert told(only_row("commitments", editor_ca, **cells)) == [("", sentence)]
    assert only_row("commitments", editor_jp, **cells).outcome == Outcome.ADDED
    cells["lead_canada"] = japanese.code
    row = only_row("commitments", editor_jp, **cells)
    assert told(row) == [("lead_canada", f"The record does not know: {japanese.code}.")]


def test_code_of_a_new_commitment_is_sound(editor_ca: Official):
    row = only_row("commitments", editor_ca, **new_commitment(editor_ca, code="XA-1"))
    assert told(row) == [("code", "A code is two letters, a hyphen and digits: ES-01.")]


def test_downloaded_row_under_another_code_is_not_taken_for_a_new_one(commitment: Commitment, editor_ca: Official):
    row = only_row("commitments", editor_ca, **edited(editor_ca, code="ES-10"))
    assert told(row)[:2] == [
        ("version", "The record has no ES-10. A new row has no version."),
        ("code", "The record has no ES-10. To add it, leave these cells empty: published, status, target_date."),
    ]


# Whose rows


@pytest.mark.parametrize("side", ["canada", "japan"])
def test_row_of_another_body_is_wrong_only_if_it_changes(editor_ca: Official, side: str):
    owner = OrganizationFactory.create(side=side)
    OwnershipFactory.create(organization=owner, commitment=CommitmentFactory.create(code="XA-01"))
    row = edited(editor_ca)
    assert only_row("commitments", editor_ca, **row).outcome == Outcome.UNCHANGED
    sentence = "Only officials of an organization that answers for this commitment can do this."
    assert told(only_row("commitments", editor_ca, **{**row, "title_en": "x"})) == [("", sentence)]


def test_official_without_a_role_changes_nothing(commitment: Commitment):
    visitor = OfficialFactory.create(canada=True)
    row = only_row("commitments", visitor, code="ES-01", title_en="x")
    assert told(row) == [("", "Your role does not allow this.")]


def test_administrator_changes_every_commitment(commitment: Commitment, administrator: Official):
    assert only_row("commitments", administrator, code="ES-01", title_en="x").outcome == Outcome.CHANGED


def test_nothing_was_written_by_any_of_this(commitment: Commitment, editor_ca: Official):
    counts = [model.objects.count() for model in (Commitment, Milestone, ProgressNote, JournalEntry)]
    planned("commitments", editor_ca, edited(editor_ca, title_en="x"), new_commitment(editor_ca))
    assert [model.objects.count() for model in (Commitment, Milestone, ProgressNote, JournalEntry)] == counts
