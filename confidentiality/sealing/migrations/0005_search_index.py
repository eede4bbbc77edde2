import django.utils.timezone
from django.db import migrations, models

from confidentiality.sealing.index.tokens import LEAST_BITS, key_print


def begin(apps, schema_editor):
    """An index of no files is complete."""
    apps.get_model("sealing", "Generation").objects.create(
        number=1,
        bits=LEAST_BITS,
        files=0,
        key_print=key_print(),
        complete_at=django.utils.timezone.now(),
    )


class Migration(migrations.Migration):
    dependencies = [("sealing", "0004_emergency_keys")]

    operations = [
        migrations.CreateModel(
            name="Generation",
            fields=[
                ("number", models.IntegerField(primary_key=True, serialize=False)),
                ("bits", models.SmallIntegerField()),
                ("files", models.IntegerField()),
                ("key_print", models.CharField(max_length=16)),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reached", models.UUIDField(null=True)),
                ("complete_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "search_generation"},
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "generation",
                        "token",
                        "file",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("generation", models.SmallIntegerField()),
                ("token", models.BigIntegerField()),
                ("file", models.UUIDField()),
            ],
            options={
                "db_table": "search_token",
                "indexes": [
                    models.Index(fields=["file", "generation", "token"], name="token_by_file")
                ],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
        # Apart from the data, which is backed up without its keys and its index.
        migrations.RunSQL(
            "ALTER TABLE search_generation SET SCHEMA keys; ALTER TABLE search_token SET SCHEMA keys",
            "ALTER TABLE keys.search_generation SET SCHEMA public;"
            " ALTER TABLE keys.search_token SET SCHEMA public",
        ),
    ]
