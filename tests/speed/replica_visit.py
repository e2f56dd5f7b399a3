"""Run by `test_replica.py` on a primary and its replica: a reader and an official ask for the same page.

The replica is stopped from following, and let go again, so that what each of them sees tells where it was read.
"""

import time

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client, override_settings

from fip_tracker.wsgi import application
from priorities.actions import notes
from tests.factories import OfficialFactory, published_commitment, submitted_note
from tests.speed.visitor import Visitor

TEXT = "Approved a moment ago."
SECONDS_TO_FOLLOW = 30


def on_replica(statement: str) -> object:
    with connections["replica"].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def wait_for_replica() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()")
        written = cursor.fetchone()[0]
    deadline = time.monotonic() + SECONDS_TO_FOLLOW
    while on_replica(f"SELECT pg_last_wal_replay_lsn() < '{written}'"):
        assert time.monotonic() < deadline, "The replica did not follow."
        time.sleep(0.05)


def cookie_of(official) -> str:
    client = Client()
    client.force_login(official)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def main() -> None:
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    override_settings(STORAGES={**settings.STORAGES, **plain}).enable()  # nothing was collected for this site
    call_command("migrate", verbosity=0)
    commitment = published_commitment()
    note = submitted_note(commitment, text_en=TEXT)
    approver = OfficialFactory.create(canada=True, approver=True)
    cookie = cookie_of(approver)
    address = commitment.get_absolute_url()
    visitor = Visitor(application)

    wait_for_replica()
    assert on_replica("SELECT pg_is_in_recovery()")
    assert visitor.get(address, host="127.0.0.1").status == 200

    on_replica("SELECT pg_wal_replay_pause()::text")
    notes.approve(note=note, by=approver)
    assert TEXT in visitor.get(address, host="127.0.0.1", cookie=cookie).text, "An official reads where they write."
    time.sleep(1)  # a process asks PostgreSQL for the revision once a second
    assert TEXT not in visitor.get(address, host="127.0.0.1").text, "A reader reads from the replica."

    on_replica("SELECT pg_wal_replay_resume()::text")
    wait_for_replica()
    time.sleep(1)
    assert TEXT in visitor.get(address, host="127.0.0.1").text, "The revision is read where the page is read."
    print("seen")
