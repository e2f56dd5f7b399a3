"""A wrong parameter is named and refused; nothing is ever ignored without a word."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.timezone import now

from priorities.clocks import today
from priorities.exports.datasets import DATASETS
from tests.factories import published_commitment
from tests.files.reading import download

WRONG = [
    "area=nowhere",
    "status=done",
    "status=on_track&status=done",
    "organization=NOBODY",
    "side=mars",
    "kind=both",
    "linkage=none",
    "due_before=31/12/2026",
    "due_after=2026-02-30",
    "updated_since=yesterday",
    "fresh=maybe",
    "sort=colour",
    "as_of=2024-1-1",
    "as_of=0001-01-01",
    "as_of=2024-01-01T00:00:00Z",
    "known_at=2026-01-01",
    "known_at=2026-01-01T00:00:00",
    "known_at=0001-01-01T00:00:00Z",
    "known_at=%00",
    "q=%00",
    "q=" + "x" * 201,
    "stauts=on_track",
    "page=1",
    "as_of=2024-01-01&as_of=2025-01-01",
    "q=a&q=b",
]


@pytest.mark.parametrize("path", ["/data/summary.csv", "/data/commitments.csv"])
@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_parameter_is_named(db: None, client: Client, path: str, query: str) -> None:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    name = query.partition("=")[0]
    assert response.content.decode().startswith(f"{name}: ")


def test_all_wrong_parameters_are_named_at_once(db: None, client: Client) -> None:
    text = client.get("/data/summary.csv?as_of=x&status=y&z=1").content.decode()
    assert {line.partition(":")[0] for line in text.splitlines()} == {"as_of", "status", "z"}


def test_the_future_is_refused_on_both_clocks(db: None, client: Client) -> None:
    tomorrow = (today() + timedelta(days=1)).isoformat()
    soon = (now() + timedelta(minutes=5)).isoformat().replace("+", "%2B")
    assert client.get(f"/data/summary.csv?as_of={tomorrow}").status_code == 400
    assert client.get(f"/data/summary.csv?known_at={soon}").status_code == 400
    assert client.get(f"/data/summary.csv?as_of={today().isoformat()}").status_code == 200


@pytest.mark.parametrize("query", ["status=&q=&as_of=", "utm_source=x&fbclid=y", "known_at=2020-01-01T00:00:00+09:00"])
def test_what_asks_nothing_or_is_right_is_let_through(db: None, client: Client, query: str) -> None:
    assert client.get(f"/data/commitments.csv?{query}").status_code == 200


FILES = [
    *(f"{name}.csv{ending}" for name in DATASETS for ending in ("", "-metadata.json")),
    "datapackage.json",
    "release.zip",
]


@pytest.mark.parametrize("name", FILES)
def test_no_file_takes_an_order_and_each_takes_one_commitment(db: None, client: Client, name: str) -> None:
    commitment = published_commitment()
    for query in ("sort=-title", "sort=code", "commitment=XX-99"):
        refused = client.get(f"/data/{name}?{query}")
        assert refused.status_code == 400, query
        assert refused.content.decode().startswith(f"{query.partition('=')[0]}: ")
    assert client.get(f"/data/{name}?sort=&commitment={commitment.code}").status_code == 200


def test_a_folder_is_exported_in_no_other_order_either(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="sort"):
        call_command("export_record", tmp_path / "new", query="sort=-title")
    assert not (tmp_path / "new").exists()


def test_the_archive_of_one_commitment_has_no_other(db: None, client: Client) -> None:
    kept, other = published_commitment(), published_commitment()
    with zipfile.ZipFile(io.BytesIO(download(client, "/data/release.zip", commitment=kept.code))) as archive:
        told = archive.read("commitments.csv").decode()
    assert kept.code in told
    assert other.code not in told
