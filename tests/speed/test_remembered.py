"""What is counted once a revision is found again only by those who are shown that revision."""

import pytest
from django.core.cache import cache
from django.db import transaction

from priorities.actions import notes
from priorities.choices import Status
from priorities.filters import read_clocks
from priorities.revision import current_revision
from tests.factories import OfficialFactory, published_commitment, submitted_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def memory(settings, monkeypatch):
    """A cache that remembers, as a process of the site has it; what a test writes is taken for committed."""
    monkeypatch.setattr("priorities.revision._may_be_rolled_back", lambda: False)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "counts"}}
    cache.clear()


def test_a_count_taken_while_a_note_is_approved_is_not_found_after_it(client, memory, monkeypatch):
    note = submitted_note(published_commitment(), status=Status.COMPLETED)
    approver = OfficialFactory.create(canada=True, approver=True)

    def read_slowly(query):
        clocks = read_clocks(query)
        notes.approve(note=note, by=approver)
        return clocks

    with monkeypatch.context() as racing:
        racing.setattr("priorities.views.overview.read_clocks", read_slowly)
        assert client.get("/en/").status_code == 200
    assert completed(client) == 1


def completed(client) -> int:
    """The number of completed commitments that the overview shows."""
    counts: dict[str, int] = {figure.label: figure.count for figure in client.get("/en/").context["figures"]}
    return counts["completed"]


def test_the_count_is_taken_once_a_revision(client, memory, monkeypatch):
    note = submitted_note(published_commitment(), status=Status.COMPLETED)
    assert completed(client) == 0
    with monkeypatch.context() as counting:
        counting.setattr("priorities.views.area_line.summarise", lambda rows: pytest.fail("counted again"))
        assert completed(client) == 0
    notes.approve(note=note, by=OfficialFactory.create(canada=True, approver=True))
    assert completed(client) == 1


def test_the_newest_reports_are_looked_for_once_a_revision(client, memory, monkeypatch):
    note = submitted_note(published_commitment())
    assert not client.get("/en/").context["reports"]
    with monkeypatch.context() as looking:
        looking.setattr("priorities.views.rows._newest", lambda *asked: pytest.fail("looked for again"))
        assert client.get("/ja/").status_code == 200
    notes.approve(note=note, by=OfficialFactory.create(canada=True, approver=True))
    assert [report.code for report in client.get("/en/").context["reports"]] == [note.commitment.code]


def test_a_record_that_went_back_and_on_again_is_another_revision():
    """As after a restore, or when a replica takes over that had not followed to the end: all numbers come again."""
    note = submitted_note(published_commitment())
    approver = OfficialFactory.create(canada=True, approver=True)

    def name_once_approved() -> str:
        before = transaction.savepoint()
        notes.approve(note=note, by=approver)
        name = current_revision().name
        transaction.savepoint_rollback(before)
        return name

    assert name_once_approved() != name_once_approved()
