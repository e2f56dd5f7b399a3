"""Make the pictures of the officials' guide: `python -m tests.guide`, or `make guide`.

They are taken from the site as `make run` starts it, with the starting record and the demo officials, while one note
goes from its author to the approver and an edited spreadsheet is looked at.
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from playwright.sync_api import Browser, Page  # noqa: E402

from tests.browser import chromium, find_chromium  # noqa: E402
from tests.importing.files import csv_of  # noqa: E402
from tests.journeys.desk import open_commitment, signed_in  # noqa: E402
from tests.pictures import DOCS  # noqa: E402
from tests.site import Site, running_site  # noqa: E402

CODE = "ES-01"
WIDTH, HEIGHT = 1000, 700
# What the guide's example says is seen in the pictures only; none of it is in the record.
TEXT = "This is where you say in two or three sentences what was done, and when."


def main() -> None:
    executable = find_chromium()
    if executable is None:
        sys.exit("Chromium was not found: install the Debian package chromium to make the pictures.")
    DOCS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, chromium(executable) as browser:
        folder = Path(name)
        with running_site(folder, f"sqlite:///{folder}/site.sqlite3") as site:
            take(browser, site)


def take(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, "editor.ca") as page:
        write_note(page, site)
        look_at_spreadsheet(page, site)
    with signed_in(browser, site, "approver.ca") as page:
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        shoot(page, "officials-queue.png")
        approve_note(page)


def write_note(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    open_commitment(page, site, CODE)
    shoot(page, "officials-commitment.png")
    page.get_by_role("link", name="Add a progress note").click()
    page.locator("#id_text_en").fill(TEXT)
    page.locator("#id_status").scroll_into_view_if_needed()
    page.locator("#id_text_en").scroll_into_view_if_needed()
    shoot(page, "officials-note.png")
    page.get_by_role("button", name="Save and submit").click()
    page.get_by_text("Submitted for approval.").wait_for()


def approve_note(page: Page) -> None:
    page.get_by_role("link", name=CODE).first.click()
    page.get_by_role("link", name="Approve", exact=True).click()
    page.get_by_label("Day", exact=True).scroll_into_view_if_needed()
    shoot(page, "officials-approve.png")


def look_at_spreadsheet(page: Page, site: Site) -> None:
    open_commitment(page, site, CODE)
    page.get_by_role("link", name="Move date").click()
    shoot(page, "officials-move-date.png")
    page.goto(f"{site.url}/admin/priorities/commitment/spreadsheets/commitments/")
    rows = csv_of([{"code": CODE, "title_fr": "Un autre titre"}, {"code": "ES-02", "start_date": "in spring"}])
    file = {"name": "commitments.csv", "mimeType": "text/csv", "buffer": rows}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Show what it changes").click()
    page.locator(".import-counts").wait_for()
    shoot(page, "officials-spreadsheet.png")


def shoot(page: Page, name: str) -> None:
    file = DOCS / name
    page.screenshot(path=file)
    print(f"{name}: {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
