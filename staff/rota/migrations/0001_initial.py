"""The rota; two shifts of one service never overlap."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

ALONE = (
    "ALTER TABLE rota_shift ADD CONSTRAINT one_on_call_{0} EXCLUDE USING gist"
    " (tstzrange(starts_at, ends_at) WITH &&) WHERE (service = '{0}')"
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('staff', '0003_membership'),
    ]

    operations = [
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('service', models.CharField(choices=[('iss', 'Support service'), ('dvpp', 'Programme')], max_length=4)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('number', models.CharField(max_length=30)),
                ('second_number', models.CharField(blank=True, default='', max_length=30)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
                ('second', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
            ],
            options={
                'indexes': [models.Index(fields=['service', 'ends_at'], name='rota_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='on_call_from_until'), models.CheckConstraint(condition=models.Q(('second__isnull', True), models.Q(('second', models.F('person')), _negated=True), _connector='OR'), name='on_call_two_people')],
            },
        ),
        *(migrations.RunSQL(ALONE.format(service), migrations.RunSQL.noop) for service in ('iss', 'dvpp')),
    ]
