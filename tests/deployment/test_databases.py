"""How the databases are opened."""

import pytest
from django.db import connection

from tests.deployment.start import setting, start

PRAGMAS = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    print(*[cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in
            ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")])
"""


def test_sqlite_loses_no_acknowledged_write_and_waits_for_others(tmp_path):
    done = start(
        "-c",
        PRAGMAS,
        DJANGO_SETTINGS_MODULE="fip_tracker.settings",
        DATABASE_URL=f"sqlite:///{tmp_path}/db.sqlite3",
    )
    full = 2
    assert done.stdout.split() == ["wal", str(full), "1", "20000"], done.stderr
    assert setting("DATABASES['default']['OPTIONS']['transaction_mode']") == "'IMMEDIATE'"


def test_connections_are_kept():
    postgresql = {"DATABASE_URL": "postgres://host/name"}
    assert setting("DATABASES['default']['CONN_MAX_AGE']", **postgresql) == "600"
    assert setting("DATABASES['default']['CONN_HEALTH_CHECKS']", **postgresql) == "True"


def test_options_in_the_url_win():
    url = "postgres://host/name?connect_timeout=1&sslmode=require"
    options = setting("DATABASES['default']['OPTIONS']", DATABASE_URL=url)
    assert options == "{'connect_timeout': 1, 'sslmode': 'require'}"


def test_a_replica_is_optional():
    assert setting("list(DATABASES)") == "['default']"
    assert setting("list(DATABASES)", DATABASE_REPLICA_URL="sqlite:///db.sqlite3") == "['default', 'replica']"


@pytest.mark.postgresql
@pytest.mark.django_db
def test_postgresql_sorts_as_in_production():
    with connection.cursor() as cursor:
        cursor.execute("SELECT datcollate FROM pg_database WHERE datname = current_database()")
        assert cursor.fetchone() == ("C.UTF-8",)
