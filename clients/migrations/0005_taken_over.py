"""An entry that a leaver typed says who kept it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0004_leads'),
    ]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='taken_over_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker'),
        ),
    ]
