"""The list: filtered, sorted, in pages, with chips that take a filter off and a file of the same rows."""

import pytest

from tests.files.reading import rows
from tests.pages.reading import Page, fetch, text

LIST = "/en/commitments/"


def codes(page: Page) -> list[str]:
    return [text(code) for code in page.all("th[@scope='row']/span/span[@class='code']")]


def chips(page: Page) -> dict[str, str]:
    return {
        text(chip).removeprefix("Remove the filter "): chip.get("href", "") for chip in page.all("a[@class='chip']")
    }


def test_it_counts_all_and_shows_twenty_five_a_page(record, client):
    first = fetch(client, LIST)
    second = fetch(client, LIST, page="2")
    assert text(first.one("h2[@id='results-title']")) == "45 commitments"
    assert (len(codes(first)), len(codes(second))) == (25, 20)
    assert codes(first) + codes(second) == sorted(codes(first) + codes(second))
    assert "Page 1 of 2" in first.main
    assert first.links()["Next →"] == "?page=2"
    assert second.links()["← Previous"] == "?page=1"


@pytest.mark.parametrize("page", ["0", "-1", "1.5", "two", "٣", "9" * 40, "1e3", " 1"])
def test_a_malformed_page_is_a_bad_parameter(record, client, page):
    assert "page" in fetch(client, LIST, expecting=400, page=page).main.split()


@pytest.mark.parametrize("page", ["3", "999999999"])
def test_a_page_beyond_the_last_is_not_found(record, client, page):
    fetch(client, LIST, expecting=404, page=page)


def test_an_empty_selection_has_one_empty_page(record, client):
    page = fetch(client, LIST, q="nothing-like-it", page="1")
    assert "No commitment fits all of these filters." in page.main
    assert "Download" not in page.main
    fetch(client, LIST, expecting=404, q="nothing-like-it", page="2")


@pytest.mark.parametrize(
    "query",
    [
        {"area": "energy-security"},
        {"area": ["ES", "free-trade"], "status": ["completed", "ongoing"]},
        {"organization": "METI", "fresh": "no"},
        {"side": "japan", "kind": "one_off", "linkage": "bilateral"},
        {"due_before": "2026-12-31", "due_after": "2020-01-01"},
        {"updated_since": "2026-01-01"},
        {"q": "lng PHASE"},
        {"status": "on_track", "as_of": "2024-01-01"},
    ],
    ids=str,
)
def test_its_rows_are_those_of_its_file(record, client, query):
    page = fetch(client, LIST, **query)
    link = next(href for words, href in page.links().items() if words.startswith("Download"))
    told = [row["code"] for row in rows(client, link)]
    assert told
    assert codes(page) == told[:25]
    assert text(page.one("h2[@id='results-title']")).split()[0] == str(len(told))


@pytest.mark.parametrize(
    "query", ["status=done", "area=nowhere", "sort=colour", "due_before=soon", "sort=code&sort=code"]
)
def test_a_wrong_filter_is_named(record, client, query):
    page = fetch(client, f"{LIST}?{query}", expecting=400)
    assert query.partition("=")[0] in page.main.split()


def test_a_chip_takes_off_one_value_and_keeps_the_rest(record, client):
    page = fetch(client, f"{LIST}?status=completed&status=ongoing&area=energy-security&as_of=2026-01-01&page=1")
    shown = chips(page)
    assert set(shown) == {"Status: Completed", "Status: Ongoing", "Priority area: Energy security"}
    assert shown["Status: Completed"] == f"{LIST}?area=energy-security&as_of=2026-01-01&status=ongoing"
    assert page.links()["Remove all"] == f"{LIST}?as_of=2026-01-01"


def test_chips_speak_of_days_and_words(record, client):
    page = fetch(client, LIST, due_before="2026-12-31", q="LNG", fresh="no", area="ES")
    assert set(chips(page)) == {
        "Due on or before: 31 December 2026",
        "Search: LNG",
        "Recently verified: No",
        "Priority area: Energy security",
    }


def test_the_form_remembers_what_was_asked(record, client):
    page = fetch(client, LIST, q="LNG", area="ES", sort="-last_reported", fresh="no", as_of="2026-01-01")
    form = page.one("form[@class='filter-form']")
    assert form.get("method") == "get"
    checked = [box.get("id") for box in form.iter("input") if box.get("checked") is not None]
    chosen = [option.get("value") for option in form.iter("option") if option.get("selected") is not None]
    assert checked == ["area-energy-security"]
    assert chosen == ["-last_reported", "no"]
    assert [box.get("value") for box in form.iter("input") if box.get("name") == "q"] == ["LNG"]
    hidden = {box.get("name"): box.get("value") for box in form.iter("input") if box.get("type") == "hidden"}
    assert hidden == {"as_of": "2026-01-01"}


def test_the_empty_fields_of_the_form_ask_nothing(record, client):
    page = fetch(client, f"{LIST}?q=&sort=&due_after=&due_before=&updated_since=&fresh=&page=")
    assert text(page.one("h2[@id='results-title']")) == "45 commitments"
    assert not chips(page)


def test_every_field_of_the_form_has_a_label(record, client):
    form = fetch(client, LIST).one("form[@class='filter-form']")
    labelled = {label.get("for") for label in form.iter("label")}
    fields = [field for kind in ("input", "select") for field in form.iter(kind) if field.get("type") != "hidden"]
    assert len(fields) > 30
    assert {field.get("id") for field in fields} == labelled


@pytest.mark.parametrize("column", ["Target date", "Last report", "Status", "Commitment"])
def test_a_head_sorts_rising_then_falling(record, client, column):
    rising = fetch(client, fetch(client, LIST, area="FT").links()[column])
    falling = fetch(client, rising.links()[column]) if column != "Commitment" else fetch(client, LIST, area="FT")
    head = {text(cell): cell.get("aria-sort") for cell in rising.all("thead/tr/th")}
    expected = "descending" if column == "Commitment" else "ascending"
    assert head[column] == expected
    assert set(codes(rising)) == set(codes(falling))
    assert head["Reported by"] is None


def test_sorting_by_last_report_falling_puts_the_newest_first_and_the_unreported_last(record, client):
    shown = codes(fetch(client, LIST, sort="-last_reported"))
    assert shown[0] == "ES-01"
    last = codes(fetch(client, LIST, sort="-last_reported", page="2"))
    assert set(last[-3:]) == {"RL-12", "PK-07", "FT-10"}


def test_a_row_says_who_reported_when_and_how_recent_it_is(record, client):
    page = fetch(client, LIST, q="ES-02")
    title, status, basis, target, last = page.table_rows(
        "Commitments with their status, reporter, target date and last report"
    )[0]
    assert title == "Decide on LNG Canada, phase 2 ES-02 · Energy security"
    assert status == "On track as of 24 September 2025"
    assert basis == "Reported by Public sources"
    assert target == "Target date 31 December 2026"
    assert last == "Last report 24 September 2025 Not recently verified"


def test_the_date_form_keeps_the_filters(record, client):
    form = fetch(client, LIST, area=["ES", "FT"], q="a").one("details[@class='date-form']")
    kept = [(box.get("name"), box.get("value")) for box in form.iter("input") if box.get("type") == "hidden"]
    assert sorted(kept) == [("area", "ES"), ("area", "FT"), ("q", "a")]


@pytest.mark.parametrize("name", ["due_after", "due_before", "updated_since"])
def test_blanks_around_a_day_are_no_part_of_it(record, client, name):
    page = fetch(client, f"{LIST}?{name}=2026-01-01%20")
    assert any(label.endswith(": 1 January 2026") for label in chips(page))
    assert page.one(f"input[@id='filter-{name}']").get("value") == "2026-01-01"


@pytest.mark.parametrize("query", ["due_before=%20", "updated_since=%0A", "area=%20", "fresh=%20", "q=%20"])
def test_a_blank_filter_asks_nothing(record, client, query):
    page = fetch(client, f"{LIST}?{query}")
    assert chips(page) == {}
    assert text(page.one("h2[@id='results-title']")) == "45 commitments"


def test_its_title_says_what_was_asked(record, client):
    title = fetch(client, LIST, q="energy", status="completed").title
    assert title == "Commitments, Search: energy, Status: Completed – FIP Tracker"
