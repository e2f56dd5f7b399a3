"""Directus over a copy of the record: the counts and the commitment that its API hands out as JSON."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from tests.site import ROOT

FOLDER = ROOT / "var" / "bench" / "directus"
COMMAND = FOLDER / "node_modules" / ".bin" / "directus"
RELEASE = "11.1.0"  # runs on Node 18 and 20; builds native modules, which takes ten minutes and more
TOKEN = "token-of-the-bench"
# It compares days as numbers where the record keeps words, so it cannot be asked about a day: it counts every period.
COUNTS = f"/items/priorities_statusperiod?access_token={TOKEN}&aggregate[count]=*&groupBy[]=status"
# Lists that belong to a commitment, as it is told of them in its own tables.
LISTS = {"notes": "progressnote", "milestones": "milestone", "owners": "ownership"}
FIELDS = "*,area_id.*,notes.*,milestones.*,owners.*,owners.organization_id.*"


def commitment(code: str) -> str:
    return f"/items/priorities_commitment?access_token={TOKEN}&filter[code][_eq]={code}&fields={FIELDS}"


def install() -> None:
    """Needs npm, a compiler and Node's headers; without them it is not measured."""
    if not COMMAND.exists() and (npm := shutil.which("npm")):
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / "package.json").write_text("{}")
        options = ["--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run([npm, "install", *options, f"directus@{RELEASE}"], cwd=FOLDER, check=False)


def prepare(folder: Path, record: Path) -> dict[str, str]:
    """A copy of the record with its tables in it; the environment that it is started with."""
    folder.mkdir()
    (folder / "extensions").mkdir()
    database = folder / "directus.sqlite3"
    with closing(sqlite3.connect(record)) as source, closing(sqlite3.connect(database)) as copy:
        source.backup(copy)
    environment = {
        "PATH": os.environ["PATH"],
        "CONFIG_PATH": str(folder / "none"),
        "DB_CLIENT": "sqlite3",
        "DB_FILENAME": str(database),
        "SECRET": "of-a-server-that-lives-for-minutes",
        "ADMIN_EMAIL": "admin@example.com",
        "ADMIN_PASSWORD": TOKEN,
        "ADMIN_TOKEN": TOKEN,
        "HOST": "127.0.0.1",
        "TELEMETRY": "false",
        "LOG_LEVEL": "error",
        "RATE_LIMITER_ENABLED": "false",
        "PRESSURE_LIMITER_ENABLED": "false",
        "EXTENSIONS_PATH": str(folder / "extensions"),
    }
    subprocess.run([COMMAND, "bootstrap"], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    with closing(sqlite3.connect(database)) as copy, copy:
        for field, table in LISTS.items():
            copy.execute(
                "INSERT INTO directus_fields (collection, field, special) VALUES ('priorities_commitment', ?, 'o2m')",
                [field],
            )
            copy.execute(
                "INSERT INTO directus_relations (many_collection, many_field, one_collection, one_field)"
                " VALUES (?, 'commitment_id', 'priorities_commitment', ?)",
                [f"priorities_{table}", field],
            )
    return environment
