"""Every field says what belongs in it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("priorities", "0006_corrected_once_by_a_guard")]

    operations = [
        migrations.AlterField(
            model_name="commitmentrelation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("supersedes", "Supersedes"),
                    ("split_from", "Split from"),
                    ("merged_into", "Merged into"),
                    ("related", "Related to"),
                ],
                default="related",
                help_text="Read as a sentence: this commitment supersedes the other one.",
                max_length=24,
                verbose_name="relation",
            ),
        ),
        migrations.AlterField(
            model_name="commitmentrelation",
            name="other",
            field=models.ForeignKey(
                help_text="Search by code or title, as in ES-01.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relations_from",
                to="priorities.commitment",
                verbose_name="other commitment",
            ),
        ),
        migrations.AlterField(
            model_name="historicalcommitmentrelation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("supersedes", "Supersedes"),
                    ("split_from", "Split from"),
                    ("merged_into", "Merged into"),
                    ("related", "Related to"),
                ],
                default="related",
                help_text="Read as a sentence: this commitment supersedes the other one.",
                max_length=24,
                verbose_name="relation",
            ),
        ),
        migrations.AlterField(
            model_name="historicalcommitmentrelation",
            name="other",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Search by code or title, as in ES-01.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="priorities.commitment",
                verbose_name="other commitment",
            ),
        ),
        migrations.AlterField(
            model_name="historicalorganization",
            name="acronym_fr",
            field=models.CharField(
                blank=True,
                help_text="Only if the body uses it in this language.",
                max_length=20,
                verbose_name="acronym (French)",
            ),
        ),
        migrations.AlterField(
            model_name="historicalorganization",
            name="acronym_ja",
            field=models.CharField(
                blank=True,
                help_text="Only if the body uses it in this language.",
                max_length=20,
                verbose_name="acronym (Japanese)",
            ),
        ),
        migrations.AlterField(
            model_name="historicalpriorityarea",
            name="title_note_en",
            field=models.CharField(
                blank=True,
                help_text="The page shows it after “Title as in:”, for example the joint document that has this title.",
                max_length=300,
                verbose_name="where the English title comes from",
            ),
        ),
        migrations.AlterField(
            model_name="historicalpriorityarea",
            name="title_note_fr",
            field=models.CharField(
                blank=True,
                help_text="The page shows it after “Title as in:”, for example the joint document that has this title.",
                max_length=300,
                verbose_name="where the French title comes from",
            ),
        ),
        migrations.AlterField(
            model_name="historicalpriorityarea",
            name="title_note_ja",
            field=models.CharField(
                blank=True,
                help_text="The page shows it after “Title as in:”, for example the joint document that has this title.",
                max_length=300,
                verbose_name="where the Japanese title comes from",
            ),
        ),
        migrations.AlterField(
            model_name="historicalprogressnote",
            name="kind",
            field=models.CharField(
                choices=[
                    ("progress", "Progress"),
                    ("nothing_to_report", "Nothing to report this period"),
                    ("withheld", "Withheld"),
                ],
                default="progress",
                help_text="Progress gives a status. The other two say openly why there is none.",
                max_length=24,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="historicalprovision",
            name="document",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The joint document that has the passage; empty where none has it.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="priorities.document",
                verbose_name="document",
            ),
        ),
        migrations.AlterField(
            model_name="historicalprovision",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("fr", "French"), ("ja", "Japanese")],
                default="en",
                help_text="In which it is written.",
                max_length=24,
                verbose_name="language of the excerpt",
            ),
        ),
        migrations.AlterField(
            model_name="historicalprovision",
            name="source",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The page on which it was read; needed where no document is named.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="priorities.source",
                verbose_name="read in",
            ),
        ),
        migrations.AlterField(
            model_name="historicalsource",
            name="published_basis",
            field=models.CharField(
                choices=[
                    ("stated", "Stated"),
                    ("inferred", "Inferred"),
                    ("url", "From the web address"),
                    ("none", "Not known"),
                ],
                default="stated",
                help_text="A date that the page does not state is shown as inferred.",
                max_length=24,
                verbose_name="how that date is known",
            ),
        ),
        migrations.AlterField(
            model_name="historicalsource",
            name="title_basis",
            field=models.CharField(
                choices=[("page", "As on the page"), ("described", "Our description")],
                default="page",
                help_text="Our description, where the page has no heading of its own.",
                max_length=24,
                verbose_name="title is",
            ),
        ),
        migrations.AlterField(
            model_name="organization",
            name="acronym_fr",
            field=models.CharField(
                blank=True,
                help_text="Only if the body uses it in this language.",
                max_length=20,
                verbose_name="acronym (French)",
            ),
        ),
        migrations.AlterField(
            model_name="organization",
            name="acronym_ja",
            field=models.CharField(
                blank=True,
                help_text="Only if the body uses it in this language.",
                max_length=20,
                verbose_name="acronym (Japanese)",
            ),
        ),
        migrations.AlterField(
            model_name="priorityarea",
            name="title_note_en",
            field=models.CharField(
                blank=True,
                help_text="The page shows it after “Title as in:”, for example the joint document that has this title.",
                max_length=300,
                verbose_name="where the English title comes from",
            ),
        ),
        migrations.AlterField(
            model_name="priorityarea",
            name="title_note_fr",
            field=models.CharField(
                blank=True,
                help_text="The page shows it after “Title as in:”, for example the joint document that has this title.",
                max_length=300,
                verbose_name="where the French title comes from",
            ),
        ),
        migrations.AlterField(
            model_name="priorityarea",
            name="title_note_ja",
            field=models.CharField(
                blank=True,
                help_text="The page shows it after “Title as in:”, for example the joint document that has this title.",
                max_length=300,
                verbose_name="where the Japanese title comes from",
            ),
        ),
        migrations.AlterField(
            model_name="progressnote",
            name="kind",
            field=models.CharField(
                choices=[
                    ("progress", "Progress"),
                    ("nothing_to_report", "Nothing to report this period"),
                    ("withheld", "Withheld"),
                ],
                default="progress",
                help_text="Progress gives a status. The other two say openly why there is none.",
                max_length=24,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="provision",
            name="document",
            field=models.ForeignKey(
                blank=True,
                help_text="The joint document that has the passage; empty where none has it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="provisions",
                to="priorities.document",
                verbose_name="document",
            ),
        ),
        migrations.AlterField(
            model_name="provision",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("fr", "French"), ("ja", "Japanese")],
                default="en",
                help_text="In which it is written.",
                max_length=24,
                verbose_name="language of the excerpt",
            ),
        ),
        migrations.AlterField(
            model_name="provision",
            name="source",
            field=models.ForeignKey(
                blank=True,
                help_text="The page on which it was read; needed where no document is named.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="provisions",
                to="priorities.source",
                verbose_name="read in",
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="published_basis",
            field=models.CharField(
                choices=[
                    ("stated", "Stated"),
                    ("inferred", "Inferred"),
                    ("url", "From the web address"),
                    ("none", "Not known"),
                ],
                default="stated",
                help_text="A date that the page does not state is shown as inferred.",
                max_length=24,
                verbose_name="how that date is known",
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="title_basis",
            field=models.CharField(
                choices=[("page", "As on the page"), ("described", "Our description")],
                default="page",
                help_text="Our description, where the page has no heading of its own.",
                max_length=24,
                verbose_name="title is",
            ),
        ),
    ]
