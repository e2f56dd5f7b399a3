"""The round trip in a real browser, with nothing for axe to find on its pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe_violations
from tests.importing.files import csv_of, rows_of
from tests.journeys.desk import signed_in
from tests.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[Page]:
    with signed_in(browser, site, "editor.ca") as page:
        yield page


def test_wrong_row_is_refused_then_mended_applied_and_undone(desk: Page, site: Site, tmp_path: Path):
    page = desk
    page.goto(f"{site.url}/admin/priorities/commitment/?q=ES-01")
    page.get_by_text("Spreadsheets").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV: Commitments").click()
    (row,) = rows_of(Path(download.value.path()).read_bytes())

    edited = tmp_path / "edited.csv"
    edited.write_bytes(csv_of([{**row, "title_en": "Bring LNG Canada on line", "start_date": "in spring"}]))
    page.get_by_role("link", name="Upload: Commitments").click()
    expect(page.get_by_role("heading", name="How a file is read")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_label("File").set_input_files(edited)
    page.get_by_role("button", name="Show what it changes").click()
    expect(page.get_by_role("cell", name="“in spring” is not a date. Write it as YYYY-MM-DD.")).to_be_visible()
    assert page.get_by_role("button", name="Apply").count() == 0
    assert axe_violations(page) == []

    edited.write_bytes(csv_of([{**row, "title_en": "Bring LNG Canada on line"}]))
    page.get_by_role("link", name="Upload another file").click()
    page.get_by_label("File").set_input_files(edited)
    page.get_by_role("button", name="Show what it changes").click()
    expect(page.get_by_role("cell", name="Bring LNG Canada on line")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Applied: 0 rows added, 1 changed.")).to_be_visible()
    assert axe_violations(page) == []
    page.goto(f"{site.url}/en/commitments/ES-01/")
    assert page.get_by_role("heading", level=1).inner_text().endswith("Bring LNG Canada on line")

    page.goto(f"{site.url}/admin/priorities/importbatch/")
    page.get_by_role("link", name="edited.csv").click()
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("The import is undone.")).to_be_visible()
    page.goto(f"{site.url}/en/commitments/ES-01/")
    assert page.get_by_role("heading", level=1).inner_text().endswith(row["title_en"])
