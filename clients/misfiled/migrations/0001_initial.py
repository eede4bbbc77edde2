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
            name='LeftInPackage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('release', models.CharField(max_length=11)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(null=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.casefile')),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
            ],
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('file', models.UUIDField(null=True)),
                ('third_party', models.BooleanField()),
                ('seen', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('contents', confidentiality.sealing.fields.SealedJSON(seal_id='misfiled.parcel.contents')),
            ],
            options={
                'indexes': [models.Index(fields=['file'], name='parcels_for_a_file')],
            },
        ),
        migrations.CreateModel(
            name='Handing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
                ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handing', to='clients.entry')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.casefile')),
                ('record', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handing', to='clients.thirdpartyrecord')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('entry', None), ('record', None), _connector='XOR'), name='one_thing_is_handed')],
            },
        ),
    ]
