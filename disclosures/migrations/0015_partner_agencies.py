from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disclosures', '0014_consents_for_a_child'),
    ]

    operations = [
        migrations.AddField(
            model_name='agencyassurance',
            name='keeps_ours',
            field=models.BooleanField(db_default=False, default=False),
        ),
        # What it asks may be explained, and noted, on the day on which they got it.
        migrations.RemoveConstraint(model_name='agencycopy', name='copy_noted_once'),
        migrations.AddConstraint(
            model_name='agencycopy',
            constraint=models.UniqueConstraint(
                fields=('agency', 'version', 'given_on', 'explained_on', 'recorded_by'),
                name='copy_noted_once',
                nulls_distinct=False,
            ),
        ),
    ]
