"""Spreadsheets through the browser: download what is listed, upload it, look, apply, undo."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from priorities.importing import files
from priorities.models import Commitment, ImportBatch, PendingImport, ProgressNote
from tests.admin.conftest import Desk, Desks, Page, page, told
from tests.factories import MilestoneFactory, NoteFactory, OwnershipFactory, published_commitment
from tests.importing.files import csv_of

MODELS = {"commitments": "commitment", "milestones": "commitment", "draft-notes": "progressnote"}


def url(name: str, kind: str) -> str:
    return reverse(f"admin:priorities_{MODELS[name]}_{name}_{kind}")


def downloaded(desk: Desk, name: str, **query: str) -> list[dict[str, str]]:
    response = desk.get(url(name, "csv"), **query)
    assert response.status_code == 200, response
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body, newline="")))


def uploaded(desk: Desk, name: str, *rows: dict[str, Any], content: bytes = b"") -> Page:
    return desk.post(url(name, "upload"), {"file": SimpleUploadedFile("edited.csv", content or csv_of(rows))})


def applied(desk: Desk, name: str, shown: Page) -> Page:
    return desk.post(url(name, "preview"), {"digest": shown.context["preview"].digest, "_apply": "1"})


@pytest.fixture
def commitment(db: None) -> Commitment:
    return published_commitment(code="ES-01", title_en="Deliver", title_fr="Réaliser", title_ja="実現")


def own(desk: Desk, **fields: Any) -> Commitment:
    return OwnershipFactory.create(organization=desk.official.organization, **fields).commitment


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("username", ["editor.ca", "approver.jp", "admin"])
def test_download_is_uploaded_unchanged(desks: Desks, commitment: Commitment, name: str, username: str):
    desk = desks(username)
    MilestoneFactory.create(commitment=commitment)
    NoteFactory.create(commitment=commitment, author=desk.official, text_ja="順調。")
    rows = downloaded(desk, name)
    assert rows
    response = desk.get(url(name, "xlsx"))
    assert response["Content-Disposition"].startswith(f'attachment; filename="{name}-')
    assert [row.cells["code"] for row in files.read(response.content).rows] == [row["code"] for row in rows]
    if (username, name) == ("admin", "draft-notes"):
        assert uploaded(desk, name, *rows).status_code == 403
    else:
        assert "there is nothing to apply" in uploaded(desk, name, *rows).content.decode()


def test_download_respects_the_filters_on_all_pages(
    desks: Desks, commitment: Commitment, monkeypatch: pytest.MonkeyPatch
):
    desk = desks("editor.ca")
    unlisted = own(desk, commitment__kind="ongoing")
    MilestoneFactory.create(commitment=commitment)
    MilestoneFactory.create(commitment=unlisted)
    listing = desk.get(page("commitment", "changelist"), kind__exact="one_off", p="1").content.decode()
    assert "commitments.csv?kind__exact=one_off&amp;p=1" in listing
    for name in ("commitments", "milestones"):
        assert [row["code"] for row in downloaded(desk, name, kind__exact="one_off", p="1")] == ["ES-01"]
    assert downloaded(desk, "commitments", q="ES-01")[0]["title_ja"] == "実現"
    for wrong in ({"nonsense__exact": "1"}, {"area__id__exact": "abc"}):
        assert desk.get(url("commitments", "csv"), **wrong).status_code == 400


def test_upload_is_previewed_and_applied_and_undone(desks: Desks, commitment: Commitment):
    desk = desks("editor.ca")
    (row,) = downloaded(desk, "commitments")
    shown = uploaded(desk, "commitments", {**row, "title_en": "Finish", "title_ja": "(empty)"})
    text = shown.content.decode()
    assert "public at once" in text
    assert '<td class="import-text" lang="ja">実現</td>' in text
    commitment.refresh_from_db()
    assert commitment.title_en == "Deliver"
    done = applied(desk, "commitments", shown)
    assert told(done) == "Applied: 0 rows added, 1 changed."
    commitment.refresh_from_db()
    assert (commitment.title_en, commitment.title_ja) == ("Finish", "")
    assert not PendingImport.objects.exists()
    batch = ImportBatch.objects.get()
    assert batch.applied_by == desk.official
    undone = desk.post(reverse("admin:priorities_importbatch_undo", args=[batch.pk]))
    assert told(undone) == "The import is undone."
    commitment.refresh_from_db()
    assert (commitment.title_en, commitment.title_ja) == ("Deliver", "実現")
    history = Commitment.history.filter(id=commitment.pk)
    assert [(entry.history_user, entry.history_change_reason) for entry in history[:2]] == [
        (desk.official, "Import of edited.csv undone"),
        (desk.official, "Import of edited.csv"),
    ]


def test_wrong_row_is_told_with_row_and_column_and_nothing_can_be_applied(desks: Desks, commitment: Commitment):
    desk = desks("editor.ca")
    shown = uploaded(desk, "commitments", {"code": "ES-01", "title_en": "Finish", "start_date": "in spring"})
    text = shown.content.decode()
    assert "“in spring” is not a date. Write it as YYYY-MM-DD." in text
    assert 'name="_apply"' not in text
    refused = applied(desk, "commitments", shown)
    assert refused.status_code == 403
    assert "Some rows are wrong" in told(refused)
    commitment.refresh_from_db()
    assert commitment.title_en == "Deliver"


def test_conflict_shows_both_values(desks: Desks, commitment: Commitment):
    desk = desks("editor.ca")
    (row,) = downloaded(desk, "commitments")
    commitment.title_en = "Theirs"
    commitment.save()
    text = uploaded(desk, "commitments", {**row, "title_en": "Mine"}).content.decode()
    assert ">Theirs</td>" in text
    assert ">Mine</td>" in text
    assert 'name="_apply"' not in text


def test_record_that_changed_since_the_preview_is_shown_anew(desks: Desks, commitment: Commitment):
    desk = desks("editor.ca")
    shown = uploaded(desk, "commitments", {"code": "ES-01", "title_en": "Mine"})
    commitment.title_en = "Theirs"
    commitment.save()
    refused = applied(desk, "commitments", shown)
    assert refused.status_code == 403
    assert "The record has changed since this preview" in told(refused)
    assert ">Theirs</td>" in refused.content.decode()
    assert applied(desk, "commitments", refused).status_code == 200
    commitment.refresh_from_db()
    assert commitment.title_en == "Mine"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"code,titel_en\nES-01,x\n", "These columns are not known: titel_en (did you mean title_en?)."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\x81", "The file is not a spreadsheet that can be read"),
        (b"x" * (files.MAX_BYTES + 1), "The file is larger than 10 MB. Split it."),
    ],
)
def test_file_that_cannot_be_read_is_told_beside_the_field(desks: Desks, content: bytes, sentence: str):
    shown = uploaded(desks("editor.ca"), "commitments", content=content)
    assert sentence in " ".join(shown.context["form"].errors["file"])
    assert not PendingImport.objects.exists()


def test_upload_asks_for_a_file(desks: Desks):
    shown = desks("editor.ca").post(url("commitments", "upload"))
    assert "file" in shown.context["form"].errors


def test_upload_is_discarded(desks: Desks, commitment: Commitment):
    desk = desks("editor.ca")
    uploaded(desk, "commitments", {"code": "ES-01", "title_en": "Mine"})
    assert desk.get(url("commitments", "preview")).status_code == 200
    desk.post(url("commitments", "preview"), {"_cancel": "1"})
    assert "no longer kept" in told(desk.post(url("commitments", "preview"), {"_apply": "1"}))


def test_one_official_does_not_see_the_upload_of_another(desks: Desks, commitment: Commitment):
    uploaded(desks("editor.ca"), "commitments", {"code": "ES-01", "title_en": "Mine"})
    assert "Mine" not in desks("editor.jp").get(url("commitments", "preview")).content.decode()


def test_imports_of_drafts_are_seen_by_their_side(desks: Desks, commitment: Commitment):
    desk = desks("editor.jp")
    cells = {
        "id": "",
        "code": "ES-01",
        "reporter": "japan",
        "as_of": "2026-01-31",
        "status": "on_track",
        "text_ja": "順調。",
    }
    applied(desk, "draft-notes", uploaded(desk, "draft-notes", cells))
    assert ProgressNote.objects.get().author == desk.official
    address = page("importbatch", "change", ImportBatch.objects.get().pk)
    assert "順調。" in desks("approver.jp").get(address).content.decode()
    for username in ("editor.ca", "admin"):
        assert "順調。" not in desks(username).post(address).content.decode()
        assert "edited.csv" not in desks(username).get(page("importbatch", "changelist")).content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "upload", "preview"])
@pytest.mark.parametrize("name", MODELS)
def test_visitors_are_sent_to_sign_in(client: Any, db: None, name: str, kind: str):
    assert client.get(url(name, kind))["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("name", MODELS)
def test_queries_of_a_download_do_not_grow(desks: Desks, name: str):
    desk = desks("editor.ca")

    def queries() -> int:
        mine = own(desk)
        MilestoneFactory.create(commitment=mine)
        NoteFactory.create(commitment=mine, author=desk.official)
        with CaptureQueriesContext(connection) as captured:
            downloaded(desk, name)
        return len(captured)

    few, *_others, many = [queries() for _number in range(6)]
    assert many == few
