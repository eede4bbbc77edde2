"""What others said, in full: who may be told, what corrects it; and entries that something was taken out of."""


import django.db.models.deletion
from django.db import migrations, models

import confidentiality.sealing.fields


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0005_taken_over'),
    ]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='taken_out_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='thirdpartyrecord',
            name='corrects',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='clients.thirdpartyrecord'),
        ),
        migrations.AddField(
            model_name='thirdpartyrecord',
            name='told',
            field=confidentiality.sealing.fields.SealedJSON(null=True, seal_id='clients.third_party.told'),
        ),
    ]
