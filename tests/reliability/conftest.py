"""A migrated database to copy, so that not every tracker goes through all migrations again."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.reliability.tracker import Tracker, tracker_on
from tests.site import fresh_database


@pytest.fixture(scope="session")
def copied_from(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """What a new database is copied from: the database of the tests, before any test has written into it."""
    with django_db_blocker.unblock():
        name = str(connection.settings_dict["NAME"])
        if connection.vendor == "sqlite":
            yield name
            return
        parameters = {**connection.get_connection_params(), "dbname": "postgres"}
        copy = f"migrated_{os.getpid()}"
        connection.close()  # a database in use can't be copied
        with psycopg.connect(**parameters, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {copy} TEMPLATE {name}")
            yield copy
            admin.execute(f"DROP DATABASE {copy} WITH (FORCE)")


@pytest.fixture
def tracker(copied_from: str, db: None, tmp_path: Path) -> Iterator[Tracker]:
    """A tracker with a migrated and otherwise empty database of the kind that this run is about."""
    if connection.vendor == "postgresql":
        with fresh_database(tmp_path, template=copied_from) as url:
            yield tracker_on(url)
        return
    with fresh_database(tmp_path) as url:
        with (
            closing(sqlite3.connect(copied_from)) as source,
            closing(sqlite3.connect(tmp_path / "site.sqlite3")) as copy,
        ):
            source.backup(copy)
        yield tracker_on(url)
