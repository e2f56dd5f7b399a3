"""The moment asked for a release is one that somebody can mean, as forms and sheets have it of all days."""

from datetime import UTC, datetime

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from priorities import guards


def stand_aside(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite makes the table anew for a constraint, which the guards of other tables that read it would not survive."""
    if schema_editor.connection.vendor == "sqlite":
        guards.remove(schema_editor.connection)


def stand_again(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("priorities", "0013_offices_of_the_time")]
    operations = [
        migrations.RunPython(stand_aside, stand_again),
        migrations.AddConstraint(
            model_name="progressnote",
            constraint=models.CheckConstraint(
                name="note_release_can_be_meant",
                condition=models.Q(release_at__isnull=True)
                | models.Q(
                    release_at__gte=datetime(1899, 12, 31, 15, tzinfo=UTC),
                    release_at__lt=datetime(2199, 12, 31, 15, tzinfo=UTC),
                ),
                violation_error_message="The year of the release cannot be meant.",
            ),
        ),
        migrations.RunPython(stand_again, stand_aside),
    ]
