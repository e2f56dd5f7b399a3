"""What is public is never edited or deleted: the database itself refuses, also to raw SQL; and it counts every edit."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from priorities import edits, guards


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    edits.install(schema_editor.connection)
    guards.install(schema_editor.connection)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.remove(schema_editor.connection)
    edits.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("priorities", "0002_indexes_for_size")]
    operations = [migrations.RunPython(install, remove)]
