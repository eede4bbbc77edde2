from django.db import migrations

import confidentiality.sealing.fields


class Migration(migrations.Migration):
    dependencies = [
        ('ownfile', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='filerequest',
            name='paper',
            field=confidentiality.sealing.fields.SealedJSON(null=True, seal_id='ownfile.request.paper'),
        ),
    ]
