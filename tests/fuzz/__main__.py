"""`make fuzz`: let Atheris (libFuzzer) look for what breaks a target, as in `python -m tests.fuzz TARGET [OPTION]...`.

What it has learned is kept under var/fuzz, so that the next run goes on from there; a find is written there too.
"""

import os
import sys
import tempfile
from pathlib import Path

import atheris

KEPT = Path("var/fuzz")
LOOKED_INTO = [
    "markdown_it",
    "openpyxl.cell",
    "openpyxl.reader",
    "openpyxl.worksheet",
    "priorities.filters",
    "priorities.importing",
    "priorities.markdown",
    "priorities.search",
]
# Its database, of which only one target asks anything.
FOLDER = tempfile.TemporaryDirectory(prefix="fip-fuzz-")
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/fuzz.sqlite3"

with atheris.instrument_imports(include=LOOKED_INTO):
    import django

    django.setup()
    from tests.fuzz.targets import TARGETS


def main(name: str, options: list[str]) -> None:
    target = TARGETS[name]
    target.begin()
    corpus = KEPT / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], f"-artifact_prefix={KEPT}/{name}-", *options, str(corpus)], target.ask)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
