"""The journal page: the head to note, the latest entries, and nothing of what is sealed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.clocks import now
from priorities.models import JournalEntry
from tests.factories import published_commitment, released_note
from tests.pages.reading import fetch, text

pytestmark = pytest.mark.django_db


def test_the_head_is_shown_to_note_even_while_it_is_sealed(client):
    commitment = published_commitment(code="ES-90")
    released_note(commitment, release_at=now() + timedelta(days=1))
    head = JournalEntry.objects.latest("number")
    page = fetch(client, "/en/journal/")
    assert head.hash in page.section("The last entry")
    latest = [text(line) for line in page.one("ol[@class='journal-entries']").findall("li")]
    assert "Sealed until its release" in latest[0]
    assert "ES-90" not in latest[0]
    assert "Commitment added · ES-90" in latest[-1]
    assert page.html.count(head.payload) == 0


def test_an_empty_journal_says_so(client):
    assert "The journal has no entry yet." in fetch(client, "/en/journal/").main


def test_the_page_asks_as_often_for_many_entries_as_for_one(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            fetch(client, "/en/journal/")
        return len(asked)

    commitment = published_commitment()
    once = queries()
    for _ in range(3):
        released_note(commitment)
    assert queries() == once
