"""`manage.py import_commitments`: shows, and with --apply writes."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from priorities.importing.planning import plan
from priorities.models import Commitment, ImportBatch, Official
from tests.factories import OfficialFactory, OwnershipFactory
from tests.importing.files import csv_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> Official:
    return OfficialFactory.create(username="record.author", administrator=True, organization=None)


def file_of(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "commitments.csv"
    path.write_bytes(csv_of(rows))
    return path


def run(*arguments: object, **options: object) -> str:
    output = StringIO()
    call_command("import_commitments", *map(str, arguments), stdout=output, **options)
    return output.getvalue()


def test_it_shows_and_writes_nothing_by_default(commitment: Commitment, keeper: Official, tmp_path: Path):
    told = run(file_of(tmp_path, {"code": "ES-01", "title_en": "Another"}))
    assert told == (
        "0 added, 1 changed, 0 unchanged, 0 conflicting, 0 wrong\nNothing was written. To write it: --apply.\n"
    )
    assert not ImportBatch.objects.exists()


def test_it_writes_when_told_to(commitment: Commitment, keeper: Official, tmp_path: Path):
    told = run(file_of(tmp_path, {"code": "ES-01", "title_en": "Another"}), "--apply")
    batch = ImportBatch.objects.get()
    assert told.endswith(f"Written, as import {batch.pk}.\n")
    assert (batch.applied_by, batch.filename) == (keeper, "commitments.csv")
    assert Commitment.objects.get().title_en == "Another"


def test_it_says_who(commitment: Commitment, editor_ca: Official, tmp_path: Path):
    path = file_of(tmp_path, {"code": "ES-01", "title_en": "Another"})
    with pytest.raises(CommandError, match=r"There is no official record\.author. Say who does it: --by USERNAME\."):
        run(path)
    run(path, "--apply", "--by", editor_ca.username)
    assert ImportBatch.objects.get().applied_by == editor_ca


def test_wrong_and_conflicting_rows_are_told_and_fail(commitment: Commitment, editor_ca: Official, tmp_path: Path):
    other = OwnershipFactory.create(japan=True, commitment__code="XA-01", commitment__version=3).commitment
    path = file_of(
        tmp_path,
        {"code": "ES-01", "version": str(commitment.version), "start_date": "in spring"},
        {"code": other.code, "version": "1", "title_en": "Mine"},
    )
    output = StringIO()
    with pytest.raises(CommandError, match="Nothing was written: mend these rows first") as failed:
        call_command("import_commitments", str(path), "--apply", "--by", editor_ca.username, stdout=output)
    assert failed.value.returncode == 1
    assert output.getvalue().splitlines() == [
        "0 added, 0 changed, 0 unchanged, 1 conflicting, 1 wrong",
        "Row 2 ES-01: start_date: “in spring” is not a date. Write it as YYYY-MM-DD.",
        "Row 3 XA-01: title_en: edited since the download; it says 'Commitment XA-01', the file 'Mine'",
    ]


def test_file_that_changes_nothing_is_no_failure(commitment: Commitment, keeper: Official, tmp_path: Path):
    assert "There is nothing to change." in run(file_of(tmp_path, {"code": "ES-01"}), "--apply")


def test_file_that_cannot_be_read_is_told(keeper: Official, tmp_path: Path):
    with pytest.raises(CommandError, match=r"commitments\.csv: The file lacks a column: code\."):
        run(file_of(tmp_path, {"title_en": "x"}))
    with pytest.raises(CommandError, match=r"absent\.csv: .*No such file"):
        run(tmp_path / "absent.csv")


def test_record_that_changes_meanwhile_is_told(
    commitment: Commitment, keeper: Official, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def plan_and_edit(*arguments: object, **options: object) -> object:
        made = plan(*arguments, **options)  # type: ignore[arg-type]
        commitment.save()
        return made

    monkeypatch.setattr("priorities.management.commands.import_commitments.plan", plan_and_edit)
    with pytest.raises(CommandError, match="Nothing was written: The record has changed since this preview"):
        run(file_of(tmp_path, {"code": "ES-01", "title_en": "Another"}), "--apply")
