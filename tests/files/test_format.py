"""The form of the files: what portals, spreadsheets and scripts rely on."""

import re

import pytest
from django.test import Client

from tests.files.reading import download, rows

COMMITMENTS = (
    "code,area_code,area_en,area_fr,area_ja,title_en,title_fr,title_ja,status,status_label_en,status_label_fr,"
    "status_label_ja,status_as_of,status_basis,status_canada,status_japan,kind,linkage,lead_canada,lead_japan,"
    "supporting,start_date,target_date,original_target_date,days_slipped,milestones_reached,milestones_total,"
    "last_reported,next_update_due,fresh,last_note_en,last_note_fr,last_note_ja,url"
)
SUMMARY = (
    "area_code,area_en,area_fr,area_ja,total,no_report,not_started,on_track,facing_challenges,ongoing,completed,"
    "completed_modified,not_pursued,sides_differ,overdue,not_recently_verified,last_reported"
)


@pytest.mark.parametrize(("path", "header"), [("/data/commitments.csv", COMMITMENTS), ("/data/summary.csv", SUMMARY)])
def test_the_header_is_frozen(db: None, client: Client, path: str, header: str) -> None:
    first = download(client, path).split(b"\r\n")[0]
    assert first == b"\xef\xbb\xbf" + header.encode()


def test_lines_end_in_crlf_the_last_one_too(record: None, client: Client) -> None:
    body = download(client, "/data/commitments.csv")
    assert body.endswith(b"\r\n")
    assert not re.search(rb"[^\r]\n", body)


def test_the_same_rows_are_the_same_bytes_in_order_of_code(record: None, client: Client) -> None:
    body = download(client, "/data/commitments.csv")
    assert body == download(client, "/data/commitments.csv", sort="-title")
    codes = [row["code"] for row in rows(client, "/data/commitments.csv")]
    assert codes == sorted(codes)


def test_the_answer_says_what_it_is(record: None, client: Client) -> None:
    response = client.get("/data/summary.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == 'attachment; filename="summary.csv"'
    assert not response.cookies


def test_head_answers_without_a_body_and_post_is_refused(record: None, client: Client) -> None:
    head = client.head("/data/commitments.csv")
    assert (head.status_code, head.getvalue()) == (200, b"")
    assert client.post("/data/commitments.csv").status_code == 405
