"""Days that were mended before they were kept are told by the journal. From here on guards see to it that they are kept,
and that no commitment starts after the target date in force."""

import json
from collections import defaultdict
from datetime import datetime

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from priorities import guards

KINDS = ["milestone_added", "milestone_reached", "milestone_reworded"]


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    told: dict[tuple[int, int], list[tuple[str | None, datetime]]] = defaultdict(list)
    for entry in apps.get_model("priorities", "JournalEntry").objects.filter(kind__in=KINDS).order_by("number"):
        data = json.loads(entry.payload)
        new = data.get("new", data)
        if "reached_on" in new:
            told[entry.commitment_id, data["milestone"]].append((new["reached_on"], entry.recorded_at))
    for (commitment, number), days in told.items():
        if any(day for day, _moment in days[:-1]):
            _keep(apps.get_model("priorities", "Milestone").objects.get(commitment=commitment, number=number), days)
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table while checks on it are still to come


def _keep(milestone: object, days: list[tuple[str | None, datetime]]) -> None:
    """Keep all days of a milestone but the last, which it has: that is known since it was told."""
    for (day, since), (_next, until) in zip(days, days[1:], strict=False):
        if day:
            milestone.mended_days.create(reached_on=day, known_from=since, known_to=until)
    day, since = days[-1]
    milestone.reached_known_at = since if day else None
    milestone.save()


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(schema_editor.connection)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.remove(schema_editor.connection, reading="priorities_mendedday")


class Migration(migrations.Migration):
    dependencies = [("priorities", "0011_mended_days")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(install, remove),
    ]
