"""The pages about the record: what each status means, the limits of the record, the files."""

import pytest
from django.test import override_settings

from priorities.choices import HeadlineStatus, Reliability
from priorities.exports.datasets import DATASETS
from tests.files.reading import rows
from tests.pages.reading import fetch


def test_it_defines_every_status(record, client):
    meanings = fetch(client, "/en/about/").section("What each status means")
    for status in HeadlineStatus:
        assert status.label in meanings


def test_it_explains_every_grade_of_source(record, client):
    sources = fetch(client, "/en/about/").section("Sources")
    for grade in Reliability:
        assert f"{grade.value} {grade.label}" in sources


def test_it_counts_the_record_and_dates_its_newest_report(record, client):
    followed = fetch(client, "/en/about/").section("What is followed")
    assert "It holds 45 commitments." in followed
    assert "The newest report in it speaks of 12 May 2026" in followed
    for document in ("Shared Canada-Japan priorities", "Action Plan", "Joint Statement"):
        assert document in followed


def test_it_names_what_has_no_report(record, client):
    recent = fetch(client, "/en/about/").section("How recent a status is")
    for code in ("RL-12", "PK-07", "FT-10"):
        assert code in recent
    assert "ES-01" not in recent


@pytest.mark.parametrize(
    "limit",
    [
        "only the opening, about 2,000 characters, was read",
        "The list of commitments is therefore not complete",
        "Neither government made them",
        "It proves no delivery",
        "no page read gives the day on which it took effect",
    ],
)
def test_it_states_the_limits(record, client, limit):
    assert limit in fetch(client, "/en/about/").section("What was read, and what was not")


def test_it_says_that_the_order_of_owners_is_ours(record, client):
    assert "Neither government set this order: it is ours." in fetch(client, "/en/about/").section("Who answers for it")


def test_the_contents_lead_to_every_part(record, client):
    page = fetch(client, "/en/about/")
    led = [link.get("href", "")[1:] for link in page.one("nav[@class='contents']").iter("a")]
    assert led == [part.get("id") for part in page.all("section") if part.get("id")]


@pytest.mark.parametrize("day", [None, "2024-01-01"])
def test_each_file_answers_with_the_same_day(record, client, day):
    query = {"as_of": day} if day else {}
    page = fetch(client, "/en/data/", **query)
    files = [link.get("href", "") for link in page.all("ul[@class='files']/li/h3/a")]
    assert [href.partition("?")[0] for href in files[:8]] == [f"/data/{name}.csv" for name in DATASETS]
    assert [href.partition("?")[0] for href in files[8:]] == [
        "/data/release.zip",
        "/data/journal.jsonl",
        "/data/dictionary.csv",
    ]
    for href in files[:8]:
        assert rows(client, href) == rows(client, href.partition("?")[0], **query)
    assert "CSV" in page.section("Files")
    assert "CC0 1.0" in page.section("Licence")


def test_the_examples_of_addresses_work(record, client):
    page = fetch(client, "/en/data/")
    examples = [code.text for code in page.all("section/p/code") if code.text]
    assert len(examples) == 2
    for example in examples:
        assert rows(client, example)


def test_the_accessibility_page_names_its_standard_and_its_gaps(record, client):
    page = fetch(client, "/en/accessibility/")
    assert "WCAG) 2.2, level AA" in page.section("What we aim for")
    assert "nobody has yet audited the site by hand" in page.section("How it is checked")
    assert page.section("Known gaps")
    assert "Last checked against the site on 24 November 2026" in page.section("If you meet a barrier")


def test_where_no_address_is_named_for_errors_the_pages_say_so(record, client):
    for page, section in (("about", "Corrections"), ("accessibility", "If you meet a barrier")):
        assert "named no address yet" in fetch(client, f"/en/{page}/").section(section)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mailto:tracker@example.org", "tracker@example.org"),
        ("https://example.org/errors", "https://example.org/errors"),
    ],
)
def test_the_address_for_errors_is_on_the_pages_that_speak_of_them(record, client, address, words):
    with override_settings(FIP_CONTACT=address):
        for page in ("about", "accessibility"):
            told = fetch(client, f"/en/{page}/")
            assert told.links()[words] == address
            assert "named no address" not in told.main
        report = fetch(client, "/en/commitments/ES-01/").links()["Report an error"]
    subject = "?subject=FIP%20Tracker%3A%20ES-01" if address.startswith("mailto:") else ""
    assert report == address + subject


@pytest.mark.parametrize(("language", "notes"), [("en", 0), ("fr", 1), ("ja", 1)])
def test_titles_in_our_own_translation_are_marked(record, client, language, notes):
    assert len(fetch(client, f"/{language}/about/").all("p[@class='unofficial']")) == notes


def test_what_describes_the_files_to_programs_is_offered_for_each(record, client):
    links = fetch(client, "/en/data/", as_of="2024-01-01").links()
    for name in ["datapackage.json", *(f"{name}.csv-metadata.json" for name in DATASETS)]:
        assert links[name] == f"/data/{name}?as_of=2024-01-01"
