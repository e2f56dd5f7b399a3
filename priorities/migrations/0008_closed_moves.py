"""A joint move of a date that waits can be declined or taken back, and is then kept unseen."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

from priorities.guards import install


def install_guards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite rebuilds the table, and with that loses its triggers."""
    install(schema_editor.connection)


WAITS = "A move of this date already waits for the other side."


class Migration(migrations.Migration):
    dependencies = [("priorities", "0007_history")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, install_guards),
        migrations.RemoveConstraint(model_name="datechange", name="date_change_one_pending_target"),
        migrations.RemoveConstraint(model_name="datechange", name="date_change_one_pending_milestone"),
        migrations.AddField(
            model_name="datechange",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closed"),
        ),
        migrations.AddField(
            model_name="datechange",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="closed by",
            ),
        ),
        migrations.AddField(
            model_name="datechange",
            name="closing_reason",
            field=models.TextField(blank=True, verbose_name="closed because"),
        ),
        migrations.AddConstraint(
            model_name="datechange",
            constraint=models.UniqueConstraint(
                condition=Q(known_at__isnull=True, closed_at__isnull=True, milestone__isnull=True),
                fields=("commitment",),
                name="date_change_one_pending_target",
                violation_error_message=WAITS,
            ),
        ),
        migrations.AddConstraint(
            model_name="datechange",
            constraint=models.UniqueConstraint(
                condition=Q(known_at__isnull=True, closed_at__isnull=True),
                fields=("milestone",),
                name="date_change_one_pending_milestone",
                violation_error_message=WAITS,
            ),
        ),
        migrations.AddConstraint(
            model_name="datechange",
            constraint=models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closing_reason="")
                | Q(closed_at__isnull=False, closed_by__isnull=False, closing_reason__gt="", known_at__isnull=True),
                name="date_change_closed_unseen_with_reason",
                violation_error_message="A move is closed with a reason, and only while it is not public.",
            ),
        ),
        migrations.RunPython(install_guards, migrations.RunPython.noop),
    ]
