"""Chromium for tests marked `browser`: the fixtures `browser` and `page`, and what axe says about a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.missing import skip_for_lack_of

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]

# What axe need not tell, it need not work out.
ONLY_VIOLATIONS = {"resultTypes": ["violations"], "elementRef": False, "preload": False}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        skip_for_lack_of("Chromium", "chromium")
    # Playwright leaves an event loop in this thread; without this, Django refuses every query that a test
    # makes after it. The tests themselves run no coroutine, so nothing can be interleaved.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium(executable) as browser:
        yield browser


def find_chromium() -> str | None:
    """The machine's own Chromium; Playwright downloads none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium(executable: str) -> Iterator[Browser]:
    # Chromium's sandbox does not work for root.
    flags = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page without cookies. At the end nothing on it may have broken a policy or asked another host."""
    context = browser.new_context(locale="en-CA")
    page = context.new_page()
    hosts: set[str | None] = set()
    complaints: list[str] = []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert hosts <= {"127.0.0.1", "localhost"}, f"the page asked other hosts: {hosts}"
    assert not [text for text in complaints if "Failed to load resource" not in text], complaints


def axe_violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands, one line each."""
    results = Axe().run(page, options=ONLY_VIOLATIONS)
    return [
        f"{violation['id']}: {violation['help']}: {node['html']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
