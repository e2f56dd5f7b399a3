"""The main job in a real browser: an official reports, another approves, the public and the analyst see it at once."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from priorities.clocks import OTTAWA
from tests.journeys.desk import open_commitment, read, rows, signed_in
from tests.site import Site

pytestmark = pytest.mark.browser
COMMITMENT = "ES-01"


def told(site: Site, text: str) -> dict[str, bool]:
    """Where a text of a note can be found from outside."""
    places = ["/en/", "/en/priorities/energy-security/", f"/en/commitments/{COMMITMENT}/", "/data/commitments.csv"]
    return {place: text in read(site, place) for place in places}


def write_note(page: Page, site: Site, *, status: str, text: str) -> str:
    """Draft and submit a note on the commitment; the address of its page in the admin."""
    open_commitment(page, site, COMMITMENT)
    page.get_by_role("link", name="Add a progress note").click()
    page.get_by_label("Status:").select_option(label=status)
    page.get_by_label("Text (English)").fill(text)
    page.locator(".field-sources .select2-selection").click()
    page.locator(".select2-search__field").last.fill("LNG Canada provides progress report")
    page.locator(".select2-results__option", has_text="LNG Canada provides progress report").click()
    page.get_by_role("button", name="Save and submit").click()
    expect(page.get_by_text("Submitted for approval.")).to_be_visible()
    return page.url


def approve(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Approve", exact=True).click()
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".messagelist")).to_contain_text("is public")


def test_a_report_goes_from_draft_to_public(browser: Browser, site: Site) -> None:
    text = "A third train was announced, and repairs of the second go on."
    before = rows(site, "/data/summary.csv")["ES"]
    with signed_in(browser, site, "editor.ca") as page:
        address = write_note(page, site, status="Facing challenges", text=text)
        page.goto(address)
        expect(page.get_by_role("link", name="Approve", exact=True)).to_have_count(0)
    with signed_in(browser, site, "approver.jp") as page:
        page.goto(address)
        expect(page.get_by_role("link", name="Approve", exact=True)).to_have_count(0)
    assert not any(told(site, text).values())
    assert rows(site, "/data/summary.csv")["ES"] == before

    with signed_in(browser, site, "approver.ca") as page:
        approve(page, address)
    assert told(site, text)[f"/en/commitments/{COMMITMENT}/"]
    assert told(site, text)["/data/commitments.csv"]
    assert text in read(site, "/en/")
    row = rows(site, "/data/commitments.csv")[COMMITMENT]
    assert (row["status"], row["status_basis"], row["status_canada"]) == (
        "facing_challenges",
        "canada",
        "facing_challenges",
    )
    assert row["status_as_of"] == row["last_reported"] == datetime.now(OTTAWA).date().isoformat()
    after = rows(site, "/data/summary.csv")["ES"]
    assert int(after["completed"]) == int(before["completed"]) - 1
    assert int(after["facing_challenges"]) == int(before["facing_challenges"]) + 1
    assert "not yet confirmed by Japan" in read(site, f"/en/commitments/{COMMITMENT}/")
    assert "The record verifies" in site.manage("verify_record")


def test_an_embargo_ends_by_itself(browser: Browser, site: Site) -> None:
    text = "Announced by both capitals at the same hour."
    with signed_in(browser, site, "editor.ca") as page:
        address = write_note(page, site, status="On track", text=text)
    with signed_in(browser, site, "approver.ca") as page:
        page.goto(address)
        page.get_by_role("link", name="Approve", exact=True).click()
        release_at = release_soon(page)
        page.get_by_role("button", name="Approve").click()
        expect(page.locator(".messagelist")).to_contain_text("becomes public at")
        assert datetime.now(UTC) < release_at, "the machine was too slow to look before the release"
        assert not any(told(site, text).values())
    time.sleep(max(0, (release_at - datetime.now(UTC)).total_seconds()) + 0.1)
    assert all(told(site, text)[place] for place in (f"/en/commitments/{COMMITMENT}/", "/data/commitments.csv", "/en/"))
    assert rows(site, "/data/commitments.csv")[COMMITMENT]["status"] == "on_track"


def release_soon(page: Page) -> datetime:
    """Type a release some seconds ahead, by the clock of Ottawa; the instant."""
    instant = (datetime.now(UTC) + timedelta(seconds=8)).replace(microsecond=0)
    local = instant.astimezone(OTTAWA)
    page.get_by_label("Day").fill(f"{local:%Y-%m-%d}")
    clock = page.get_by_label("Time")
    clock.evaluate("field => { field.step = 1 }")  # officials think in minutes, this test in seconds
    clock.fill(f"{local:%H:%M:%S}")
    return instant
