"""Whatever fails, and whenever: no acknowledged write is lost, none is half done, and the journal is whole."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from priorities.clocks import now
from priorities.models import JournalEntry
from priorities.verification import verify
from tests import postgresql
from tests.clock import stopped_at
from tests.factories import published_commitment, released_note
from tests.reliability.tracker import BEGIN, Tracker, tracker_on
from tests.reliability.web import approve_until, desk_on, wait_for, web
from tests.site import ROOT

# Figures for docs/reliability.md: `pytest -o junit_family=xunit1 --junitxml=FILE tests/reliability`.
Figures = Callable[[str, object], None]
RELEASED = "print(*ProgressNote.objects.released().values_list('pk', flat=True)); print(told('verify_record'))"


def released_notes(tracker: Tracker) -> set[int]:
    """The notes that are public, of a record that proves itself."""
    numbers, _newline, proof = tracker.python(RELEASED).partition("\n")
    assert "The record verifies" in proof
    return {int(number) for number in numbers.split()}


def test_no_acknowledged_approval_is_lost_when_the_web_server_is_killed(
    tracker: Tracker, tmp_path: Path, record_property: Figures
) -> None:
    desk = desk_on(tracker, notes=40)
    with web(tracker, tmp_path) as (port, kill):
        acknowledged, others = approve_until(desk, port, 8, kill)
    assert len(acknowledged) < len(desk.waiting)  # it was killed in the middle
    assert others == []
    released = released_notes(tracker)
    assert set(acknowledged) <= released
    record_property("acknowledged", len(acknowledged))
    record_property("public", len(released))


@pytest.mark.postgresql
def test_no_acknowledged_approval_is_lost_when_postgresql_is_killed_and_the_site_comes_back_by_itself(
    tmp_path: Path, record_property: Figures
) -> None:
    binaries = postgresql.find_binaries()
    assert binaries is not None
    with postgresql.server(binaries, settings="") as url:
        folder = Path(url.removeprefix("postgres://tests@/").rpartition("/")[0])
        tracker = tracker_on(url)
        tracker.manage("migrate", "--verbosity", "0")
        desk = desk_on(tracker, notes=40)
        with web(tracker, tmp_path) as (port, _kill):
            acknowledged, others = approve_until(desk, port, 8, lambda: kill_postgresql(folder))
            assert set(others) <= {503}
            try:
                assert_a_clear_answer(port)
            finally:
                start_postgresql(binaries, folder)
            started = time.monotonic()
            wait_for(lambda: desk.approve(port, desk.waiting[-1]) != 503)
            record_property("seconds to the first approval after the start", round(time.monotonic() - started, 1))
            released = released_notes(tracker)
    assert set(acknowledged) | {desk.waiting[-1]} <= released
    record_property("acknowledged", len(acknowledged))
    record_property("answered 503", len(others))
    record_property("public", len(released))


def kill_postgresql(folder: Path) -> None:
    """Kill the server itself; its other processes see that and end."""
    os.kill(int((folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


def start_postgresql(binaries: Path, folder: Path) -> None:
    options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
    command = [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "start", "--wait", "--log", str(folder / "log")]
    command += ["-o", options]
    account = postgresql.unprivileged(folder)

    def started() -> bool:
        # While a process of the killed server is still ending, the next one refuses to start.
        return subprocess.run(command, cwd=folder, capture_output=True, check=False, **account).returncode == 0

    wait_for(started)


def assert_a_clear_answer(port: int) -> None:
    """In the language of the address, with a time to come back, and nothing of the inside."""
    for path, words in {
        "/en/": 'lang="en"',
        "/fr/commitments/": 'lang="fr"',
        "/ja/": 'lang="ja"',
    }.items():
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30)
        with refusal.value as answer:
            body = answer.read().decode()
        assert (answer.code, answer.headers["Retry-After"]) == (http.client.SERVICE_UNAVAILABLE, "30")
        assert words in body
        assert "psycopg" not in body
        assert "Traceback" not in body
    # A file that has begun breaks off; it never ends as if it were whole.
    file = f"http://127.0.0.1:{port}/data/summary.csv"
    with pytest.raises((OSError, http.client.HTTPException)), urllib.request.urlopen(file, timeout=30) as answer:
        answer.read()


# Each stops in the very middle of a write: some of its rows are written, others are not.
MIDDLES = {
    "an approval": """
from priorities.actions import notes
note = ProgressNote.objects.get(state="submitted")
notes.refresh_periods = stop
notes.approve(note=note, by=OfficialFactory.create(approver=True))
""",
    "an import": """
from priorities.importing import applying
from tests.importing.files import planned
by = OfficialFactory.create(administrator=True)
rows = [{"code": f"ES-{n}", "area_code": "ES", "title_en": f"C {n}", "description_en": "D", "kind": "one_off",
         "linkage": "bilateral"} for n in range(50, 60)]
def watch(rows):
    for number, row in enumerate(rows):
        if number == 5:
            stop()
        yield row
made = planned("commitments", by, *rows)
assert not made.is_blocked, made
applying.apply(made, by, watch=watch)
""",
}
STOP = """
def stop(*_):
    print("in the middle", flush=True)
    import time
    time.sleep(60)
"""
STANDING = """
print(ProgressNote.objects.released().count(), Commitment.objects.count(), JournalEntry.objects.count())
print(told("verify_record"))
"""


def test_a_write_that_is_killed_in_the_middle_never_was(tracker: Tracker) -> None:
    tracker.python('AreaFactory.create(code="ES"); submitted_note(published_commitment(code="ES-90"))')
    for script in MIDDLES.values():
        command = [sys.executable, "-c", f"{BEGIN}\n{STOP}\n{script}"]
        writer = subprocess.Popen(
            command, cwd=ROOT, env=tracker.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        told = writer.stdout.readline()
        writer.kill()
        _output, trouble = writer.communicate(timeout=30)
        assert told == "in the middle\n", trouble
    standing = tracker.python(STANDING)
    assert standing.startswith("0 1 1\n")
    assert "The record verifies" in standing


# What strikes while an approval is being written, and how it ends.
FAULTS = {
    "sqlite": """
def strike():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        cursor.execute("CREATE TEMP TABLE full_disk (x)")
def mend():
    connection.cursor().execute("PRAGMA max_page_count = 1073741823")
""",
    "postgresql": """
def strike():
    import psycopg
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
def mend():
    pass
""",
}
STRUCK = """
from django.db import connection
from priorities.actions import notes
note = submitted_note(published_commitment(), text_en="A long report. " * 20_000)
approver = OfficialFactory.create(approver=True)
browser = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
browser.force_login(approver, backend="django.contrib.auth.backends.ModelBackend")
written = notes.write_entry
def write_entry(**entry):
    strike()
    return written(**entry)
notes.write_entry = write_entry
address = f"/admin/priorities/progressnote/{note.pk}/approve/"
import re
page = browser.get(address).content.decode()
form = {"shown_state": re.search(r'name="shown_state" value="([^"]*)"', page)[1]}
print("struck:", browser.post(address, form).status_code)
mend()
notes.write_entry = written
note.refresh_from_db()
print("then:", note.state, note.number, NoteApproval.objects.count(), JournalEntry.objects.count())
print(told("verify_record"))
print("again:", browser.post(address, form).status_code)
print(told("verify_record"), JournalEntry.objects.count())
"""


def test_a_full_disk_and_a_cut_connection_leave_nothing_half_done(tracker: Tracker) -> None:
    """The disk is full on SQLite; the connection is cut on PostgreSQL."""
    told = tracker.python(FAULTS[connection.vendor] + STRUCK)
    assert "struck: 503" in told
    assert "then: submitted None 0 1" in told
    assert "again: 302" in told
    assert told.count("The record verifies") == 2


EIGHT = """
from threading import Barrier, Thread
from django.db import connection
from priorities.actions import notes
WRITERS, EACH = 8, 2
commitments = [published_commitment() for _ in range(2)]
piles = [[submitted_note(commitments[number % 2]) for number in range(EACH)] for _ in range(WRITERS)]
approvers = [OfficialFactory.create(approver=True) for _ in range(WRITERS)]
before, barrier, faults = JournalEntry.objects.count(), Barrier(WRITERS), []
def write(pile, approver):
    try:
        barrier.wait()
        for note in pile:
            notes.approve(note=note, by=approver)
    except BaseException as fault:
        faults.append(fault)
    finally:
        connection.close()
threads = [Thread(target=write, args=pair) for pair in zip(piles, approvers)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(faults, JournalEntry.objects.count() - before, ProgressNote.objects.released().count())
print(told("verify_record"))
"""


def test_eight_writers_at_once_wait_for_each_other_and_lose_nothing(tracker: Tracker) -> None:
    told = tracker.python(EIGHT)
    assert told.startswith("[] 16 16\n"), told
    assert "The record verifies" in told


@pytest.mark.django_db
def test_a_clock_that_was_set_back_breaks_nothing_and_takes_the_machine_out_of_service(client) -> None:
    commitment = published_commitment()
    released_note(commitment)
    with stopped_at(now() - timedelta(hours=2)):
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"not ready: the clock is behind the journal\n")
        released_note(published_commitment())
    assert list(verify()) == []
    assert JournalEntry.objects.count() == 4
    assert client.get("/readyz").status_code == 200
