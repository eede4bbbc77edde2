"""What the file held besides its entries is kept with the request; of those that are there it is written out later."""

from django.db import migrations

import confidentiality.sealing.fields


class Migration(migrations.Migration):

    dependencies = [
        ('ownfile', '0007_passed_on'),
    ]

    operations = [
        migrations.AddField(
            model_name='filerequest',
            name='about',
            field=confidentiality.sealing.fields.SealedJSON(null=True, seal_id='ownfile.request.about'),
        ),
    ]
