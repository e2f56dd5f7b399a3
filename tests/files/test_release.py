"""The archive and the folder: all files, the same bytes as served, described and checked as other programs do."""

import hashlib
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from csvw import CSVW
from django.core.management import CommandError, call_command
from django.test import Client
from frictionless import validate

from priorities.exports.datasets import DATASETS
from tests.factories import published_commitment, released_correction, released_note
from tests.files.reading import download, rows


@pytest.fixture
def release(record: None, client: Client) -> bytes:
    return download(client, "/data/release.zip")


@pytest.fixture
def folder(release: bytes, tmp_path: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(release)) as zipped:
        assert zipped.testzip() is None
        zipped.extractall(tmp_path)
    return tmp_path


@pytest.mark.filterwarnings("ignore")
def test_other_programs_read_every_row_by_the_metadata(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    report = validate("datapackage.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    counted = {task.name: task.stats.get("rows", 0) for task in report.tasks}
    for name in DATASETS:
        described = CSVW(f"{name}.csv-metadata.json", validate=True)
        assert described.is_valid, name
        assert len(list(described.tables[0].iterdicts())) == counted[name]
    assert counted["commitments"] == 45


@pytest.mark.filterwarnings("ignore")
def test_the_archive_of_a_day_between_a_note_and_its_correction_is_whole(
    db: None, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commitment = published_commitment()
    note = released_note(commitment, as_of=date(2024, 1, 1))
    later = released_correction(note, as_of=date(2024, 6, 1))
    earlier = released_correction(later, as_of=date(2024, 2, 1))
    query = {"as_of": "2024-03-01", "commitment": commitment.code}
    with zipfile.ZipFile(io.BytesIO(download(client, "/data/release.zip", **query))) as zipped:
        zipped.extractall(tmp_path)
    monkeypatch.chdir(tmp_path)
    report = validate("datapackage.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    told = {row["reference"]: row for row in rows(client, "/data/progress-notes.csv", **query)}
    assert set(told) == {note.reference, earlier.reference}
    assert told[note.reference]["corrected_by"] == told[earlier.reference]["corrects"] == later.reference


def test_the_same_record_is_the_same_archive_of_the_files_that_are_served(
    release: bytes, folder: Path, client: Client
) -> None:
    assert release == download(client, "/data/release.zip")
    for name in [*(f"{name}.csv" for name in DATASETS), "journal.jsonl", "dictionary.csv"]:
        assert (folder / name).read_bytes() == download(client, f"/data/{name}"), name
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert set(sums) == {file.name for file in folder.iterdir()} - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


def test_the_command_writes_the_same_bytes_and_never_over_others(folder: Path, tmp_path_factory) -> None:
    target = tmp_path_factory.mktemp("export") / "new"
    call_command("export_record", target, verbosity=0)
    written = {file.name: file.read_bytes() for file in target.iterdir()}
    assert written == {file.name: file.read_bytes() for file in folder.iterdir()}
    (target / "summary.csv").write_text("mine")
    with pytest.raises(CommandError, match="--yes"):
        call_command("export_record", target)
    assert (target / "summary.csv").read_text() == "mine"
    call_command("export_record", target, yes=True)
    assert (target / "summary.csv").read_bytes() == written["summary.csv"]
    with pytest.raises(CommandError, match="as_of"):
        call_command("export_record", target, query="as_of=soon", yes=True)


def test_every_metadata_file_names_the_licence(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text())
    address = "https://creativecommons.org/publicdomain/zero/1.0/"
    assert package["licenses"][0]["path"] == address
    for resource in package["resources"]:
        assert resource["licenses"][0]["path"] == address
        beside = json.loads((folder / f"{resource['path']}-metadata.json").read_text())
        assert beside["dc:license"] == {"@id": address}
    assert address in (folder / "LICENCE.txt").read_text()


def test_metadata_of_a_filtered_file_leads_to_that_file(record: None, client: Client) -> None:
    package = client.get("/data/datapackage.json?as_of=2024-01-01&area=ES").json()
    assert package["resources"][0]["path"].endswith("/data/summary.csv?as_of=2024-01-01&area=ES")
    assert (
        client.get("/data/summary.csv-metadata.json?as_of=2024-01-01").json()["url"] == "summary.csv?as_of=2024-01-01"
    )
    assert client.get("/data/datapackage.json?colour=red").status_code == 400
