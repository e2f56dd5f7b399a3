"""Triggers by which the database counts every edit of what the public sees and the journal does not tell.

A page that was rendered is good until the count moves. The database counts, so that an edit by any path, raw SQL among
them, is counted in its own transaction. `guards.install` creates these triggers along with its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "priorities_contentedit"
WATCHED = [
    "commitment",
    "commitmentrelation",
    "datechange",
    "document",
    "document_sources",
    "mendedday",
    "milestone",
    "milestone_sources",
    "organization",
    "ownership",
    "priorityarea",
    "priorityarea_sources",
    "provision",
    "source",
]
OPERATIONS = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Counter:
    """Count an operation on a table; `when` is SQL over OLD and NEW, empty for every row."""

    table: str
    operation: str
    when: str = ""

    @property
    def name(self) -> str:
        return f"edit_{self.table}_{self.operation.lower()}"


def counters() -> Iterator[Counter]:
    for noun in WATCHED:
        for operation in OPERATIONS:
            yield Counter(f"priorities_{noun}", operation)
    # A draft is nobody's business yet.
    yield Counter("priorities_progressnote", "UPDATE", "NEW.released_at IS NOT NULL")


# SQLite has one writer at a time, so one row with a rising key is enough.
_SQLITE_TABLE = f"CREATE TABLE IF NOT EXISTS {TABLE} (id integer PRIMARY KEY AUTOINCREMENT)"
_SQLITE_COUNT = f"DELETE FROM {TABLE}; INSERT INTO {TABLE} (id) VALUES (NULL);"  # noqa: S608  (our own names)

# On PostgreSQL one row for all would be a lock that two officials could hold against each other, so each edit adds a
# row. Their number and the sum of their keys tell every state from every other, in whatever order transactions commit.
# Old rows go now and then, and none that another transaction holds.
_POSTGRESQL_TABLE = f"CREATE TABLE IF NOT EXISTS {TABLE} (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY)"
_POSTGRESQL_BODY = f"""
DECLARE
    added bigint;
BEGIN
    INSERT INTO {TABLE} DEFAULT VALUES RETURNING id INTO added;
    IF added % 100 = 0 THEN
        DELETE FROM {TABLE} WHERE id IN (SELECT id FROM {TABLE} WHERE id < added - 1000 FOR UPDATE SKIP LOCKED);
    END IF;
    RETURN NULL;
END """  # noqa: S608
_POSTGRESQL_COUNT = (
    f"CREATE OR REPLACE FUNCTION count_content_edit() RETURNS trigger LANGUAGE plpgsql AS $${_POSTGRESQL_BODY}$$"
)


FIRING = "FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgenabled IN ('O', 'A')"
"""Of the triggers of PostgreSQL those that fire in every session, with their functions."""


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the table of the count, and the triggers that are missing or altered on the tables that exist."""
    absent = set(missing(connection))
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE_TABLE if connection.vendor == "sqlite" else _POSTGRESQL_TABLE)
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_COUNT)
        for counter in counters():
            if counter.name in absent and counter.table in tables:
                place = f" ON {counter.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {counter.name}{place}")
                cursor.execute(_trigger(counter, connection.vendor))


def _trigger(counter: Counter, vendor: str) -> str:
    start = f"CREATE TRIGGER {counter.name} AFTER {counter.operation} ON {counter.table} FOR EACH ROW"
    when = f" WHEN ({counter.when})" if counter.when else ""
    does = f"BEGIN {_SQLITE_COUNT} END" if vendor == "sqlite" else "EXECUTE FUNCTION count_content_edit()"
    return f"{start}{when} {does}"


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers and the count."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS count_content_edit() CASCADE")
        else:
            for counter in counters():
                cursor.execute(f"DROP TRIGGER IF EXISTS {counter.name}")
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that the database does not have, has been told not to fire, or has with another text."""
    expected = {counter.name: _trigger(counter, connection.vendor) for counter in counters()}
    if connection.vendor == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        expected = {name: text.lower() + _POSTGRESQL_BODY for name, text in expected.items()}
        query = f"SELECT tgname, lower(pg_get_triggerdef(pg_trigger.oid, true)) || prosrc {FIRING}"
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = dict(cursor.fetchall())
    return [name for name, text in expected.items() if present.get(name) != text]
