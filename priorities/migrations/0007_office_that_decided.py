"""An approval and a withdrawal keep the office of whoever decided: officials change offices, the record does not."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("priorities", "0006_corrected_once_by_a_guard")]
    operations = []
