"""Every output that counts commitments counts the same, on any day and with any filter; and the data page describes
itself to catalogues."""

import io
import json
import re
import zipfile
from typing import Any

import icalendar
import pytest
from django.test import Client

from tests.files.reading import download, rows
from tests.pages.reading import fetch, text

DAYS = ["", "2026-01-31", "2025-06-30", "2024-01-01", "2021-05-03", "2019-01-01"]
FILTERS: list[dict[str, Any]] = [{}, {"area": "energy-security", "status": "completed"}]


def number(words: str) -> int:
    found = re.search(r"\d+", words)
    assert found, words
    return int(found[0])


@pytest.mark.parametrize("day", DAYS)
def test_page_files_api_archive_and_calendar_tell_one_number(record: None, client: Client, day: str) -> None:
    at: dict[str, Any] = {"as_of": day} if day else {}
    for chosen in FILTERS:
        query: dict[str, Any] = {**at, **chosen}
        commitments = rows(client, "/data/commitments.csv", **query)
        total = int(rows(client, "/data/summary.csv", **query)[-1]["total"])
        listed = number(text(fetch(client, "/en/commitments/", **query).one("h2[@id='results-title']"))) if total else 0
        api = json.loads(client.get("/api/v1/commitments", query).content)["count"]
        assert (listed, api, len(commitments)) == (total, total, total), query
        events = icalendar.Calendar.from_ical(client.get("/en/calendar.ics", query).content).walk("VEVENT")
        named = {code for event in events for code in re.findall(r"\b[A-Z]{2}-\d{2}\b", str(event["SUMMARY"]))}
        assert named <= {row["code"] for row in commitments}, query
    overview = [number(text(figure)) for figure in fetch(client, "/en/", **at).all("ul[@class='figures']/li/a")]
    whole = rows(client, "/data/summary.csv", **at)[-1]
    assert overview == [
        int(whole["total"]),
        int(whole["completed"]) + int(whole["completed_modified"]),
        int(whole["facing_challenges"]) + int(whole["sides_differ"]),
        int(whole["not_recently_verified"]),
    ]


def test_the_archive_holds_the_files_of_its_day(record: None, client: Client) -> None:
    query = {"as_of": "2024-01-01", "area": "energy-security"}
    with zipfile.ZipFile(io.BytesIO(download(client, "/data/release.zip", **query))) as archive:
        for name in ("commitments", "summary"):
            assert archive.read(f"{name}.csv") == download(client, f"/data/{name}.csv", **query)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_data_page_describes_the_record_to_catalogues(record: None, client: Client, language: str) -> None:
    page = client.get(f"/{language}/data/").content.decode()
    (described,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    linked = json.loads(described)
    dataset = next(part for part in linked.get("@graph", [linked]) if "Dataset" in str(part["@type"]))
    assert 50 <= len(dataset["description"]) <= 5000
    assert {"name", "license", "creator", "dateModified", "inLanguage", "distribution"} <= set(dataset)
    addresses = [re.sub(r"^https?://[^/]+", "", part["contentUrl"]) for part in dataset["distribution"]]
    assert len(addresses) == 10
    assert {client.head(address).status_code for address in addresses} == {200}
