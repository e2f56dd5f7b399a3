"""Check the HTML of every kind of page, and the style sheets, with the Nu checker: `make html`."""

import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from tests.pages.addresses import LANGUAGES, PAGES, STATES, in_language  # noqa: E402
from tests.site import running_site  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
STYLES = ROOT / "priorities" / "static" / "priorities"
JARS = [ROOT / "var" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar", Path("/usr/share/java/vnu.jar")]
EMBEDDED = {"card": "/embed/commitments/ES-01/", "area card": "/embed/areas/energy-security/"}


def main() -> None:
    java, jar = shutil.which("java"), find_checker()
    if java is None:
        sys.exit("Java was not found: install the Debian package default-jre-headless to check the HTML.")
    if jar is None:
        sys.exit("The checker was not found: run `npm install --prefix var vnu-jar`, or name its file in VNU_JAR.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with running_site(folder, f"sqlite:///{folder}/site.sqlite3") as site:
            save_pages(site.url, folder / "pages")
        command = [java, "-Xss1024k", "-jar", str(jar)]
        pages = subprocess.run([*command, "--skip-non-html", str(folder / "pages")], check=False)
        sheets = sorted(map(str, STYLES.glob("*.css")))
        styles = subprocess.run([*command, "--css", *sheets], check=False)
    sys.exit(pages.returncode or styles.returncode)


def find_checker() -> Path | None:
    named = os.environ.get("VNU_JAR")
    return next((jar for jar in ([Path(named)] if named else JARS) if jar.is_file()), None)


def save_pages(url: str, folder: Path) -> None:
    folder.mkdir()
    pages = {f"{name} {code}": in_language(path, code) for name, path in PAGES.items() for code in LANGUAGES}
    for name, path in {**pages, **STATES, **EMBEDDED}.items():
        (folder / f"{name}.html").write_bytes(read(f"{url}{path}"))


def read(address: str) -> bytes:
    """A page as it comes, also where it says that something is wrong."""
    try:
        with urllib.request.urlopen(address) as response:
            content: bytes = response.read()
    except urllib.error.HTTPError as error:
        content = error.read()
    return content


if __name__ == "__main__":
    main()
