"""Whether an entry, or its document, is a family court's paper (E23); of what was there before nobody has said."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0006_third_party_in_full'),
    ]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='court_paper',
            field=models.BooleanField(null=True),
        ),
    ]
