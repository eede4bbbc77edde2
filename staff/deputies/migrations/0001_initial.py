"""Who stands in for a line manager."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('staff', '0003_membership'),
    ]

    operations = [
        migrations.CreateModel(
            name='Deputyship',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('teams', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
                ('manager', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
            ],
            options={
                'indexes': [models.Index(fields=['deputy', 'ends_at'], name='deputies_by_deputy'), models.Index(fields=['manager', 'ends_at'], name='deputies_by_manager')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('asked_by', models.F('agreed_by')), _negated=True), models.Q(('asked_by', models.F('deputy')), _negated=True), models.Q(('agreed_by', models.F('deputy')), _negated=True), models.Q(('manager', models.F('deputy')), _negated=True)), name='a_deputy_takes_two_others'), models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='a_deputy_from_until')],
            },
        ),
    ]
