import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import confidentiality.sealing.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('staff', '0002_in_post'),
    ]

    operations = [
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
            ],
            options={
                'indexes': [models.Index(fields=['worker', '-at'], name='statement_of_person')],
            },
        ),
        migrations.CreateModel(
            name='Declared',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('relation', confidentiality.sealing.fields.SealedText(seal_id='declarations.declared.relation')),
                ('given_name', confidentiality.sealing.fields.SealedText(seal_id='declarations.declared.given_name')),
                ('family_name', confidentiality.sealing.fields.SealedText(seal_id='declarations.declared.family_name')),
                ('other_names', confidentiality.sealing.fields.SealedJSON(seal_id='declarations.declared.other_names')),
                ('date_of_birth', confidentiality.sealing.fields.SealedText(seal_id='declarations.declared.date_of_birth')),
                ('phone', confidentiality.sealing.fields.SealedText(seal_id='declarations.declared.phone')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker')),
            ],
            options={
                'indexes': [models.Index(fields=['worker'], name='declared_by_worker')],
            },
        ),
    ]
