"""The organisation's register goes by the day alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0006_agency_details")]

    operations = [
        migrations.AddIndex(
            model_name="release",
            index=models.Index(fields=["-released_at"], name="release_by_day"),
        ),
    ]
