"""What a court's words that were typed leave by is kept with the review."""

from django.db import migrations

import confidentiality.sealing.fields


class Migration(migrations.Migration):

    dependencies = [
        ('redaction', '0002_harmless'),
    ]

    operations = [
        migrations.AddField(
            model_name='redactionreview',
            name='court',
            field=confidentiality.sealing.fields.SealedJSON(null=True, seal_id='redaction.review.court'),
        ),
    ]
