"""What happens to the second factor that officials sign in with."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('priorities', '0005_import_roles'),
    ]

    operations = [
        migrations.AddField(
            model_name='official',
            name='second_factor_reset_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='second factor reset'),
        ),
        migrations.CreateModel(
            name='SecondFactorEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('happened_at', models.DateTimeField(verbose_name='when')),
                ('change', models.CharField(choices=[('app_added', 'Authenticator app set up'), ('app_removed', 'Authenticator app removed'), ('passkey_added', 'Passkey added'), ('passkey_removed', 'Passkey removed'), ('codes_made', 'Backup codes made'), ('code_used', 'Backup code used'), ('reset', 'Reset by an administrator')], max_length=24, verbose_name='what')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('official', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='second_factor_events', to=settings.AUTH_USER_MODEL, verbose_name='official')),
            ],
            options={
                'verbose_name': 'second factor event',
                'verbose_name_plural': 'second factor events',
                'ordering': ['-happened_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('change__in', ['app_added', 'app_removed', 'passkey_added', 'passkey_removed', 'codes_made', 'code_used', 'reset'])), name='second_factor_change_known', violation_error_message='This is no change of a second factor.'), models.CheckConstraint(condition=models.Q(models.Q(('change', 'reset'), _negated=True), ('reason__gt', ''), _connector='OR'), name='second_factor_reset_has_reason', violation_error_message='A reset needs a reason.')],
            },
        ),
    ]
