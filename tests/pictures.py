"""Make pictures of the pages: `python -m tests.pictures`, or `make pictures`.

Every kind of page in each language, theme and width goes to var/pictures, to be looked at; the few that the
documentation shows go to docs/pictures. With `docs` as its argument it makes only those few.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from playwright.sync_api import Browser, Page  # noqa: E402

from tests.browser import chromium, find_chromium  # noqa: E402
from tests.pages.addresses import LANGUAGES, PAGES, in_language  # noqa: E402
from tests.site import running_site  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs" / "pictures"
ALL = ROOT / "var" / "pictures"
THEMES = ("light", "dark")
WIDTHS = (320, 768, 1280)

# For the documentation: the file, the page, its theme and width, and the part that is shown (all that fits, if none).
SHOWN = [
    ("overview.png", "/en/", "light", 840, ""),
    ("overview-phone.png", "/ja/", "dark", 320, ""),
    ("area-bars.png", "/en/", "light", 900, "section[aria-labelledby=areas-title]"),
    ("status-over-time.png", "/en/", "light", 1000, "section[aria-labelledby=chart-title]"),
    ("standing.png", "/en/commitments/ES-01/", "dark", 1024, ".standing"),
    ("list.png", "/en/commitments/?status=completed", "light", 1024, ""),
    ("changes.png", "/en/changes/?commitment=ES-01", "light", 1024, ""),
    ("entry.png", "/en/commitments/ES-01/", "light", 768, ".entry"),
    ("milestones.png", "/fr/commitments/ES-01/", "light", 768, ".milestones"),
    ("passages.png", "/en/commitments/ES-01/", "light", 768, ".passages"),
    ("citation.png", "/fr/commitments/ES-01/", "light", 768, "section[aria-labelledby=cite-title]"),
    ("past-banner.png", "/fr/?as_of=2024-01-01", "light", 768, ".past-banner"),
    ("date-form.png", "/en/?as_of=2024-01-01", "light", 768, ".date-form"),
    ("download.png", "/fr/commitments/", "light", 768, ".download-line"),
    ("badge.png", "/embed/commitments/ES-01.svg", "light", 480, "svg"),
    ("card.png", "/embed/areas/energy-security/?lang=fr", "light", 420, ".embed-card"),
]


def main() -> None:
    executable = find_chromium()
    if executable is None:
        sys.exit("Chromium was not found: install the Debian package chromium to make the pictures.")
    with tempfile.TemporaryDirectory() as name, chromium(executable) as browser:
        folder = Path(name)
        with running_site(folder, f"sqlite:///{folder}/site.sqlite3") as site:
            make_shown(browser, site.url)
            if sys.argv[1:] != ["docs"]:
                make_all(browser, site.url)


def make_shown(browser: Browser, url: str) -> None:
    DOCS.mkdir(parents=True, exist_ok=True)
    for name, path, theme, width, part in SHOWN:
        with opened(browser, theme) as page:
            show(page, f"{url}{path}", width)
            file = DOCS / name
            if part:
                page.locator(part).first.screenshot(path=file)
            else:
                page.screenshot(path=file)
            print(f"{file.name}: {file.stat().st_size // 1024} KB")


def make_all(browser: Browser, url: str) -> None:
    ALL.mkdir(parents=True, exist_ok=True)
    for theme, language in product(THEMES, LANGUAGES):
        with opened(browser, theme) as page:
            for name, path in PAGES.items():
                page.goto(f"{url}{in_language(path, language)}")
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 900})
                    page.screenshot(path=ALL / f"{name}-{language}-{theme}-{width}.png", full_page=True)
        print(f"{ALL.relative_to(ROOT)}: {language}, {theme}")


@contextmanager
def opened(browser: Browser, theme: str) -> Iterator[Page]:
    context = browser.new_context(locale="en-CA", color_scheme="dark" if theme == "dark" else "light")
    yield context.new_page()
    context.close()


def show(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 590})
    page.goto(address)


if __name__ == "__main__":
    main()
