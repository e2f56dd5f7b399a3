"""Check the HTML of every kind of page, and the style sheets, with the Nu checker: `make html`."""

import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from tests.pages.addresses import LANGUAGES, PAGES  # noqa: E402
from tests.site import running_site  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
STYLES = ROOT / "priorities" / "static" / "priorities"
JARS = [ROOT / "var" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar", Path("/usr/share/java/vnu.jar")]
OTHERS = {"past": "/en/?as_of=2024-01-01", "filtered": "/en/commitments/?status=completed&q=energy"}


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
    addresses = {
        f"{name}-{code}": path.replace("/en/", f"/{code}/", 1) for name, path in PAGES.items() for code in LANGUAGES
    }
    for name, path in {**addresses, **OTHERS}.items():
        with urllib.request.urlopen(f"{url}{path}") as response:
            (folder / f"{name}.html").write_bytes(response.read())


if __name__ == "__main__":
    main()
