"""An area's page: its official text with its sources, its bar, its commitments."""

import pytest

from tests.pages.reading import fetch, text

AREAS = {
    "rule-of-law": 12,
    "peacekeeping": 7,
    "health-security": 5,
    "energy-security": 4,
    "free-trade": 10,
    "environment": 7,
}


@pytest.mark.parametrize(("slug", "count"), AREAS.items(), ids=AREAS.keys())
def test_each_area_lists_its_commitments(record, client, slug, count):
    page = fetch(client, f"/en/priorities/{slug}/")
    rows = page.table_rows(text(page.one("h1")))
    assert len(rows) == count
    assert f"{count} commitments" in page.section("How it stands")


def test_it_shows_the_official_text_with_its_sources(record, client):
    page = fetch(client, "/en/priorities/energy-security/")
    official = page.section("The official text")
    assert "stable supply of sustainable resources to support energy security" in official
    assert "Title as in: 2021 backgrounder" in official
    assert "Global Affairs Canada" in official
    assert "A Official or primary source" in official


def test_its_bar_tells_the_same_counts_in_words(record, client):
    page = fetch(client, "/en/priorities/energy-security/")
    statuses = [row[1].split(" as of ")[0] for row in page.table_rows("Energy security")]
    words = text(page.one("svg[@class='bar']/desc"))
    for status in set(statuses):
        assert f"{status}: {statuses.count(status)}" in words


def test_in_the_past_it_shows_the_statuses_of_that_day(record, client):
    rows = fetch(client, "/en/priorities/energy-security/", as_of="2024-01-01").table_rows("Energy security")
    assert rows[0][1] == "On track as of 2 October 2018"


def test_its_file_and_its_list_hold_the_same_commitments(record, client):
    page = fetch(client, "/en/priorities/energy-security/", as_of="2024-01-01")
    links = page.links()
    assert links["Download them"] == "/data/commitments.csv?as_of=2024-01-01&area=energy-security"
    assert len(fetch(client, links["Filter and sort these commitments"]).all("th[@scope='row']")) == 4


def test_it_leads_to_the_other_areas(record, client):
    others = fetch(client, "/en/priorities/energy-security/").one("ul[@class='area-list']")
    assert len(others) == 5


@pytest.mark.parametrize("language", ["fr", "ja"])
def test_it_says_once_that_translations_are_ours(record, client, language):
    page = fetch(client, f"/{language}/priorities/energy-security/")
    assert len(page.all("p[@class='unofficial']")) == 1
    assert not fetch(client, "/en/priorities/energy-security/").all("p[@class='unofficial']")
