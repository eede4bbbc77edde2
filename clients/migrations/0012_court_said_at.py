"""When an entry was said to be a family court's paper, or none, after it was written."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0011_duty_seen'),
    ]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='court_said_at',
            field=models.DateTimeField(null=True),
        ),
    ]
