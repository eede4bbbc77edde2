import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import confidentiality.sealing.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clients', '0005_taken_over'),
        ('staff', '0003_membership'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkedPerson',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='linked_people', to='clients.casefile')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.linkedperson')),
            ],
        ),
        migrations.CreateModel(
            name='PersonVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('added', 'Added'), ('changed', 'Changed'), ('untied', 'No longer tied to the file'), ('tied', 'Tied to the file again')], max_length=7)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('details', confidentiality.sealing.fields.SealedJSON(seal_id='people.version.details')),
                ('reason', confidentiality.sealing.fields.SealedText(seal_id='people.version.reason')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.casefile')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='people.linkedperson')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'number'), name='one_version_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('merge', 'The same person'), ('split', 'Two people after all')], max_length=5)),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.CharField(blank=True, choices=[('', 'Waits for somebody else'), ('agreed', 'Agreed'), ('refused', 'Refused'), ('withdrawn', 'Taken back'), ('lapsed', 'Fits no more')], default='', max_length=9)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', confidentiality.sealing.fields.SealedText(seal_id='people.merge.reason')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.casefile')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.linkedperson')),
                ('merged', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.linkedperson')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kept', models.F('merged')), _negated=True), name='merge_of_two'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='merge_decided_whole'), models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('merged',), name='one_open_merge')],
            },
        ),
    ]
