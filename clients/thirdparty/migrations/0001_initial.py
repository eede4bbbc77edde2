import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import confidentiality.sealing.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clients', '0006_third_party_in_full'),
        ('staff', '0003_membership'),
    ]

    operations = [
        migrations.CreateModel(
            name='MovedPassage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('written', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(null=True)),
                ('original', confidentiality.sealing.fields.SealedJSON(null=True, seal_id='thirdparty.move.original')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='clients.entry')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.casefile')),
                ('record', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='move', to='clients.thirdpartyrecord')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
            ],
            options={
                'indexes': [models.Index(fields=['entry', 'at'], name='moves_of_an_entry')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('record__isnull', False), ('undone_at', None), ('undone_by', None)), models.Q(('original__isnull', True), ('record', None), ('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='move_undone_whole')],
            },
        ),
    ]
