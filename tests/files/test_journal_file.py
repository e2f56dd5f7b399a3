"""The published journal, checked by the program in docs/ that needs nothing of this site."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from priorities.clocks import now
from tests.clock import stopped_at
from tests.factories import published_commitment, released_note
from tests.files.reading import download

CHECKER = settings.BASE_DIR / "docs" / "check_journal.py"
SECRET = "Secret of state"


def check(folder: Path, content: bytes) -> subprocess.CompletedProcess[str]:
    file = folder / "journal.jsonl"
    file.write_bytes(content)
    return subprocess.run([sys.executable, CHECKER, file], capture_output=True, text=True, check=False)


def test_the_chain_verifies_sealed_and_opened_and_a_change_is_found(db: None, client: Client, tmp_path: Path) -> None:
    commitment = published_commitment()
    released_note(commitment, text_en="As told.\u2028Second line")
    moment = now() + timedelta(hours=3)
    released_note(commitment, text_en=SECRET, release_at=moment)
    sealed = download(client, "/data/journal.jsonl")
    with stopped_at(moment):
        opened = download(client, "/data/journal.jsonl")
    assert SECRET.encode() not in sealed
    assert SECRET.encode() in opened
    assert sealed.count(b"\n") == opened.count(b"\n") == 3
    for content in (sealed, opened):
        assert check(tmp_path, content).stdout.startswith("3 entries verify")
    for tampered in (opened.replace(b"As told", b"Is told"), b"".join(opened.splitlines(keepends=True)[1:])):
        assert check(tmp_path, tampered).returncode != 0
    names = set(json.loads(sealed.splitlines()[-1]))
    assert names == {"number", "recorded_at", "digest", "previous", "hash"}


@pytest.mark.parametrize("query", ["as_of=2024-01-01", "area=ES", "known_at=yesterday"])
def test_what_the_journal_does_not_understand_is_refused(db: None, client: Client, query: str) -> None:
    assert client.get(f"/data/journal.jsonl?{query}").status_code == 400


def test_an_earlier_instant_gives_the_journal_of_then(db: None, client: Client) -> None:
    before = now()
    published_commitment()
    known_at = before.isoformat().replace("+00:00", "Z")
    assert download(client, "/data/journal.jsonl", known_at=known_at) == b""
