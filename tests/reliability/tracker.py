"""A tracker of its own for tests that kill, fill and restore: a database beside that of the tests, and its commands."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from dataclasses import dataclass, field

from tests.site import ROOT

# Each process costs seconds on a busy machine, so the steps of a test share one where they can.
BEGIN = """
import os
import django; django.setup()
from io import StringIO
from django.core.management import CommandError, call_command
from django.test import Client
from priorities.models import *
from tests.factories import *

# Counting goes on where no other process has been.
for factory in (OrganizationFactory, OfficialFactory, SourceFactory):
    factory.reset_sequence(os.getpid() * 100)

def told(*command):
    output = StringIO()
    try:
        call_command(*command, stdout=output)
    except CommandError as error:
        output.write(f"refused: {error}")
    return output.getvalue()

def file(name):
    response = Client(headers={"host": "127.0.0.1"}).get(f"/data/{name}")
    assert response.status_code == 200, response
    return b"".join(response)

def files():
    return [file("summary.csv"), file("commitments.csv"), told("dumpdata", "--all")]
"""
# A commitment with a public note and one under embargo.
RECORD = """
from datetime import UTC, datetime
commitment = published_commitment(code="ES-90")
released_note(commitment, reporter="japan")
released_note(commitment, release_at=datetime(2100, 1, 1, tzinfo=UTC))
"""


@dataclass(frozen=True)
class Tracker:
    """A database with the environment that names it."""

    environment: dict[str, str] = field(repr=False)

    def manage(self, *arguments: str, expecting: int = 0) -> str:
        return self.run("manage.py", *arguments, expecting=expecting)

    def python(self, script: str) -> str:
        return self.run("-c", f"{BEGIN}\n{script}")

    def run(self, *arguments: str, expecting: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == expecting, f"{arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def on(self, database_url: str) -> Tracker:
        return Tracker({**self.environment, "DATABASE_URL": database_url})

    def assert_whole(self) -> None:
        """The record proves itself: no half of anything, the journal without a break."""
        assert "The record verifies" in self.manage("verify_record")


def tracker_on(database_url: str, **environment: str) -> Tracker:
    shared = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tests.reliability.settings",
        "DATABASE_URL": database_url,
        "ENV_FILE": os.devnull,
        "SECRET_KEY": secrets.token_urlsafe(64),
    }
    return Tracker({**shared, **environment})
