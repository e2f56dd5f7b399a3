"""Every field says what belongs in it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("priorities", "0008_instants_and_days_in_range")]
    operations = []
