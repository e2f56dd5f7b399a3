"""What is not public is in no file: drafts, embargoes, unpublished commitments, pending moves, names."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.test import Client

from priorities.actions import dates, notes
from priorities.choices import Reporter, Status
from priorities.clocks import now
from priorities.exports.datasets import DATASETS
from tests.clock import stopped_at
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    NoteFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    SourceFactory,
    published_commitment,
    released_correction,
    released_note,
    submitted_note,
)
from tests.files.reading import download, rows

SECRET = "Secret of state"


def every_file(client: Client) -> str:
    """The words of every file, and of what the archive holds besides."""
    with zipfile.ZipFile(io.BytesIO(download(client, "/data/release.zip"))) as zipped:
        packed = b"\n".join(zipped.read(name) for name in zipped.namelist())
    served = b"\n".join(download(client, f"/data/{name}.csv") for name in DATASETS)
    return (packed + served + client.get("/data/datapackage.json").content).decode()


def test_nothing_that_is_not_public_is_in_any_file(db: None, client: Client) -> None:
    commitment = published_commitment(original_target_date=date(2030, 1, 1))
    note = released_note(commitment, sources=[SourceFactory.create(licence_note=SECRET)])
    NoteFactory.create(commitment=commitment, text_en=SECRET)
    submitted_note(commitment, text_en=SECRET, sources=[SourceFactory.create(title=SECRET)])
    half = submitted_note(commitment, reporter=Reporter.JOINT, text_en=SECRET)
    notes.approve(note=half, by=OfficialFactory.create(canada=True, approver=True))
    by = OfficialFactory.create(canada=True, editor=True)
    dates.move_date(
        commitment=commitment, new_date=date(2031, 5, 5), reason=SECRET, agreed_by=Reporter.JOINT.value, by=by
    )
    draft = CommitmentFactory.create(area=commitment.area, title_en=SECRET)
    MilestoneFactory.create(commitment=draft, title_en=SECRET)
    OwnershipFactory.create(commitment=draft, organization=OrganizationFactory.create(name_en=SECRET))
    told = every_file(client)
    assert SECRET not in told
    assert draft.code not in told
    assert "2031-05-05" not in told
    for person in (note.author, by, *(approval.official for approval in note.approvals.all())):
        assert person.username not in told


def test_an_embargo_is_in_no_file_before_its_moment_and_in_all_from_it_on(db: None, client: Client) -> None:
    commitment = published_commitment()
    note = released_note(commitment, as_of=date(2024, 1, 1))
    moment = now() + timedelta(hours=3)
    released_note(commitment, as_of=date(2024, 6, 1), text_en=SECRET, status=Status.COMPLETED, release_at=moment)
    released_correction(note, text_en=f"{SECRET} too", release_at=moment)
    before = every_file(client)
    assert SECRET not in before
    (period,) = rows(client, "/data/status-periods.csv")
    assert (period["valid_to"], period["known_to"]) == ("", "")
    assert rows(client, "/data/progress-notes.csv")[0]["corrected_by"] == ""
    with stopped_at(moment - timedelta(microseconds=1)):
        assert SECRET not in every_file(client)
    with stopped_at(moment):
        assert SECRET in every_file(client)
        assert rows(client, "/data/commitments.csv")[0]["status"] == "completed"
        assert {row["known_to"] for row in rows(client, "/data/status-periods.csv")} > {""}
        assert rows(client, "/data/progress-notes.csv")[0]["corrected_by"] == f"{commitment.code}.3"


def test_a_failure_midway_is_an_error_and_never_half_a_file(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(dataset, commitments, clocks):
        yield [["first"]] * len(dataset.columns)
        raise RuntimeError("the database went away")

    monkeypatch.setattr("priorities.exports.registry.PublicDataset.batches", failing)
    client.raise_request_exception = False
    for name in ("commitments.csv", "release.zip"):
        response = client.get(f"/data/{name}")
        assert response.status_code == 500
        assert not response.streaming
