"""On SQLite, guards against INSERT OR REPLACE and UPDATE OR REPLACE, which delete past the other guards."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from priorities import guards


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("priorities", "0014_release_can_be_meant")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
