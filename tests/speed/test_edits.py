"""The database counts each edit of what is shown, on every path, and knows which state is public now."""

import pytest
from django.db import connection

from priorities import edits, guards
from priorities.models import Source
from priorities.revision import current_revision
from tests.factories import NoteFactory, SourceFactory

pytestmark = pytest.mark.django_db


def test_migrations_install_every_counter():
    assert edits.missing(connection) == []


def test_removing_and_installing_them_again_leaves_them_counting():
    edits.remove(connection)
    assert edits.missing(connection)
    guards.install(connection)
    assert edits.missing(connection) == []
    before = current_revision()
    SourceFactory.create()
    assert current_revision().name != before.name


def test_raw_sql_is_counted_and_a_question_is_not():
    SourceFactory.create()
    before = current_revision()
    list(Source.objects.all())
    assert current_revision() == before
    with connection.cursor() as cursor:
        cursor.execute("UPDATE priorities_source SET publisher = 'Renamed'")
    assert current_revision().name != before.name


def test_an_edit_of_a_draft_is_not_counted():
    note = NoteFactory.create()
    before = current_revision()
    note.text_en = "Other words."
    note.save(update_fields=["text_en"])
    assert current_revision() == before


def test_the_count_stays_small():
    SourceFactory.create()
    with connection.cursor() as cursor:
        for number in range(1300):
            cursor.execute("UPDATE priorities_source SET publisher = %s", [str(number)])
        cursor.execute(f"SELECT COUNT(*) FROM {edits.TABLE}")
        assert cursor.fetchone()[0] <= 1100
