"""A correction that was withdrawn unseen no longer bars another: a guard keeps the rule that an index kept."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from priorities import guards


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("priorities", "0005_search_index")]
    operations = [
        # Its guard may stay when this is reversed: it refuses nothing that the index lets pass.
        migrations.RunPython(install, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="progressnote", name="note_corrected_once"),
    ]
