import uuid

import django.utils.timezone
from django.db import migrations, models


def beside_the_keys(table):
    """Move a table into the schema of the keys, which is backed up with them."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} SET SCHEMA keys", f"ALTER TABLE keys.{table} SET SCHEMA public"
    )


class Migration(migrations.Migration):
    dependencies = [("sealing", "0002_key_epoch")]

    operations = [
        migrations.CreateModel(
            name="Epoch",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("print", models.CharField(max_length=32, unique=True)),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("destroyed_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "sealing_epoch"},
        ),
        migrations.CreateModel(
            name="Escrow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("recipients", models.JSONField()),
                ("epochs", models.JSONField()),
                ("drilled_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "sealing_escrow"},
        ),
        beside_the_keys("sealing_epoch"),
        beside_the_keys("sealing_escrow"),
    ]
