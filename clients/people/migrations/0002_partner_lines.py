import uuid

import django.db.models.deletion
from django.db import migrations, models

import confidentiality.sealing.fields


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0010_held'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PartnerLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('line', confidentiality.sealing.fields.SealedText(seal_id='people.partner_line.line')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.casefile')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.linkedperson')),
            ],
        ),
    ]
