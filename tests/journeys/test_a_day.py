"""A day of officials on both sides at one commitment, in a real browser, and what the public sees of it meanwhile."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from priorities.admin.display import in_capitals
from priorities.clocks import OTTAWA, TOKYO
from tests.browser import axe_violations
from tests.importing.files import csv_of
from tests.journeys.desk import open_commitment, read, signed_in
from tests.site import Site

pytestmark = pytest.mark.browser
COMMITMENT = "FT-09"
PUBLIC = f"/en/commitments/{COMMITMENT}/"
SOURCE = "kyodo-2026-03-07-copy"
JOINT = "Both sides agreed on the agenda of the first meeting."
OWN = "Rooms for the first meeting are booked."
MENDED = "Rooms for the first meeting are booked in Ottawa."


def found_wrong(page: Page) -> list[str]:
    page.wait_for_load_state()
    return axe_violations(page)


def test_a_day_from_spreadsheet_to_public(browser: Browser, site: Site, tmp_path: Path) -> None:
    nine = nine_o_clock_in_both_capitals()
    with signed_in(browser, site, "editor.ca") as page:
        import_two_drafts(page, site, tmp_path / "notes.csv")
        joint = submit_for(page, site, JOINT, release_at=nine)
        own = submit_for(page, site, OWN)
    with signed_in(browser, site, "approver.ca") as page:
        assert "still needs an approver of Japan" in approve(page, joint)
        return_to_author(page, own, "Say in which city.")
    with signed_in(browser, site, "approver.jp") as page:
        page.goto(joint)
        expect(page.locator(".panel")).to_contain_text(in_capitals(nine))
        assert f"becomes public at {in_capitals(nine)}" in approve(page, joint)
    with signed_in(browser, site, "editor.ca") as page:
        mend(page, own, reason="Say in which city.", text=MENDED)
        shown = read(site, PUBLIC)
        assert [text in shown for text in (JOINT, OWN, MENDED)] == [False, False, False]
        move_target_date(page, site, by_days=90)
    assert "90 days later" in read(site, PUBLIC)
    with signed_in(browser, site, "approver.ca") as page:
        assert "is public" in approve(page, own)
    shown = read(site, PUBLIC)
    assert [text in shown for text in (JOINT, OWN, MENDED)] == [False, False, True]
    assert "The record verifies" in site.manage("verify_record")


def test_two_officials_at_one_commitment_lose_nothing(browser: Browser, site: Site) -> None:
    ours, theirs = "Start the dialogue, and meet in Ottawa.", "Start the dialogue, and meet in Tokyo."
    with signed_in(browser, site, "editor.ca") as first, signed_in(browser, site, "editor.jp") as second:
        for page in (first, second):
            open_commitment(page, site, COMMITMENT)
        describe(first, ours)
        expect(first.locator(".messagelist")).to_contain_text("was changed successfully")
        describe(second, theirs)
        expect(second.get_by_role("alert")).to_contain_text("editor.ca")
        expect(second.get_by_role("cell", name=ours)).to_be_visible()
        expect(second.get_by_role("cell", name=theirs)).to_be_visible()
        expect(second.get_by_label("What was committed (English)")).to_have_value(theirs)
        assert found_wrong(second) == []
        assert ours in read(site, PUBLIC)

        second.get_by_role("button", name="Save mine over theirs").click()
        expect(second.locator(".messagelist")).to_contain_text("was changed successfully")
    assert theirs in read(site, PUBLIC)
    assert ours not in read(site, PUBLIC)


def nine_o_clock_in_both_capitals() -> datetime:
    """The instant tomorrow by which it has struck nine in both capitals."""
    day = datetime.now(OTTAWA).date() + timedelta(days=1)
    return max(datetime.combine(day, time(9), zone) for zone in (OTTAWA, TOKYO))


def import_two_drafts(page: Page, site: Site, file: Path) -> None:
    """Upload a joint note and one of Canada's: refused for a wrong row, then, mended, seen and applied."""
    today = f"{datetime.now(OTTAWA):%Y-%m-%d}"
    common = {"id": "", "code": COMMITMENT, "kind": "progress", "status": "on_track", "language": "en"}
    joint = common | {"reporter": "joint", "as_of": today, "text_en": JOINT, "sources": SOURCE}
    own = common | {"reporter": "canada", "as_of": "today", "text_en": OWN, "sources": SOURCE}
    page.goto(f"{site.url}/admin/priorities/progressnote/")
    assert found_wrong(page) == []
    page.get_by_text("Spreadsheets").click()
    page.get_by_role("link", name="Upload: Draft notes").click()
    upload(page, file, [joint, own])
    wrong = page.get_by_role("row").filter(has_text="“today” is not a date. Write it as YYYY-MM-DD.")
    expect(wrong.get_by_role("rowheader")).to_contain_text("3")
    expect(wrong.get_by_role("cell", name="as_of")).to_be_visible()
    expect(page.get_by_role("button", name="Apply")).to_have_count(0)

    page.get_by_role("link", name="Upload another file").click()
    upload(page, file, [joint, own | {"as_of": today}])
    for text in (JOINT, OWN):
        expect(page.get_by_role("cell", name=text)).to_be_visible()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Applied: 2 rows added, 0 changed.")).to_be_visible()


def upload(page: Page, file: Path, rows: list[dict[str, str]]) -> None:
    file.write_bytes(csv_of(rows))
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Show what it changes").click()


def submit_for(page: Page, site: Site, text: str, *, release_at: datetime | None = None) -> str:
    """Submit the draft with a text; the address of its page."""
    page.goto(f"{site.url}/admin/priorities/progressnote/?q={text.replace(' ', '+')}")
    page.get_by_role("link", name=COMMITMENT, exact=True).click()
    if release_at:
        assert found_wrong(page) == []
        local = release_at.astimezone(OTTAWA)
        page.get_by_text("How the day is known, and release").click()
        page.get_by_label("Day", exact=True).fill(f"{local:%Y-%m-%d}")
        page.get_by_label("Time", exact=True).fill(f"{local:%H:%M}")
    page.get_by_role("button", name="Save and submit").click()
    expect(page.locator(".messagelist")).to_contain_text("Submitted for approval.")
    return page.url


def approve(page: Page, address: str) -> str:
    """Approve a note at the release that stands in it; what the official is told."""
    page.goto(address)
    page.get_by_role("link", name="Approve", exact=True).click()
    page.get_by_role("button", name="Approve").click()
    return page.locator(".messagelist").inner_text()


def return_to_author(page: Page, address: str, reason: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Return", exact=True).click()
    page.get_by_label("Reason:", exact=True).fill(reason)
    page.get_by_role("button", name="Return").click()
    expect(page.locator(".messagelist")).to_contain_text("Returned to its author.")


def mend(page: Page, address: str, *, reason: str, text: str) -> None:
    page.goto(address)
    expect(page.get_by_text(f"Returned: {reason}")).to_be_visible()
    page.get_by_label("Text (English)").fill(text)
    page.get_by_role("button", name="Save and submit").click()
    expect(page.locator(".messagelist")).to_contain_text("Submitted for approval.")


def move_target_date(page: Page, site: Site, *, by_days: int) -> None:
    open_commitment(page, site, COMMITMENT)
    page.get_by_role("link", name="Move date").click()
    page.get_by_label("Date to move").select_option(label="Target date (2026-12-31)")
    page.get_by_label("New date").fill(f"{date(2026, 12, 31) + timedelta(days=by_days)}")
    page.get_by_label("Reason:", exact=True).fill("The ministers meet in spring.")
    page.get_by_role("button", name="Move date").click()
    expect(page.locator(".messagelist")).to_contain_text(f"It moves by +{by_days} days.")


def describe(page: Page, text: str) -> None:
    page.get_by_label("What was committed (English)").fill(text)
    page.get_by_role("button", name="Save", exact=True).click()
