import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sealing", "0010_parcel_keys")]

    operations = [
        migrations.CreateModel(
            name="PartnerToken",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("file", models.UUIDField()),
                ("about", models.UUIDField()),
                ("generation", models.SmallIntegerField()),
                ("token", models.BigIntegerField()),
            ],
            options={
                "db_table": "partner_token",
                "indexes": [models.Index(fields=["generation", "token"], name="partner_by_token")],
            },
        ),
        migrations.AddConstraint(
            "partnertoken",
            models.UniqueConstraint(
                fields=("file", "about", "generation", "token"), name="partner_token_once"
            ),
        ),
        # Apart from the data, as the index is.
        migrations.RunSQL(
            "ALTER TABLE partner_token SET SCHEMA keys",
            "ALTER TABLE keys.partner_token SET SCHEMA public",
        ),
    ]
