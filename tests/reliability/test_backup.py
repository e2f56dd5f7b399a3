"""A backup is whole and comes back as it was, and nothing is replaced by accident."""

import subprocess
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.databases import fresh_database
from tests.reliability.tracker import RECORD, Tracker

BACK_UP = """
print(told("backup", r"{backup}"))
print("again:", told("backup", r"{backup}"))
print("head:", told("journal_head"))
Path(r"{files}").write_bytes(pickle.dumps(files()))
"""
# Into one that has gone on since: only where it is asked for, and then wholly.
REPLACE = """
released_note(Commitment.objects.get(code="ES-90"), reporter="joint")
print("without yes:", told("restore", r"{backup}"))
print("newer:", told("journal_head"))
print("with yes:", told("restore", r"{backup}", "--yes"))
print("equal:", pickle.loads(Path(r"{files}").read_bytes()) == files())
"""
RESTORE = """
print(told("restore", r"{backup}"))
print("head:", told("journal_head"))
print("equal:", pickle.loads(Path(r"{files}").read_bytes()) == files())
from django.db import IntegrityError
try:
    ProgressNote.objects.filter(number=1).update(status="completed")
except IntegrityError as error:
    print(error)
"""
NEEDS = "import pickle; from pathlib import Path\n"


def test_a_backup_is_restored_to_an_equal_record_that_verifies(tracker: Tracker, tmp_path: Path) -> None:
    names = {"backup": tmp_path / "backup", "files": tmp_path / "files"}
    with fresh_database(tmp_path, "restored") as other:
        made = tracker.python(NEEDS + RECORD + BACK_UP.format(**names))
        head = made.partition("head: ")[2].split()[0]
        assert f"Head of the journal: {head}\n" in made
        assert "again: refused: There is no new backup" in made
        assert names["backup"].stat().st_mode & 0o077 == 0
        subprocess.run(["sha256sum", "--check", "--status", "backup.sha256"], cwd=tmp_path, check=True)

        replaced = tracker.python(NEEDS + REPLACE.format(**names))
        assert "without yes: refused: Nothing was restored: The database is not empty." in replaced
        assert head not in replaced.partition("newer: ")[2].splitlines()[0]
        assert "The record verifies" in replaced.partition("with yes: ")[2]
        assert "equal: True" in replaced

        restored = tracker.on(other).python(NEEDS + RESTORE.format(**names))
        assert "The record verifies" in restored
        assert f"head: {head} " in restored
        assert "equal: True" in restored
        assert "A released note is corrected or withdrawn, never changed." in restored


@pytest.mark.django_db
def test_a_damaged_or_lone_or_missing_backup_is_refused(tmp_path: Path) -> None:
    backup, beside = tmp_path / "backup", tmp_path / "backup.sha256"
    with pytest.raises(CommandError, match="There is no file"):
        call_command("restore", str(backup), "--yes")
    backup.write_bytes(b"SQLite format 3\0")
    with pytest.raises(CommandError, match="nothing says that the backup is whole"):
        call_command("restore", str(backup), "--yes")
    beside.write_text(f"{'0' * 64}  backup\n")
    with pytest.raises(CommandError, match="its checksum differs from backup.sha256"):
        call_command("restore", str(backup), "--yes")


@pytest.mark.django_db
def test_a_backup_of_another_kind_of_database_is_refused(tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    backup.write_bytes(b"PGDMP" if connection.vendor == "sqlite" else b"SQLite format 3\0")
    with (tmp_path / "backup.sha256").open("w") as beside:
        subprocess.run(["sha256sum", "backup"], cwd=tmp_path, stdout=beside, check=True)
    with pytest.raises(CommandError, match="is of another kind of database"):
        call_command("restore", str(backup), "--yes")


@pytest.mark.django_db
def test_an_empty_journal_has_no_head() -> None:
    with pytest.raises(CommandError, match="The journal is empty"):
        call_command("journal_head")
