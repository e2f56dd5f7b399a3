"""Approvals and withdrawals keep the body for which an official decided, who may work for another one since."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from priorities import guards

DECIDED = {"noteapproval": "official", "notewithdrawal": "withdrawn_by"}
# The count of edits does not watch officials any more.
COUNTER = "edit_priorities_official_update"


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The present office of each; the guards, which would refuse it, stand aside."""
    connection = schema_editor.connection
    connection.check_constraints()  # PostgreSQL alters no table while checks on it are still to come
    guards.remove(connection)
    for noun, official in DECIDED.items():
        schema_editor.execute(
            f"UPDATE priorities_{noun} SET office_id = "  # noqa: S608  (our own names)
            f"(SELECT organization_id FROM priorities_official o WHERE o.id = priorities_{noun}.{official}_id)"
        )
    place = " ON priorities_official" if connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {COUNTER}{place}")
    connection.check_constraints()
    guards.install(connection)


def office() -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="priorities.organization",
        verbose_name="organization",
    )


class Migration(migrations.Migration):
    dependencies = [("priorities", "0012_mended_days_from_the_journal")]
    operations = [
        *(migrations.AddField(noun, "office", office()) for noun in DECIDED),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
