"""Whole copies of the database with checksums, and the way back: SQLite's online backup, or PostgreSQL's own dump."""

import hashlib
import os
import shutil
import sqlite3
import subprocess  # nosec B404 # no shell, and only names of our own
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

SUFFIXES = {"sqlite": ".sqlite3", "postgresql": ".dump"}
CHUNK = 1 << 20  # bytes
DEBIAN_BINARIES = Path("/usr/lib/postgresql")
# What goes back is the whole database or nothing of it, so both steps share one transaction.
EMPTIED = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"


class WrongBackup(Exception):  # noqa: N818 - named for what it is, as the refusals of the actions are
    """The backup can't be made or restored; the text says why and what to do."""


def back_up(target: Path) -> str:
    """Write the database as it stands to a file, with `<file>.sha256` beside it; the checksum.

    Others go on writing meanwhile: the copy is of one moment. Only its owner may read it.
    """
    if target.exists():
        raise WrongBackup(f"{target} exists already; name a new file, or a folder.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        unfinished.touch(mode=0o600)
        _COPY[connection.vendor](unfinished)
        checksum = _checksum(unfinished)
        _keep(unfinished)
        beside = checksum_file(target)
        beside.write_text(f"{checksum}  {target.name}\n", encoding="utf-8")
        _keep(beside)
        unfinished.replace(target)
        _keep(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return checksum


def restore(source: Path, *, replace: bool) -> None:
    """Make the database what the backup holds. One that is not empty is replaced only where `replace` says so."""
    _require_whole(source)
    if not replace and connection.introspection.table_names():
        raise WrongBackup("The database is not empty. To replace all that is in it: --yes.")
    _RESTORE[connection.vendor](source)
    connection.close()


def checksum_file(backup: Path) -> Path:
    """The file beside a backup, in the form that `sha256sum --check` reads."""
    return backup.with_name(f"{backup.name}.sha256")


def _require_whole(backup: Path) -> None:
    if not backup.is_file():
        raise WrongBackup(f"There is no file {backup}.")
    beside = checksum_file(backup)
    if not beside.is_file():
        raise WrongBackup(f"{beside} is missing, so nothing says that the backup is whole.")
    if beside.read_text(encoding="utf-8").split()[:1] != [_checksum(backup)]:
        raise WrongBackup(f"{backup} is not what was backed up: its checksum differs from {beside.name}.")
    with backup.open("rb") as file:
        is_sqlite = file.read(15) == b"SQLite format 3"
    if is_sqlite != (connection.vendor == "sqlite"):
        raise WrongBackup(f"{backup} is of another kind of database than the one that DATABASE_URL names.")


def _checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _keep(path: Path) -> None:
    """Wait until the disk has it: a backup that a power cut takes is none."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# SQLite


def _copy_sqlite(target: Path) -> None:
    with _sqlite() as database, closing(sqlite3.connect(target)) as copy:
        database.backup(copy)
        # One file, without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")


def _restore_sqlite(source: Path) -> None:
    with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as backup:
        if backup.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise WrongBackup(f"{source} is damaged.")
        with _sqlite() as database:
            backup.backup(database)


@contextmanager
def _sqlite() -> Iterator[sqlite3.Connection]:
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    yield raw


# PostgreSQL


def _copy_postgresql(target: Path) -> None:
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _restore_postgresql(source: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "restore.sql"
        _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source), on_database=False)
        connection.close()
        once = ["--single-transaction", "--set=ON_ERROR_STOP=1", "--no-psqlrc", "--quiet", "--output=/dev/null"]
        _run("psql", *once, f"--command={EMPTIED}", f"--file={script}")


def _run(program: str, *arguments: str, on_database: bool = True) -> None:
    command = [_path_of(program), *arguments]
    environment = {**os.environ, **_server()} if on_database else None
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - no shell, and only names of our own
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise WrongBackup(f"{program} failed: {reason}")


def _path_of(program: str) -> str:
    """The newest of Debian's clients, which reads all older servers, or the one on PATH."""
    versions = sorted(DEBIAN_BINARIES.glob(f"*/bin/{program}"), key=lambda file: float(file.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(program)
    if not found:
        raise WrongBackup(f"{program} was not found: install the Debian package postgresql-client.")
    return found


def _server() -> dict[str, str]:
    """The database as the variables that its programs read, so that no password is in the list of processes."""
    given: dict[str, Any] = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE"}
    names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    names["password"] = "PGPASSWORD"  # nosec B105 # noqa: S105 - the name of one
    return {variable: str(given[name]) for name, variable in names.items() if given.get(name)}


_COPY = {"sqlite": _copy_sqlite, "postgresql": _copy_postgresql}
_RESTORE = {"sqlite": _restore_sqlite, "postgresql": _restore_postgresql}
