"""What one process writes, every process of the running site shows: at once, and an embargo at its instant."""

import time
import urllib.request
from datetime import datetime, timedelta

import pytest
from django.db import connection

from priorities.clocks import now
from tests.site import Site

# More requests, each on a connection of its own, than chance would let one of two workers miss.
REQUESTS = 16
WRITE = """
from datetime import datetime
from priorities.actions import notes
from priorities.models import Commitment, Official, ProgressNote
author, approver = (Official.objects.get(username=name) for name in ("editor.ca", "approver.ca"))
for text, release in [("News for everybody.", None), ("Under embargo.", datetime.fromisoformat("{release}"))]:
    note = ProgressNote.objects.create(
        commitment=Commitment.objects.get(code="ES-01"), author=author, reporter="canada", status="on_track",
        as_of="2026-01-01", text_en=text,
    )
    notes.approve(note=notes.submit(note=note, by=author), by=approver, release_at=release)
"""


@pytest.fixture
def page(site: Site):
    def read() -> list[str]:
        address = f"{site.url}/en/commitments/ES-01/"
        return [urllib.request.urlopen(address, timeout=30).read().decode() for _ in range(REQUESTS)]

    return read


def wait_until(instant: datetime) -> None:
    time.sleep(max(0, (instant - now()).total_seconds()))


def test_an_approval_and_an_embargo_show_on_every_process(site, page):
    assert not [text for text in page() if "News for everybody." in text]
    release = now() + timedelta(seconds=15)
    site.manage("shell", "--verbosity", "0", "--command", WRITE.format(release=release.isoformat()))
    if connection.vendor == "postgresql":
        wait_until(now() + timedelta(seconds=1))  # a process asks it once a second
    shown = page()
    assert all("News for everybody." in text for text in shown)
    assert not [text for text in shown if "Under embargo." in text]
    wait_until(release)
    assert all("Under embargo." in text for text in page())
