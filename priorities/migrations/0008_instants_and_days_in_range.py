"""Instants and days stay within what every reader of the record can reckon with."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("priorities", "0007_office_that_decided")]
    operations = []
