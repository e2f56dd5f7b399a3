"""A tracker's web server, which tests kill, and an approver who goes on approving meanwhile."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.reliability.tracker import Tracker
from tests.site import ROOT, Site, free_port, wait_until_ready

# Notes that wait, and the session of an approver who may approve them all.
WAITING = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
approver = OfficialFactory.create(approver=True)
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(approver.pk), approver.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session.create()
commitment = published_commitment(code="ES-90")
waiting = [submitted_note(commitment).pk for _ in range(NUMBER)]
print(json.dumps({"session": session.session_key, "waiting": waiting}))
"""
APPROVERS = 4
CSRF = "0123456789abcdefghijklmnopqrstuv"


@dataclass(frozen=True)
class Desk:
    """An approver with a session, before a pile of notes."""

    session: str
    waiting: list[int]

    def approve(self, port: int, note: int) -> int:
        """Open the page and press the button; the status of the answer. A redirect acknowledges the approval."""
        path = f"/admin/priorities/progressnote/{note}/approve/"
        status, page = self.ask(port, "GET", path)
        if status != http.client.OK:
            return status
        shown = re.search(r'name="shown_state" value="([^"]*)"', page)
        form = {"csrfmiddlewaretoken": CSRF, "shown_state": shown[1] if shown else ""}
        return self.ask(port, "POST", path, urlencode(form))[0]

    def ask(self, port: int, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Cookie": f"session={self.session}; csrf={CSRF}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def desk_on(tracker: Tracker, *, notes: int) -> Desk:
    made = json.loads(tracker.python(WAITING.replace("NUMBER", str(notes))))
    return Desk(made["session"], made["waiting"])


@contextmanager
def web(tracker: Tracker, folder: Path) -> Iterator[tuple[int, Callable[[], None]]]:
    """A running web server: its port, and how to kill it at once with all its workers."""
    port = free_port()
    environment = {**tracker.environment, "PORT": str(port)}
    site, log = Site(f"http://127.0.0.1:{port}", "", environment), folder / "web.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "fip_tracker.serve"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

    def kill() -> None:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=30)

    try:
        wait_until_ready(site, server, log)
        yield port, kill
    finally:
        kill()


def approve_until(desk: Desk, port: int, acknowledged: int, strike: Callable[[], None]) -> tuple[list[int], list[int]]:
    """Approve the whole pile, several at a time; strike after so many acknowledgements.

    The notes that were acknowledged, before or after the strike, and the other statuses that came.
    """
    pile, done, others = iter(desk.waiting), [], []
    reached = threading.Event()

    def work() -> None:
        for note in pile:
            try:
                status = desk.approve(port, note)
            except (OSError, http.client.HTTPException):
                continue
            if status == http.client.FOUND:
                done.append(note)
            else:
                others.append(status)
            if len(done) >= acknowledged:
                reached.set()

    threads = [threading.Thread(target=work) for _ in range(APPROVERS)]
    for thread in threads:
        thread.start()
    assert reached.wait(60), others
    strike()
    for thread in threads:
        thread.join(60)
    return done, others


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
