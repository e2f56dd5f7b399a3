"""Two clicks on “Apply” at the same moment: the file is applied once."""

import pytest

from tests.reliability.tracker import Tracker

TWICE = """
from threading import Barrier, Thread
from django.db import connection
from priorities.importing import uploads
from tests.importing.files import csv_of
commitment = published_commitment(code="ES-90")
editor = OfficialFactory.create(canada=True, editor=True)
pending = uploads.keep(csv_of([{cells}]), "edited.csv", "{dataset}", editor)
digest, barrier, ends = uploads.plan_of(pending).digest, Barrier(2), []
def press(kept):
    try:
        barrier.wait()
        uploads.apply_kept(kept, digest=digest)
        ends.append("applied")
    except BaseException as refusal:
        ends.append(f"{{type(refusal).__name__}}: {{refusal}}")
    finally:
        connection.close()
kept = [PendingImport.objects.get(), PendingImport.objects.get()]
threads = [Thread(target=press, args=[each]) for each in kept]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("ends:", sorted(ends))
print("left:", ImportBatch.objects.count(), ImportedRow.objects.count(), {rows}, PendingImport.objects.count())
print(told("verify_record"))
"""
DRAFT = {"code": "ES-90", "reporter": "canada", "as_of": "2024-01-01", "status": "on_track", "text_en": "Begun."}
FILES = {
    "commitments": ({"code": "ES-90", "title_en": "Another"}, "Commitment.objects.filter(title_en='Another').count()"),
    "milestones": ({"code": "ES-90", "number": "1", "title_en": "A step"}, "Milestone.objects.count()"),
    "draft-notes": ({"id": "", **DRAFT}, "ProgressNote.objects.count()"),
}


@pytest.mark.parametrize("dataset", FILES)
def test_a_kept_file_is_applied_once_and_the_other_click_is_told_so(tracker: Tracker, dataset: str) -> None:
    cells, rows = FILES[dataset]
    told = tracker.python(TWICE.format(cells=cells, dataset=dataset, rows=rows))
    refusal = "NoLongerKept: This file is no longer kept: it has just been applied, or cancelled."
    assert f"ends: {sorted([refusal, 'applied'])}" in told
    assert "left: 1 1 1 0" in told
    assert "The record verifies" in told


SCREEN = """
import re
from threading import Barrier, Thread
from django.db import connection
from django.urls import reverse
from priorities.importing import uploads
from tests.importing.files import csv_of
commitment = published_commitment(code="ES-90")
editor = OfficialFactory.create(canada=True, editor=True)
pending = uploads.keep(csv_of([{"code": "ES-90", "title_en": "Another"}]), "edited.csv", "commitments", editor)
digest, barrier, ends = uploads.plan_of(pending).digest, Barrier(2), []
def press():
    client = Client(headers={"host": "127.0.0.1", "accept-language": "en"})
    client.force_login(editor)
    try:
        barrier.wait()
        address = reverse("admin:priorities_commitment_commitments_preview")
        page = client.post(address, {"digest": digest, "_apply": "1"}, follow=True, secure=True)
        ends.append((page.status_code, re.findall(r'<li class="(?:success|warning)">([^<]*)', page.content.decode())))
    finally:
        connection.close()
threads = [Thread(target=press) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
for end in sorted(ends, key=str): print(end)
print("left:", ImportBatch.objects.count(), PendingImport.objects.count())
"""


def test_the_screen_tells_both_clicks_what_became_of_them(tracker: Tracker) -> None:
    told = tracker.python(SCREEN)
    assert "(200, ['Applied: 0 rows added, 1 changed.'])" in told
    # The one that comes later finds no file any more, or waits for the other and then finds none.
    assert "no longer kept" in told
    assert told.count("(200, ") == 2
    assert "left: 1 0" in told
