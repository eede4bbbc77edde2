from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0008_statements'),
    ]

    operations = [
        migrations.AddField(
            model_name='casefile',
            name='of_age_in',
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
