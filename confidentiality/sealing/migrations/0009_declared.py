import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sealing", "0008_mail_keys")]

    operations = [
        migrations.RemoveConstraint("key", "key_of_a_known_kind"),
        migrations.AddConstraint(
            "key",
            models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ("file", "third_party", "person", "package", "import", "agency", "draft", "emergency", "search", "enquiry", "breach", "handling", "mail", "address", "declared"),
                    )
                ),
                name="key_of_a_known_kind",
            ),
        ),
        migrations.CreateModel(
            name="DeclaredToken",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("person", models.UUIDField()),
                ("declared", models.UUIDField()),
                ("generation", models.SmallIntegerField()),
                ("token", models.BigIntegerField()),
            ],
            options={
                "db_table": "declared_token",
                "indexes": [models.Index(fields=["generation", "token"], name="declared_by_token")],
            },
        ),
        migrations.AddConstraint(
            "declaredtoken",
            models.UniqueConstraint(fields=("declared", "generation", "token"), name="declared_token_once"),
        ),
        # Apart from the data, as the index is.
        migrations.RunSQL(
            "ALTER TABLE declared_token SET SCHEMA keys",
            "ALTER TABLE keys.declared_token SET SCHEMA public",
        ),
    ]
