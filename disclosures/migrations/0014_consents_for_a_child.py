from django.db import migrations

import confidentiality.sealing.fields


class Migration(migrations.Migration):

    dependencies = [
        ('disclosures', '0013_pointed_out'),
    ]

    operations = [
        migrations.AddField(
            model_name='consent',
            name='authority',
            field=confidentiality.sealing.fields.SealedText(null=True, seal_id='disclosures.consent.authority'),
        ),
    ]
