"""A part that can't run here says which package it lacks; under CI that is a failure."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgresql
from tests.missing import skip_for_lack_of


@pytest.fixture
def no_postgresql(monkeypatch, tmp_path):
    monkeypatch.setattr(postgresql, "DEBIAN_BINARIES", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_without_postgresql_its_part_is_left_out_but_not_under_ci(no_postgresql, monkeypatch, capsys, ci, code):
    monkeypatch.setenv("CI", ci)
    assert postgresql.main() == code
    assert capsys.readouterr().out == (
        "PostgreSQL was not found: install the Debian package postgresql to run this part.\n"
    )


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_without_chromium_its_part_is_skipped_but_not_under_ci(monkeypatch, ci, outcome):
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="Chromium was not found: install the Debian package chromium"):
        skip_for_lack_of("Chromium", "chromium")


@pytest.mark.postgresql
def test_the_throw_away_server_hands_on_the_exit_code_and_leaves_nothing():
    command = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(7)"
    done = subprocess.run(
        [sys.executable, "-m", "tests.postgresql", sys.executable, "-c", command],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7
    folder = done.stdout.strip().removeprefix("postgres://tests@/").rpartition("/")[0]
    assert folder.startswith("/")
    assert not Path(folder).exists()
