"""The pages in Chromium: no barrier that axe finds, no sideways scroll, no script needed, usable by keyboard."""

import gzip
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.pages.addresses import PAGES

pytestmark = pytest.mark.browser

STATES = {
    "past": "/en/?as_of=2024-01-01",
    "filtered": "/en/commitments/?status=completed&area=energy-security",
    "commitment without report": "/en/commitments/FT-10/",
    "commitment with secondary sources": "/en/commitments/PK-01/",
    "French": "/fr/commitments/ES-01/",
    "Japanese": "/ja/",
    "bad request": "/en/?colour=red",
    "not found": "/en/nothing/",
}
TWICE = """new CSSStyleSheet().replace(":root { font-size: 200% }").then(sheet => {
    document.adoptedStyleSheets = [sheet]
})"""
RULES = {"rules": {"target-size": {"enabled": True}}}

each_type = pytest.mark.parametrize("path", [*PAGES.values(), *STATES.values()])


def violations(page):
    """What axe finds in the page with everything unfolded, one line each."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{problem['id']}: {node['html']}" for problem in found for node in problem["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing(site, page, path, width, theme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)
    page.goto(f"{site.url}{path}")
    assert violations(page) == []


@pytest.mark.parametrize(("width", "theme"), [(320, "dark"), (1280, "light")])
@pytest.mark.parametrize("path", STATES.values(), ids=STATES.keys())
def test_axe_finds_nothing_in_other_states(site, page, path, width, theme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)
    page.goto(f"{site.url}{path}")
    assert violations(page) == []


@each_type
def test_nothing_scrolls_sideways_at_320_pixels(site, page, path):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{site.url}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_text_at_twice_its_size_still_fits(site, page):
    page.set_viewport_size({"width": 640, "height": 800})
    for path in PAGES.values():
        page.goto(f"{site.url}{path}")
        page.evaluate(TWICE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path


@pytest.mark.parametrize("path", ["/en/", "/en/commitments/", "/en/commitments/ES-01/"])
def test_a_page_with_its_styles_weighs_at_most_fifty_kilobytes(site, page, path):
    page.goto(f"{site.url}{path}")
    sheets = page.locator("link[rel=stylesheet]").evaluate_all("links => links.map(link => link.href)")
    parts = [page.content().encode(), *(page.request.get(sheet).body() for sheet in sheets)]
    assert len(sheets) == 4
    assert sum(len(gzip.compress(part)) for part in parts) <= 50_000


def test_without_script_one_filters_sorts_pages_and_downloads(site, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{site.url}/en/commitments/")
    page.get_by_label("On track").check()
    page.get_by_label("Ongoing").check()
    page.get_by_role("button", name="Apply filters").click()
    assert page.get_by_role("heading", level=2).inner_text() == "34 commitments"
    page.get_by_role("link", name="Last report").click()
    assert "sort=last_reported" in page.url
    page.get_by_role("link", name="Next").click()
    assert page.get_by_text("Page 2 of 2").is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download these 34 as CSV")).click()
    assert download.value.suggested_filename == "commitments.csv"
    page.get_by_role("link", name=re.compile("Remove the filter.*Ongoing")).click()
    assert page.get_by_role("heading", level=2).inner_text() == "14 commitments"
    context.close()


def test_without_script_one_sees_another_day_and_comes_back(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/en/commitments/ES-01/")
    page.get_by_text("See another day").click()
    page.get_by_label("Show the record as of").fill("2024-01-01")
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith("/en/commitments/ES-01/?as_of=2024-01-01")
    assert page.get_by_text("the record as of 1 January 2024").is_visible()
    assert page.locator(".standing-status").inner_text().strip() == "On track"
    page.get_by_role("link", name="Back to today").click()
    assert page.url.endswith("/en/commitments/ES-01/")
    context.close()


def test_the_first_key_press_offers_the_way_past_the_navigation(site, page):
    page.goto(f"{site.url}/en/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    assert link.evaluate("link => link === document.activeElement")
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_on_a_phone_the_filters_fold_away_and_on_a_wide_screen_they_stand_open(site, page):
    page.goto(f"{site.url}/en/commitments/?status=completed")
    page.set_viewport_size({"width": 320, "height": 800})
    assert not page.get_by_role("button", name="Apply filters").is_visible()
    page.get_by_text("Filter and sort").click()
    assert page.get_by_role("button", name="Apply filters").is_visible()
    page.reload()
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.get_by_role("button", name="Apply filters").is_visible()


def test_print_shows_neither_navigation_nor_forms(site, page):
    page.emulate_media(media="print")
    page.goto(f"{site.url}/en/commitments/")
    for part in (".sections", ".languages", ".filters", ".site-footer", ".date-form"):
        assert not page.locator(part).first.is_visible()
    assert page.locator("thead").first.evaluate("head => getComputedStyle(head).display") == "table-header-group"


def test_a_visit_leaves_no_cookie(site, page):
    for path in PAGES.values():
        page.goto(f"{site.url}{path}")
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
