"""Indexes for a record of 100,000 commitments; each says what it is for. Their price is paid by writes, which are few."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("priorities", "0001_initial")]

    operations = [
        # Counts and lists look up the period of each commitment. With the columns that they need in the index, rows of
        # nine times as many periods are never fetched.
        migrations.AddIndex(
            model_name="statusperiod",
            index=models.Index(
                fields=[
                    "commitment",
                    "known_to",
                    "valid_to",
                    "known_from",
                    "valid_from",
                    "status",
                    "next_update_due",
                    "last_reported",
                    "last_note",
                ],
                name="period_at",
            ),
        ),
        # The newest reports of all are found at the end of this one, instead of by sorting half a million notes.
        migrations.AddIndex(
            model_name="progressnote", index=models.Index(fields=["as_of", "released_at", "id"], name="note_newest")
        ),
        # The date in force of each commitment and milestone, read from the index alone and already in order.
        migrations.AddIndex(
            model_name="datechange",
            index=models.Index(
                fields=["commitment", "milestone", "decided_on", "known_at", "new_date"], name="date_change_in_force"
            ),
        ),
        # Counting and passing over public commitments, by area and in the order of their codes, without their texts.
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(fields=["area", "published_at", "original_target_date"], name="commitment_by_area"),
        ),
        migrations.AddIndex(
            model_name="commitment", index=models.Index(fields=["code", "published_at"], name="commitment_by_code")
        ),
    ]
