"""The form of the files: what portals, spreadsheets and scripts rely on."""

import re

import pytest
from django.test import Client

from priorities.exports.datasets import DATASETS
from tests.files.reading import download, rows

HEADERS = {
    "commitments": (
        "code,area_code,area_en,area_fr,area_ja,title_en,title_fr,title_ja,status,status_label_en,status_label_fr,"
        "status_label_ja,status_as_of,status_basis,status_canada,status_japan,kind,linkage,lead_canada,lead_japan,"
        "supporting,start_date,target_date,original_target_date,days_slipped,milestones_reached,milestones_total,"
        "last_reported,next_update_due,fresh,last_note_en,last_note_fr,last_note_ja,url"
    ),
    "summary": (
        "area_code,area_en,area_fr,area_ja,total,no_report,not_started,on_track,facing_challenges,ongoing,completed,"
        "completed_modified,not_pursued,sides_differ,overdue,not_recently_verified,last_reported"
    ),
    "progress-notes": (
        "reference,code,number,kind,reporter,as_of,date_basis_en,date_basis_fr,date_basis_ja,status,status_label_en,"
        "status_label_fr,status_label_ja,language,text_en,text_fr,text_ja,challenges_en,challenges_fr,challenges_ja,"
        "next_steps_en,next_steps_fr,next_steps_ja,withheld_for,sources,corrects,corrected_by,withdrawn_at,"
        "withdrawal_reason,withdrawal_language,self_approved,released_at,outdated_translations,url"
    ),
    "status-periods": (
        "code,valid_from,valid_to,known_from,known_to,status,status_label_en,status_label_fr,status_label_ja,"
        "status_basis,status_as_of,status_canada,canada_as_of,status_japan,japan_as_of,last_reported,next_update_due,"
        "last_note"
    ),
    "milestones": (
        "code,number,title_en,title_fr,title_ja,original_due_date,due_date,days_slipped,reached_on,date_basis_en,"
        "date_basis_fr,date_basis_ja,sources,added_at,outdated_translations"
    ),
    "date-changes": (
        "code,number,milestone,old_date,new_date,days_slipped,decided_on,agreed_by,language,reason_en,reason_fr,"
        "reason_ja,known_at,outdated_translations"
    ),
    "sources": "code,title,title_basis,publisher,url,published,published_basis,language,reliability",
    "organizations": (
        "code,side,name_en,name_fr,name_ja,name_provenance_en,name_provenance_fr,name_provenance_ja,acronym_en,"
        "acronym_fr,acronym_ja,url,outdated_translations"
    ),
}


def test_the_headers_are_frozen():
    assert {name: ",".join(dataset.header) for name, dataset in DATASETS.items()} == HEADERS


@pytest.mark.parametrize("name", DATASETS)
def test_every_file_has_the_form_that_spreadsheets_and_scripts_rely_on(record: None, client: Client, name: str) -> None:
    path = f"/data/{name}.csv"
    body = download(client, path)
    assert body.split(b"\r\n")[0] == b"\xef\xbb\xbf" + HEADERS[name].encode()
    assert body.endswith(b"\r\n")
    found = rows(client, path)
    for row in found:
        for column in DATASETS[name].columns:
            cell = row[column.name]
            assert re.fullmatch(FORMS.get(column.datatype, r"(?s).*"), cell), (column.name, cell)
            assert cell or not column.is_required, column.name
            assert not column.codes or cell in {"", *column.codes}, (column.name, cell)
    keys = [tuple(row[part].zfill(9) for part in DATASETS[name].key) for row in found]
    assert len(set(keys)) == len(keys)
    if name != "summary":
        assert [row.get("code", "") for row in found] == sorted(row.get("code", "") for row in found)


FORMS = {
    "integer": r"(-?\d+)?",
    "date": r"(\d{4}-\d\d-\d\d)?",
    "datetime": r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?",
    "boolean": r"yes|no",
    "url": r"(https?://\S+)?",
}


def test_the_answer_says_what_it_is_and_how_long(record: None, client: Client) -> None:
    response = client.get("/data/summary.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == 'attachment; filename="summary.csv"'
    assert int(response["Content-Length"]) == len(response.getvalue())
    assert not response.cookies


def test_head_answers_without_a_body_and_post_is_refused(record: None, client: Client) -> None:
    for name in (*(f"{name}.csv" for name in DATASETS), "dictionary.csv", "journal.jsonl", "release.zip"):
        head = client.head(f"/data/{name}")
        assert (head.status_code, head.getvalue()) == (200, b"")
        assert "Content-Length" not in head.headers, name  # 0 would be the length of another file
        assert head["Content-Disposition"].startswith("attachment")
        assert client.post(f"/data/{name}").status_code == 405
