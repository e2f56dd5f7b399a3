"""The starting record for the tests of one module: each test sees it whole and leaves it so.

Loading goes through the actions and takes seconds, so it happens once a process; the modules after the first get
the very rows that the first load left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from priorities.loading import load
from priorities.models import ProgressNote


@dataclass(frozen=True)
class Table:
    """What the load left in one table, as the database hands it out."""

    name: str
    columns: list[str]
    rows: list[tuple[Any, ...]]

    def fill(self) -> None:
        names = ", ".join(map(connection.ops.quote_name, self.columns))
        places = ", ".join(["%s"] * len(self.columns))
        table = connection.ops.quote_name(self.name)
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", self.rows)


@pytest.fixture(scope="session")
def starting_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> list[Table]:
    with django_db_blocker.unblock(), transaction.atomic():
        # Notes last: what belongs to a released note is fixed, so nothing could be added to it.
        models = sorted(apps.get_models(include_auto_created=True), key=lambda model: model is ProgressNote)
        empty = [name for model in models if not _content(name := model._meta.db_table).rows]
        load(settings.BASE_DIR / "fixtures")
        filled = [table for table in map(_content, empty) if table.rows]
        transaction.set_rollback(True)
    return filled


def _content(name: str) -> Table:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
        return Table(name, [column[0] for column in cursor.description], cursor.fetchall())


@pytest.fixture(scope="module")
def loaded_record(starting_rows: list[Table], django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The record, in a transaction that ends with the module; what each test does is rolled back inside it."""
    with django_db_blocker.unblock(), transaction.atomic():
        for table in starting_rows:
            table.fill()
        if connection.vendor == "postgresql":
            # What earlier tests rolled back has left it believing anything about these tables.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def record(loaded_record: None, db: None) -> None:
    """The starting record, as `load_record` leaves it. All tests of a module ask for it, or none."""
