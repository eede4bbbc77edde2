from django.db import migrations

import confidentiality.sealing.fields


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0002_templates'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='said',
            field=confidentiality.sealing.fields.SealedJSON(null=True, seal_id='letters.letter.said'),
        ),
    ]
