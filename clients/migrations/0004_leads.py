"""Handover notes, and whose open files are whose in each team: who allocates reads the first of them, not all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_ends_in_the_keys")]

    operations = [
        migrations.AlterField(
            "entry",
            "kind",
            models.CharField(
                max_length=10,
                choices=[
                    ("note", "Note"),
                    ("call", "Call"),
                    ("session", "Session"),
                    ("assessment", "Assessment"),
                    ("document", "Document"),
                    ("correction", "Correction"),
                    ("handover", "Handover note"),
                ],
            ),
        ),
        migrations.AddIndex(
            "casefile",
            models.Index(
                fields=["team", "lead", "opened_on", "id"],
                name="file_by_lead",
                condition=models.Q(("status", "closed"), _negated=True),
            ),
        ),
        migrations.AddIndex(
            "casefile",
            models.Index(
                fields=["team", "opened_on", "id"],
                name="file_without_lead",
                condition=models.Q(
                    models.Q(("status", "closed"), _negated=True), ("lead", None)
                ),
            ),
        ),
    ]
