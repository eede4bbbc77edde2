"""A checklist to begin with; the organisation words it, and adds its own lines (clauses 5.1.1, 5.3.1, 5.10)."""

from typing import Any

from django.db import migrations

LINES = (
    ("copy", "A copy of the confidentiality policy was given"),
    ("explained", "What the policy means for their own work was explained"),
    ("form", "The confidentiality form was signed"),
    ("other", "Locking, leaving in a hurry and what to do about a mistake were shown"),
    ("other", "Where paper files stand, and how one is taken out and brought back, was shown"),
)


def write_checklist(apps: Any, schema_editor: Any) -> None:
    """Write the lines."""
    item = apps.get_model("training", "Item")
    for position, (code, words) in enumerate(LINES, start=1):
        item.objects.create(code=code, words=words, position=position)


class Migration(migrations.Migration):

    dependencies = [("training", "0001_initial")]

    operations = [migrations.RunPython(write_checklist, migrations.RunPython.noop)]
