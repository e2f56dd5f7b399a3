"""Public pages are read from a real streaming replica, and an official sees at once what they have just approved."""

import os
import subprocess
import sys

import pytest

from tests.postgresql import find_binaries, server, standby_of
from tests.site import ROOT


@pytest.mark.postgresql
def test_readers_read_the_replica_and_officials_the_primary():
    binaries = find_binaries()
    assert binaries
    with server(binaries) as primary, standby_of(primary, binaries) as replica:
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": primary,
            "DATABASE_REPLICA_URL": replica,
            "ENV_FILE": os.devnull,
            "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-only-for-tests",
        }
        visit = "from tests.speed.replica_visit import main; main()"
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", visit]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "seen\n", done.stderr
