"""A duty search is seen by each who leads the file for themselves."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

KEEP_SEEN = """
INSERT INTO clients_dutysearchseen (id, search_id, by_id, at)
SELECT gen_random_uuid(), d.id, d.seen_by_id, d.seen_at FROM clients_dutysearch d WHERE d.seen_by_id IS NOT NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0010_held'),
        ('staff', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DutySearchSeen',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
                ('search', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seen', to='clients.dutysearch')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('search', 'by'), name='a_duty_search_is_seen_once')],
            },
        ),
        migrations.RunSQL(KEEP_SEEN),
        migrations.RemoveIndex(model_name='dutysearch', name='duty_unseen'),
        migrations.RemoveField(model_name='dutysearch', name='seen_at'),
        migrations.RemoveField(model_name='dutysearch', name='seen_by'),
        migrations.AddIndex(
            model_name='dutysearch',
            index=models.Index(condition=models.Q(('file__isnull', False)), fields=['file'], name='duty_by_file'),
        ),
    ]
