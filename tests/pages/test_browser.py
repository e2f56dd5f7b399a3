"""The pages in Chromium: no barrier that axe finds, no sideways scroll, no script needed, usable by keyboard."""

import gzip
import re
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings

from tests.pages.addresses import LANGUAGES, PAGES, STATES, in_language

pytestmark = pytest.mark.browser

TWICE = """new CSSStyleSheet().replace(":root { font-size: 200% }").then(sheet => {
    document.adoptedStyleSheets = [sheet]
})"""
UNFOLD = "document.querySelectorAll('details').forEach(part => { part.open = true })"
# One element of each kind: with the same tags, classes and the like up to the root the same rules of style hold.
ONE_OF_EACH = """
    const told = ["class", "lang", "role", "rel", "type", "aria-current", "aria-sort"]
    const kinds = new Map()
    const walk = (element, above) => {
        const marks = told.map(name => element.getAttribute(name))
        const kind = [above, element.tagName, ...marks].join(" ")
        const speaks = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
        if (speaks && !kinds.has(kind)) kinds.set(kind, element)
        for (const child of element.children) walk(child, kind)
    }
    walk(document.body, "")
    const context = {include: [...kinds.values()]}
"""
FIND_BARRIERS = """async ([only, rules]) => {
    %s
    const options = {resultTypes: ["violations"], elementRef: false, preload: false, rules}
    if (only.length) options.runOnly = only
    const found = await axe.run(context, options)
    return found.violations.flatMap(problem => problem.nodes.map(node => `${problem.id}: ${node.html}`))
}"""
ASK_ALL = FIND_BARRIERS % "const context = document"
ASK_ONE_OF_EACH = FIND_BARRIERS % ONE_OF_EACH

# Contrast takes axe four fifths of its time. A theme changes colours and nothing else, which a test below holds: so of
# a width's other theme they alone are asked, and colours of one element of each kind.
COLOURS = ["color-contrast", "link-in-text-block"]
ALL_BUT_COLOURS = {"target-size": {"enabled": True}, **{rule: {"enabled": False} for rule in COLOURS}}
LOOKS: list[tuple[int, Literal["light", "dark"], bool]] = [
    (320, "light", True),
    (320, "dark", False),
    (1280, "dark", True),
    (1280, "light", False),
]


def barriers(page, address):
    """What is wrong with a page, narrow and wide, light and dark, with everything unfolded: one line each."""
    page.set_viewport_size({"width": 640, "height": 800})
    page.goto(address)
    page.evaluate(TWICE)
    found = sideways(page, 640)
    page.evaluate("document.adoptedStyleSheets = []")
    page.set_viewport_size({"width": 320, "height": 800})
    found += sideways(page, 320)
    page.evaluate(AXE_SCRIPT)
    found += [f"folded: {problem}" for problem in page.evaluate(ASK_ALL, [["target-size"], {}])]
    page.evaluate(UNFOLD)
    found += sideways(page, 320)
    for width, theme, asks_all in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)
        problems = page.evaluate(ASK_ONE_OF_EACH, [COLOURS, {}])
        problems += page.evaluate(ASK_ALL, [[], ALL_BUT_COLOURS]) if asks_all else []
        found += [f"{width} px, {theme}: {problem}" for problem in problems]
    return found


def sideways(page, width):
    reach = page.evaluate("document.documentElement.scrollWidth")
    return [f"scrolls sideways to {reach} px of {width}"] if reach > width else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_free_of_barriers_in_each_theme_narrow_and_wide_and_leaves_nothing(site, page, language):
    addresses = [in_language(path, language) for path in PAGES.values()]
    found = {path: barriers(page, f"{site.url}{path}") for path in addresses}
    assert {path: problems for path, problems in found.items() if problems} == {}
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_every_element_of_the_english_pages_has_contrast(site, page):
    page.set_viewport_size({"width": 320, "height": 800})
    for path in PAGES.values():
        page.goto(f"{site.url}{path}")
        page.evaluate(AXE_SCRIPT)
        assert page.evaluate(ASK_ALL, [COLOURS, {}]) == [], path


def test_other_states_of_pages_are_free_of_barriers(site, page):
    found = {name: barriers(page, f"{site.url}{path}") for name, path in STATES.items()}
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_the_dark_theme_changes_colours_and_nothing_else():
    styles = settings.BASE_DIR / "priorities" / "static" / "priorities"
    sheets = {name: (styles / f"{name}.css").read_text() for name in ("tokens", "base", "components", "pages")}
    light, dark = sheets.pop("tokens").split("@media (prefers-color-scheme: dark)")
    assert not [name for name, sheet in sheets.items() if "prefers-color-scheme" in sheet]
    colours = set(re.findall(r"(--[\w-]+): (?:#|rgb)", light))
    assert set(re.findall(r"(--[\w-]+):", dark)) <= colours
    assert not re.findall(r"^\s+[a-z][\w-]*:", dark, re.MULTILINE)


def test_nothing_stands_in_front_of_what_has_the_focus():
    styles = settings.BASE_DIR / "priorities" / "static" / "priorities"
    sheets = "".join((styles / f"{name}.css").read_text() for name in ("base", "components", "pages"))
    # The contents of a long page stay in sight in a column of their own.
    assert re.findall(r"(\S+) \{[^}]*position: (?:sticky|fixed)", sheets) == [".contents"]


def test_pages_with_their_styles_weigh_at_most_fifty_kilobytes(site, page):
    page.goto(f"{site.url}/en/")
    sheets = page.locator("link[rel=stylesheet]").evaluate_all("links => links.map(link => link.href)")
    assert len(sheets) == 4
    styles = sum(len(gzip.compress(page.request.get(sheet).body())) for sheet in sheets)
    for path in PAGES.values():
        body = page.request.get(f"{site.url}{path}").body()
        assert styles + len(gzip.compress(body)) <= 50_000, path


def listed(page):
    """How many commitments the list says that it holds."""
    return int(page.get_by_role("heading", level=2, name=re.compile("commitment")).inner_text().split()[0])


def test_without_script_one_filters_sorts_pages_and_downloads(site, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{site.url}/en/commitments/")
    page.get_by_label("On track").check()
    page.get_by_label("Ongoing").check()
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url("**status=ongoing**")
    both = listed(page)
    page.get_by_role("link", name="Last report").click()
    page.wait_for_url("**sort=last_reported**")
    page.get_by_role("link", name="Next").click()
    page.get_by_text("Page 2 of 2").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile(f"Download these {both} as CSV")).click()
    assert download.value.suggested_filename == "commitments.csv"
    assert len(download.value.path().read_text(encoding="utf-8-sig").splitlines()) == 1 + both
    page.get_by_role("link", name=re.compile("Remove the filter.*Ongoing")).click()
    page.get_by_role("link", name=re.compile("Remove the filter.*Ongoing")).wait_for(state="detached")
    assert 0 < listed(page) < both
    page.get_by_label("Words").fill("lng")
    page.get_by_role("button", name="Apply", exact=True).click()
    page.wait_for_url("**q=lng**")
    page.locator("mark").first.wait_for()
    context.close()


def test_without_script_one_sees_another_day_and_comes_back(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/en/commitments/ES-01/")
    assert not page.get_by_role("button", name="Copy the citation").is_visible()
    page.get_by_text("See another day").click()
    page.get_by_label("Show the record as of").fill("2024-01-01")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/en/commitments/ES-01/?as_of=2024-01-01")
    page.get_by_text("the record as of 1 January 2024").wait_for()
    assert page.locator(".standing-status").inner_text().strip() == "On track"
    page.get_by_role("link", name="Back to today").click()
    page.wait_for_url("**/en/commitments/ES-01/")
    context.close()


def test_with_script_filters_change_the_list_in_place_and_the_way_back_stays(site, page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site.url}/en/commitments/")
    page.evaluate("window.sameDocument = true")
    everything = listed(page)
    page.get_by_label("Completed", exact=True).focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/commitments/?status=completed")
    page.wait_for_selector(".chips")
    completed = listed(page)
    assert 0 < completed < everything
    assert page.locator(".refresh-said").inner_text() == f"{completed} commitments"
    assert page.evaluate("document.activeElement.id") == "status-completed"
    assert "status=completed" in page.get_by_role("link", name="Français").get_attribute("href")
    page.get_by_role("link", name="Last report").click()
    page.wait_for_url("**sort=last_reported**")
    page.locator("#results-title:focus").wait_for()
    assert page.get_by_label("Sort by").input_value() == "last_reported"
    page.go_back()
    page.go_back()
    page.locator(".chips").wait_for(state="detached")
    assert listed(page) == everything
    assert not page.get_by_label("Completed", exact=True).is_checked()
    assert page.evaluate("window.sameDocument")


def test_with_script_a_citation_is_copied_and_that_is_said(site, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site.url}/en/commitments/ES-01/")
    page.get_by_role("button", name="Copy the address").click()
    page.get_by_text("Copied", exact=True).wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".citation-address").get_attribute("href")
    page.evaluate("navigator.clipboard.writeText('')")
    page.get_by_role("button", name="Copy the citation").click()
    page.get_by_text("Copied", exact=True).wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("FIP Tracker, “")


def test_by_keyboard_alone_one_filters_sorts_pages_and_sees_another_day(site, page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site.url}/en/commitments/")
    everything = listed(page)
    tab_to(page, "status-on_track")
    page.keyboard.press("Space")
    page.wait_for_url("**status=on_track")
    page.wait_for_selector(".chips")
    assert 0 < listed(page) < everything
    page.goto(f"{site.url}/en/commitments/")
    for words, part in (("Last report", "sort=last_reported"), ("Next →", "page=2")):
        tab_to(page, words)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{part}**")
        page.locator("#results-title:focus").wait_for()
    page.goto(f"{site.url}/en/commitments/")
    tab_to(page, "See another day")
    page.keyboard.press("Enter")
    tab_to(page, "as-of")
    page.keyboard.type("01012024")
    page.keyboard.press("Enter")
    page.wait_for_url("**as_of=2024-01-01")


def tab_to(page, goal):
    """Press Tab until the element with this id or these words has the focus, which shows."""
    for _ in range(200):
        page.keyboard.press("Tab")
        here = page.evaluate("[document.activeElement.id, document.activeElement.textContent.trim()]")
        if goal in here:
            style = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(style) == "solid", f"the focus on {goal} does not show"
            return
    raise AssertionError(f"Tab never came to {goal}")


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
    page.goto(f"{site.url}/en/commitments/ES-01/")
    source = page.locator(".source a[href^='https']").first
    shown = source.evaluate("link => getComputedStyle(link, '::after').content")
    assert "attr(href)" in shown or source.get_attribute("href") in shown
