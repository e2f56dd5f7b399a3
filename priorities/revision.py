"""Which state of the record is public now: one cheap question, whose answer changes with every change that shows."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from priorities.clocks import day_of, now, start_of
from priorities.edits import TABLE
from priorities.models import JournalEntry

_JOURNAL = JournalEntry._meta.db_table
# The newest entry tells of what was written, the newest public one of embargoes that came due: they are found at the
# ends of two indexes. `edits` counts what the journal does not tell. The newest entry is named by its hash, because its
# number comes again where a backup was restored, or a replica took over that had not followed to the end.
_QUESTION = f"""
SELECT (SELECT SUBSTR(hash, 1, 16) FROM {_JOURNAL} ORDER BY number DESC LIMIT 1),
       (SELECT number FROM {_JOURNAL} WHERE public_from <= %s ORDER BY public_from DESC, number DESC LIMIT 1),
       (SELECT MIN(public_from) FROM {_JOURNAL} WHERE public_from > %s),
       (SELECT COUNT(*) FROM {TABLE}),
       (SELECT SUM(id) FROM {TABLE})"""  # noqa: S608  (names of tables)


Answer = TypeVar("Answer")
ANSWER_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of the public record. Without any write it ends by itself at `until`: with the day of the record, or
    with the next embargo."""

    name: str
    until: datetime


def current_revision(using: str = "") -> Revision:
    """The revision that the database called `using` shows now; by default the one that is read from."""
    moment = now()
    database = connections[using or router.db_for_read(JournalEntry)]
    asked = database.ops.adapt_datetimefield_value(moment)
    with database.cursor() as cursor:
        cursor.execute(_QUESTION, [asked, asked])
        newest, public, release, edits, keys = cursor.fetchone()
    today = day_of(moment)
    tomorrow = start_of(today + timedelta(days=1))
    return Revision(
        name=f"{today}/{newest}/{public}/{edits}/{keys}",
        until=min(tomorrow, _instant(release, database)) if release else tomorrow,
    )


class RevisionWatch:
    """`current_revision` on SQLite, asked again only after a write: to see that there was none costs a tenth of asking.

    Each thread has a connection of its own, and with it a mark of its own.
    """

    def __init__(self, using: str) -> None:
        self.using = using
        self._seen = threading.local()

    def __call__(self) -> Revision:
        seen = self._seen
        database = seen.__dict__.get("database") or connections[self.using]
        mark = _mark_of_writes(database)
        if mark and mark == seen.__dict__.get("mark") and now() < seen.revision.until:
            return cast("Revision", seen.revision)
        revision = current_revision(self.using)
        # The mark was taken before the question, so a write in between is asked for once too often, never too seldom.
        seen.database, seen.mark, seen.revision = database, mark, revision
        return revision


def _mark_of_writes(database: BaseDatabaseWrapper) -> tuple[Any, ...]:
    """What changes with each write that a connection to SQLite can see; empty where that can't be told.

    One part counts the writes of other connections, one those of this connection. Neither counts a rollback.
    """
    open_one = database.connection
    if open_one is None:
        return ()
    with database.wrap_database_errors:
        if open_one.in_transaction:
            return ()
        version = open_one.execute("PRAGMA data_version").fetchone()
    return (open_one, version, open_one.total_changes)


def remembered(*asked: object, compute: Callable[[], Answer]) -> Answer:
    """What `compute` finds, worked out once for all pages, languages and processes that share the cache.

    `asked` names the question and all that its answer depends on: the revision, read before anything else, among them.
    The answer has no language.
    """
    if _may_be_rolled_back():
        return compute()  # its revision may then be another's, as in a preview
    question = hashlib.sha256(repr(asked).encode()).hexdigest()
    return cast("Answer", cache.get_or_set(f"answer.{question}", compute, ANSWER_SECONDS))


def _may_be_rolled_back() -> bool:
    return connections[router.db_for_read(JournalEntry)].in_atomic_block


def _instant(value: Any, database: BaseDatabaseWrapper) -> datetime:
    """A moment as the database's driver hands it out."""
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value).replace(tzinfo=database.timezone)
