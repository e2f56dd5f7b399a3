"""What officials do in a browser, and what the outside sees meanwhile."""

import csv
import io
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from playwright.sync_api import Browser, Page

from tests.site import Site

ASKED_AGAIN = 1.1  # seconds: on PostgreSQL a process asks at most once a second what is public


@contextmanager
def signed_in(browser: Browser, site: Site, username: str) -> Iterator[Page]:
    """A browser window of an official at the admin's home."""
    context = browser.new_context(locale="en-CA", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{site.url}/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.url}/admin/")
    yield page
    context.close()


def read(site: Site, path: str) -> str:
    """What anyone gets from an address, without cookies, once every process knows what was written before."""
    if connection.vendor == "postgresql":
        time.sleep(ASKED_AGAIN)
    with urllib.request.urlopen(f"{site.url}{path}", timeout=30) as response:
        return str(response.read().decode("utf-8-sig"))


def rows(site: Site, path: str) -> dict[str, dict[str, str]]:
    """A file as an analyst reads it, by the code in its first column."""
    reader = csv.DictReader(io.StringIO(read(site, path), newline=""))
    return {next(iter(row.values())): row for row in reader}


def open_commitment(page: Page, site: Site, code: str) -> None:
    page.goto(f"{site.url}/admin/priorities/commitment/?q={code}")
    page.get_by_role("link", name=code, exact=True).click()
