"""Every role may look at the imports; which of them, the admin decides."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROLES = ["editor", "approver", "administrator"]
CODENAMES = ["view_importbatch", "view_importedrow"]


def let_roles_look(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    app_config = apps.get_app_config("priorities")
    app_config.models_module = True  # type: ignore[assignment]
    create_permissions(app_config, apps=apps, verbosity=0, using=using)
    app_config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    chosen = permissions.filter(content_type__app_label="priorities", codename__in=CODENAMES)
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=ROLES):
        group.permissions.add(*chosen)


def let_nobody_look(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    permissions.filter(content_type__app_label="priorities", codename__in=CODENAMES).delete()


class Migration(migrations.Migration):
    dependencies = [("priorities", "0004_import_batches")]
    operations = [migrations.RunPython(let_roles_look, let_nobody_look)]
