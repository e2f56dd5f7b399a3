"""Spreadsheets that were applied, row by row, and those that wait for it."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('priorities', '0003_roles'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dataset', models.CharField(max_length=24, verbose_name='kind of file')),
                ('filename', models.CharField(max_length=200, verbose_name='file')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the file')),
                ('applied_at', models.DateTimeField(verbose_name='applied at')),
                ('added', models.PositiveIntegerField(verbose_name='rows added')),
                ('changed', models.PositiveIntegerField(verbose_name='rows changed')),
                ('unchanged', models.PositiveIntegerField(verbose_name='rows unchanged')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('applied_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='applied by')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-applied_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='row of the file')),
                ('key', models.JSONField(verbose_name='row of the record')),
                ('version', models.PositiveIntegerField()),
                ('before', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ('after', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='priorities.importbatch')),
            ],
            options={
                'verbose_name': 'imported row',
                'verbose_name_plural': 'imported rows',
                'ordering': ['batch', 'number'],
            },
        ),
        migrations.CreateModel(
            name='PendingImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dataset', models.CharField(max_length=24)),
                ('filename', models.CharField(max_length=200)),
                ('content', models.BinaryField()),
                ('uploaded_at', models.DateTimeField()),
                ('official', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'uploaded file',
                'verbose_name_plural': 'uploaded files',
            },
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='import_undone_by_someone', violation_error_message='An import that was undone says when and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='importedrow',
            constraint=models.UniqueConstraint(fields=('batch', 'number'), name='imported_row_once', violation_error_message='This row of the file is already listed.'),
        ),
        migrations.AddConstraint(
            model_name='pendingimport',
            constraint=models.UniqueConstraint(fields=('official', 'dataset'), name='pending_import_once', violation_error_message='A file of this kind already waits to be applied.'),
        ),
    ]
