"""Every output that counts commitments counts the same, on any day and with any filter; and the data page describes
itself to catalogues."""

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from priorities.choices import HeadlineStatus
from priorities.feeds import ENTRIES
from priorities.models import PriorityArea
from priorities.views.status import SHOWN_ORDER
from tests.feeds.reading import atom, events, json_feed, texts
from tests.files.reading import download, rows
from tests.pages.reading import Page, fetch, text

DAYS = ["", "2026-01-31", "2025-06-30", "2024-01-01", "2021-05-03", "2019-01-01"]
FILTERS: list[dict[str, Any]] = [
    {},
    {"area": "energy-security", "status": "completed"},
    {"status": ["no_report", "ongoing"]},
    {"organization": "METI", "fresh": "no"},
]
COUNTED = [*(status.value for status in HeadlineStatus), "total", "overdue", "not_recently_verified"]
OWNERS = ("lead_canada", "lead_japan", "supporting")

Row = dict[str, str]


@pytest.fixture(params=DAYS)
def at(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The query for a day; none for today."""
    return {"as_of": request.param} if request.param else {}


def number(words: str) -> int:
    found = re.search(r"\d+", words)
    assert found, words
    return int(found[0])


def counts_of(row: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(row[name]) for name in COUNTED}


def in_words(counts: Mapping[str, int]) -> dict[str, int]:
    """How many have each status that any has, by its word."""
    return {status.label: counts[status] for status in HeadlineStatus if counts[status]}


def tally(page: Page, name: str) -> dict[str, int]:
    """What stands beside the one bar of a page, by the word of the status."""
    (found,) = page.all(f"ul[@class='{name}']")
    items = [(item.find("*//span[@class='status-word']"), item) for item in found.findall("li")]
    return {text(word): number(text(item)) for word, item in items if word is not None}


def summary_of(client: Client, at: dict[str, Any]) -> dict[str, dict[str, int]]:
    """The counts of the summary file by the code of the area."""
    return {row["area_code"]: counts_of(row) for row in rows(client, "/data/summary.csv", **at)}


@pytest.mark.parametrize("chosen", FILTERS, ids=str)
def test_list_files_api_calendar_and_archive_tell_of_the_same_commitments(
    record: None, client: Client, at: dict[str, Any], chosen: dict[str, Any]
) -> None:
    query = {**at, **chosen}
    commitments = rows(client, "/data/commitments.csv", **query)
    total = int(rows(client, "/data/summary.csv", **query)[-1]["total"])
    listed = number(text(fetch(client, "/en/commitments/", **query).one("h2[@id='results-title']")))
    api = json.loads(client.get("/api/v1/commitments", query).content)["count"]
    with zipfile.ZipFile(io.BytesIO(download(client, "/data/release.zip", **query))) as archive:
        packed = archive.read("commitments.csv")
    assert packed == download(client, "/data/commitments.csv", **query)
    assert (listed, api, len(commitments)) == (total, total, total)
    told = {uid: event.decoded("DTSTART").isoformat() for uid, event in events(client, **query).items()}
    assert told == dates_of(commitments, rows(client, "/data/milestones.csv", **query))


def dates_of(commitments: list[Row], milestones: list[Row]) -> dict[str, str]:
    """The days that a calendar of these rows has, by the UID of their events."""
    days = {f"{row['code']}-target": row["target_date"] for row in commitments}
    days |= {f"{row['code']}-update": row["next_update_due"] for row in commitments}
    days |= {f"{row['code']}-milestone-{row['number']}": row["reached_on"] or row["due_date"] for row in milestones}
    return {f"{name}@fip-tracker": day for name, day in days.items() if day}


def test_overview_and_api_have_the_counts_of_the_summary(record: None, client: Client, at: dict[str, Any]) -> None:
    summary, page = summary_of(client, at), fetch(client, "/en/", **at)
    whole = summary["ALL"]
    assert [number(text(figure)) for figure in page.all("ul[@class='figures']/li/a")] == [
        whole["total"],
        whole["completed"] + whole["completed_modified"],
        whole["facing_challenges"] + whole["sides_differ"],
        whole["not_recently_verified"],
    ]
    table = page.table_rows("Commitments by priority area and status")
    told = [[int(cell) for cell in cells[1:-1]] for cells in table]
    assert told == [[counts[name] for name in (*SHOWN_ORDER, *COUNTED[-3:])] for counts in summary.values()]
    api = json.loads(client.get("/api/v1/areas", at).content)
    assert {row["area_code"]: counts_of(row) for row in [*api["results"], api["total"]]} == summary


def test_the_chart_ends_with_the_counts_of_the_summary(record: None, client: Client, at: dict[str, Any]) -> None:
    page, caption = fetch(client, "/en/", **at), "All areas: status over time"
    tables = [table for table in page.all("table") if text(table.find("caption")) == caption]
    if at.get("as_of", "2026") < "2021-09":
        assert not tables  # two quarters are the least that is drawn
        return
    (table,) = tables
    names = [text(head) for head in table.findall("thead/tr/th")][1:]
    latest = [int(text(cell)) for cell in table.findall("tbody/tr")[0].findall("td")]
    told = {name: count for name, count in zip(names, latest, strict=True) if count}
    assert told == in_words(summary_of(client, at)["ALL"])


def test_pages_and_cards_of_areas_have_the_counts_of_the_summary(
    record: None, client: Client, at: dict[str, Any]
) -> None:
    summary, commitments = summary_of(client, at), rows(client, "/data/commitments.csv", **at)
    for area in PriorityArea.objects.all():
        counts = summary[area.code]
        page = fetch(client, f"/en/priorities/{area.slug}/", **at)
        assert tally(page, "tally") == in_words(counts), area
        assert number(text(page.one("p[@class='area-facts']/span[1]"))) == counts["total"]
        shown = {text(code) for code in page.one("table[@class='commitments']").iter("span") if is_code(code)}
        assert shown == {row["code"] for row in commitments if row["area_code"] == area.code}
        assert tally(fetch(client, f"/embed/areas/{area.slug}/", **at), "embed-tally") == in_words(counts), area
        for status in (HeadlineStatus.COMPLETED, HeadlineStatus.NO_REPORT):
            narrowed = rows(client, "/data/summary.csv", **at, area=area.slug, status=status.value)
            assert counts_of(narrowed[-1])["total"] == counts[status], (area, status)


def is_code(element: Element) -> bool:
    return element.get("class") == "code"


def test_organizations_have_as_many_commitments_as_the_file_names_them_for(
    record: None, client: Client, at: dict[str, Any]
) -> None:
    named: Counter[str] = Counter()
    for row in rows(client, "/data/commitments.csv", **at):
        named.update({code for column in OWNERS for code in row[column].split(";") if code})
    items = [item for part in fetch(client, "/en/", **at).all("ul[@class='body-list']") for item in part.findall("li")]
    told = {code_in(item): number(text(item.find("span[@class='body-count']"))) for item in items}
    assert told == named
    for code in ("METI", "NRCAN"):
        page = fetch(client, f"/en/organizations/{code}/", **at)
        assert (
            len({text(span) for span in page.one("main").iter("span") if is_code(span) and "-" in text(span)})
            == (named[code])
        )
        assert len(rows(client, "/data/commitments.csv", **at, organization=code)) == named[code]


def code_in(item: Element) -> str:
    """The code at the end of the address of the one link in an item."""
    link = item.find("a")
    assert link is not None
    return link.get("href", "").partition("?")[0].rstrip("/").rpartition("/")[2]


def test_page_badge_and_card_of_a_commitment_have_the_status_in_the_file(
    record: None, client: Client, at: dict[str, Any]
) -> None:
    one_a_status = {row["status"]: row for row in rows(client, "/data/commitments.csv", **at)}
    for row in one_a_status.values():
        api = json.loads(client.get(f"/api/v1/commitments/{row['code']}", at).content)
        assert (api["status"], api["status_as_of"] or "") == (row["status"], row["status_as_of"])
        card = fetch(client, f"/embed/commitments/{row['code']}/", **at)
        page = fetch(client, f"/en/commitments/{row['code']}/", **at)
        badge = fetch(client, f"/embed/commitments/{row['code']}.svg", **at)
        assert text(card.one("p[@class='embed-status']")) == row["status_label_en"]
        assert text(badge.one("desc")).startswith(f"{row['status_label_en']}. ")
        assert row["status_label_en"] in page.section("Where it stands")
        days = {element.get("datetime") for part in (card, page) for element in part.all("time")}
        assert row["status_as_of"] in {*days, ""}


@pytest.mark.parametrize("chosen", [*FILTERS, {"commitment": "ES-01"}], ids=str)
def test_feeds_and_api_tell_of_the_same_changes(record: None, client: Client, chosen: dict[str, Any]) -> None:
    changes = json.loads(client.get("/api/v1/changes", {**chosen, "limit": ENTRIES}).content)["results"]
    feed, entries = atom(client, **chosen), json_feed(client, **chosen)["items"]
    assert [entry["date_published"] for entry in entries] == [change["at"] for change in changes]
    assert [entry["title"].split()[0] for entry in entries] == [change["commitment"] for change in changes]
    assert [entry["id"] for entry in entries] == texts(feed, "id")
    assert [entry["title"] for entry in entries] == texts(feed, "title")
    codes = {row["code"] for row in rows(client, "/data/commitments.csv", **chosen)}
    assert {change["commitment"] for change in changes} <= codes
    assert bool(changes) == bool(codes)


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
