"""The starting record for the tests of one module: each test sees it whole and leaves it so."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests.prepared import Prepared, Table


@pytest.fixture(scope="session")
def starting_rows(prepared: Prepared, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> list[Table]:
    with django_db_blocker.unblock():
        rows = prepared.starting_rows()
        with transaction.atomic():
            _fill(rows)
            # Rows that tests add get numbers beyond those of the record; that outlives the transaction.
            with connection.cursor() as cursor:
                models = apps.get_models(include_auto_created=True)
                for statement in connection.ops.sequence_reset_sql(no_style(), models):
                    cursor.execute(statement)
            transaction.set_rollback(True)
    return rows


def _fill(tables: list[Table]) -> None:
    for table in tables:
        table.fill()


@pytest.fixture(scope="module")
def loaded_record(starting_rows: list[Table], django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The record, in a transaction that ends with the module; what each test does is rolled back inside it."""
    with django_db_blocker.unblock(), transaction.atomic():
        _fill(starting_rows)
        if connection.vendor == "postgresql":
            # What earlier tests rolled back has left it believing anything about these tables.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def record(loaded_record: None, db: None) -> None:
    """The starting record, as `load_record` leaves it. All tests of a module ask for it, or none."""
