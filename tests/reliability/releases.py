"""A database as a release made it, with a record in it. Asked by the test of upgrades, in processes of its own."""

from __future__ import annotations

import pickle
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from priorities import guards
from priorities.models import ProgressNote
from tests.prepared import Table

# The last migration of each release, with the guards that came after it. A release adds its line.
RELEASES = {
    "0005_search_index": [
        "guard_priorities_commitment_update_start",
        "guard_priorities_datechange_insert_before_start",
        "guard_priorities_datechange_update_before_start",
        "guard_priorities_progressnote_insert_corrected_once",
        "guard_priorities_progressnote_update_corrected_once",
    ],
}
REWRITINGS = [
    "UPDATE priorities_progressnote SET status = 'completed'",
    "UPDATE priorities_progressnote SET released_at = NULL",
    "DELETE FROM priorities_journalentry",
    "UPDATE priorities_datechange SET new_date = old_date",
]


def keep(file: Path) -> None:
    """Write down every row of this database."""
    file.write_bytes(pickle.dumps([Table.read(model._meta.db_table) for model in _models()]))


def begin_at(release: str, file: Path) -> None:
    """Make this empty database what a release made of it, with the rows that were kept."""
    call_command("migrate", "priorities", release, verbosity=0)
    # Migrations install the guards of today.
    later = [guard for guard in guards.guards(connection.vendor) if guard.name in RELEASES[release]]
    with transaction.atomic(), connection.cursor() as cursor:
        for guard in later:
            on = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {guard.name}{on}")
        present = set(connection.introspection.table_names())
        for table in pickle.loads(file.read_bytes()):
            if table.name in present:
                _fill(table)
        there = [model for model in _models() if model._meta.db_table in present]
        for statement in connection.ops.sequence_reset_sql(no_style(), there):
            cursor.execute(statement)


def _models() -> list[type[Model]]:
    # Notes last: what belongs to a released note is fixed, so nothing could be added to it.
    return sorted(apps.get_models(include_auto_created=True), key=lambda model: model is ProgressNote)


def _fill(table: Table) -> None:
    """Add the rows, as far as the schema had room for them, where the migrations have left none."""
    then = Table.read(table.name)
    if table.rows and not then.rows:
        places = [table.columns.index(column) for column in then.columns]
        Table(table.name, then.columns, [tuple(row[place] for place in places) for row in table.rows]).fill()


def passed() -> list[str]:
    """What the database let be rewritten."""
    done = []
    for statement in REWRITINGS:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                done.append(statement)
        except IntegrityError:
            pass
    return done
