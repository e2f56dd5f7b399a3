"""From one commitment to its neighbours in the area: without it, every commitment of the area is looked at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("priorities", "0007_help_texts")]
    operations = [
        migrations.AddIndex(
            model_name="commitment", index=models.Index(fields=["area", "code"], name="commitment_in_area")
        )
    ]
