"""What was told of the day on which a milestone was reached is kept when that day is mended."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("priorities", "0008_commitments_in_their_area")]
    operations = [
        migrations.CreateModel(
            name="MendedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reached_on", models.DateField(verbose_name="reached on")),
                ("known_from", models.DateTimeField(verbose_name="told from")),
                ("known_to", models.DateTimeField(verbose_name="told until")),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mended_days",
                        to="priorities.milestone",
                    ),
                ),
            ],
            options={
                "verbose_name": "mended day",
                "verbose_name_plural": "mended days",
                "ordering": ["milestone", "known_from"],
                "indexes": [
                    models.Index(fields=["milestone", "known_to", "known_from", "reached_on"], name="mended_day_at")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(known_from__lte=models.F("known_to")),
                        name="mended_day_known_in_order",
                        violation_error_message="A day is mended after it becomes known.",
                    )
                ],
            },
        ),
    ]
