"""The three roles as groups: what each may open in the admin. What each may do is decided by the actions."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFERENCE = ["priorityarea", "organization", "document", "official"]
RECORD = ["commitment", "ownership", "provision", "commitmentrelation", "milestone", "source"]
LEDGERS = ["noteapproval", "notewithdrawal", "datechange", "statusperiod", "journalentry"]
# Everybody may look at the imports; which of them, the admin decides.
IMPORTS = ["importbatch", "importedrow"]

WRITER = {
    "view": [*REFERENCE, *RECORD, *LEDGERS, *IMPORTS, "progressnote"],
    "add": [*RECORD, "progressnote"],
    "change": [*RECORD, "progressnote"],
    "delete": ["progressnote", "ownership", "provision", "commitmentrelation", "milestone"],
}
ROLES = {
    "editor": WRITER,
    "approver": WRITER,
    "administrator": {
        "view": [*REFERENCE, *RECORD, *LEDGERS, *IMPORTS, "progressnote"],
        "add": [*REFERENCE, *RECORD],
        "change": [*REFERENCE, *RECORD],
        "delete": ["ownership", "provision", "commitmentrelation", "milestone"],
    },
}


def create_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    for app_config in apps.get_app_configs():  # permissions are otherwise made only after the last migration
        app_config.models_module = True  # type: ignore[assignment]
        create_permissions(app_config, apps=apps, verbosity=0, using=using)
        app_config.models_module = None
    group_model = apps.get_model("auth", "Group")
    permissions = apps.get_model("auth", "Permission").objects.using(using).filter(content_type__app_label="priorities")
    for role, verbs in ROLES.items():
        group, _ = group_model.objects.using(using).get_or_create(name=role)
        codenames = [f"{verb}_{model}" for verb, models in verbs.items() for model in models]
        group.permissions.set(permissions.filter(codename__in=codenames))


def remove_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("priorities", "0003_guards"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create_roles, remove_roles)]
