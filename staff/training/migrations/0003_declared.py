"""A line that is done by declaring whom one knows, and by nobody else's note (E2)."""

from typing import Any

from django.db import migrations, models

WORDS = "Whom they know among clients was declared, or that it is nobody"


def write_line(apps: Any, schema_editor: Any) -> None:
    """Write the line, the last of the list."""
    item = apps.get_model("training", "Item")
    last = item.objects.aggregate(last=models.Max("position"))["last"] or 0
    item.objects.create(code="declared", words=WORDS, position=last + 1)


class Migration(migrations.Migration):

    dependencies = [("training", "0002_checklist")]

    operations = [
        migrations.AlterField(
            model_name="item",
            name="code",
            field=models.CharField(
                choices=[
                    ("copy", "Copy of the policy"),
                    ("explained", "What it means for their work"),
                    ("form", "Confidentiality form"),
                    ("declared", "Whom they know is declared"),
                    ("other", "The organisation’s own"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(write_line, migrations.RunPython.noop),
    ]
