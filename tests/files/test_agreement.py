"""The files agree with each other and with a plain count, now and in the past, with filters and without."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.test import Client

from priorities.choices import FINISHED, HeadlineStatus
from priorities.clocks import today
from tests.files.reading import rows

COUNTED = [*HeadlineStatus, "total", "overdue", "not_recently_verified"]
QUERIES: list[dict[str, Any]] = [
    {},
    {"as_of": "2024-01-01"},
    {"as_of": "2021-05-03"},
    {"as_of": "2019-01-01"},
    {"status": ["on_track", "no_report"]},
    {"area": "energy-security", "as_of": "2025-06-30"},
    {"organization": ["METI", "NRCAN"], "fresh": "no"},
    {"kind": "one_off", "linkage": "bilateral"},
    {"q": "LNG"},
]


@pytest.fixture(params=QUERIES, ids=str)
def query(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(request.param)


def test_the_total_is_the_sum_of_the_areas(record: None, client: Client, query: dict[str, Any]) -> None:
    *areas, total = rows(client, "/data/summary.csv", **query)
    assert [row["area_code"] for row in areas] == ["RL", "PK", "HS", "ES", "FT", "EN"]
    assert total["area_code"] == "ALL"
    for name in COUNTED:
        assert int(total[name]) == sum(int(row[name]) for row in areas), name
    assert total["last_reported"] == max(row["last_reported"] for row in areas)


def test_the_summary_counts_the_rows_of_the_commitments(record: None, client: Client, query: dict[str, Any]) -> None:
    summary = {row["area_code"]: row for row in rows(client, "/data/summary.csv", **query)}
    commitments = rows(client, "/data/commitments.csv", **query)
    on = query.get("as_of", today().isoformat())
    for code, counted in summary.items():
        own = [row for row in commitments if code in ("ALL", row["area_code"])]
        statuses = Counter(row["status"] for row in own)
        assert int(counted["total"]) == len(own)
        assert {status.value: int(counted[status]) for status in HeadlineStatus} == {
            status.value: statuses[status] for status in HeadlineStatus
        }
        late = [row for row in own if "" < row["target_date"] < on and row["status"] not in FINISHED]
        assert int(counted["overdue"]) == len(late)
        assert int(counted["not_recently_verified"]) == sum(row["fresh"] == "no" for row in own)


def test_the_record_has_real_numbers(record: None, client: Client) -> None:
    """Guards the tests above against agreeing on nothing."""
    total = rows(client, "/data/summary.csv")[-1]
    assert int(total["total"]) == 45
    assert int(total["completed"]) > 3
    assert int(rows(client, "/data/summary.csv", as_of="2024-01-01")[-1]["completed"]) == 1


def test_every_filter_narrows_the_file_to_what_it_says(record: None, client: Client) -> None:
    assert {row["area_code"] for row in rows(client, "/data/commitments.csv", area="ES")} == {"ES"}
    assert {row["status"] for row in rows(client, "/data/commitments.csv", status="completed")} == {"completed"}
    assert {row["kind"] for row in rows(client, "/data/commitments.csv", kind="one_off")} == {"one_off"}
    assert {row["fresh"] for row in rows(client, "/data/commitments.csv", fresh="yes")} == {"yes"}
    linkage = rows(client, "/data/commitments.csv", linkage="parallel_national")
    assert {row["linkage"] for row in linkage} == {"parallel_national"}
    for row in rows(client, "/data/commitments.csv", organization="METI"):
        assert "METI" in f"{row['lead_japan']};{row['supporting']}".split(";")
    due = rows(client, "/data/commitments.csv", due_after="2026-12-31", due_before="2026-12-31")
    assert {row["code"] for row in due} == {"ES-02", "FT-09"}
    recent = rows(client, "/data/commitments.csv", updated_since="2026-05-12")
    assert {row["code"] for row in recent} == {"ES-01"}
    assert rows(client, "/data/commitments.csv", side="canada")
    assert {row["code"] for row in rows(client, "/data/commitments.csv", q="lng PHASE")} == {"ES-01", "ES-02"}


def test_a_past_day_tells_the_status_of_that_day(record: None, client: Client) -> None:
    then = {row["code"]: row for row in rows(client, "/data/commitments.csv", as_of="2024-01-01")}
    assert (then["ES-01"]["status"], then["ES-01"]["status_as_of"]) == ("on_track", "2018-10-02")
    assert then["ES-01"]["fresh"] == "no"
    assert then["ES-01"]["last_note_en"].startswith("Shell, Petronas")
    assert int(then["ES-01"]["milestones_reached"]) == 1


def test_before_it_was_loaded_the_site_said_nothing(record: None, client: Client) -> None:
    assert rows(client, "/data/commitments.csv", known_at="2026-01-01T00:00:00Z") == []
    assert rows(client, "/data/summary.csv", known_at="2026-01-01T00:00:00+09:00")[-1]["total"] == "0"


def test_as_of_today_is_the_same_as_now(record: None, client: Client) -> None:
    assert rows(client, "/data/commitments.csv", as_of=date.isoformat(today())) == rows(client, "/data/commitments.csv")


def test_the_other_files_tell_the_same_story_on_any_day(record: None, client: Client) -> None:
    periods = rows(client, "/data/status-periods.csv")
    codes = {row["code"] for row in rows(client, "/data/commitments.csv")}
    for day in ("2019-01-01", "2021-05-03", "2023-07-01", "2025-06-30", today().isoformat()):
        commitments = {row["code"]: row for row in rows(client, "/data/commitments.csv", as_of=day)}
        notes = rows(client, "/data/progress-notes.csv", as_of=day)
        milestones = rows(client, "/data/milestones.csv", as_of=day)
        told = {row["code"]: row for row in periods if row["valid_from"] <= day and not "" < row["valid_to"] <= day}
        assert {row["as_of"] <= day for row in notes} <= {True}
        assert set(commitments) == codes
        for code, row in commitments.items():
            assert row["status"] == (told[code]["status"] if code in told else "no_report")
            assert (code in told) == any(note["code"] == code for note in notes)
            own = [step for step in milestones if step["code"] == code]
            assert int(row["milestones_total"]) == len(own)
            assert int(row["milestones_reached"]) == sum(step["reached_on"] != "" for step in own)


def test_every_file_keeps_to_the_filters(record: None, client: Client) -> None:
    query = {"area": "ES", "as_of": "2025-06-30"}
    codes = {row["code"] for row in rows(client, "/data/commitments.csv", **query)}
    assert codes
    for name in ("progress-notes", "status-periods", "milestones", "date-changes"):
        assert {row["code"] for row in rows(client, f"/data/{name}.csv", **query)} <= codes, name
    notes, sources = (rows(client, f"/data/{name}.csv", **query) for name in ("progress-notes", "sources"))
    cited = {code for row in notes for code in row["sources"].split(";") if code}
    assert cited <= {row["code"] for row in sources}
    assert len(sources) < len(rows(client, "/data/sources.csv"))
    bodies = {row["code"] for row in rows(client, "/data/organizations.csv", **query)}
    owners = rows(client, "/data/commitments.csv", **query)
    named = {
        code for row in owners for key in ("lead_canada", "lead_japan", "supporting") for code in row[key].split(";")
    }
    assert bodies == named - {""}
