"""Make the pictures of the documentation: `python -m tests.pictures`, or `make pictures`."""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from playwright.sync_api import Browser  # noqa: E402

from tests.browser import chromium, find_chromium  # noqa: E402
from tests.site import running_site  # noqa: E402

DOCS = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PAGES = {"overview": "/en/"}


def main() -> None:
    executable = find_chromium()
    if executable is None:
        sys.exit("Chromium was not found: install the Debian package chromium to make the pictures.")
    DOCS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, chromium(executable) as browser:
        folder = Path(name)
        with running_site(folder, f"sqlite:///{folder}/site.sqlite3") as site:
            for picture, path in PAGES.items():
                take(browser, f"{site.url}{path}", DOCS / f"{picture}.png")


def take(browser: Browser, address: str, file: Path, *, width: int = 1280, height: int = 900) -> None:
    """A picture of the top of a page, in the light theme."""
    page = browser.new_page(viewport={"width": width, "height": height}, locale="en-CA")
    page.goto(address)
    page.screenshot(path=file)
    page.close()
    print(f"{file.name}: {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
