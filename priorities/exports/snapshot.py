"""Many reads of one state of the record, whatever is written meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections, transaction


def whole(alias: str, pieces: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
    """The pieces of a file, all read from one state of the database of this alias."""
    with snapshot(alias):
        yield from pieces()


@contextmanager
def snapshot(alias: str) -> Iterator[None]:
    """Within a transaction that is open already, that one; it is then up to whoever opened it."""
    connection: Any = connections[alias]
    with ExitStack() as stack:
        if not connection.in_atomic_block:
            begin = _begin_repeatable if connection.vendor == "postgresql" else _begin_reading
            begin(connection, stack)
        if connection.vendor == "postgresql":
            _plan_for_the_last_row(connection)
        yield


def _begin_repeatable(connection: Any, stack: ExitStack) -> None:
    stack.enter_context(transaction.atomic(using=connection.alias))
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _plan_for_the_last_row(connection: Any) -> None:
    """Until the transaction ends, what is read bit by bit is planned as what is read to its end.

    PostgreSQL takes a tenth for granted, and prefers the plan that has a first row sooner. Where it knew nothing of the
    tables yet, such a plan compared each of 20,000 commitments with each of 100,000 notes.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1")


def _begin_reading(connection: Any, stack: ExitStack) -> None:
    """On SQLite, without the lock for writing that other transactions take at once: nobody is to wait for a reader."""
    connection.ensure_connection()  # which reads the mode from the settings
    usual = connection.transaction_mode
    connection.transaction_mode = "DEFERRED"
    try:
        stack.enter_context(transaction.atomic(using=connection.alias))
    finally:
        connection.transaction_mode = usual
