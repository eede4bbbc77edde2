"""The schedule of the policy: case files, six years from the last time the person left (clause 5.2.7)."""

from typing import Any

from django.db import migrations


def write_schedule(apps: Any, schema_editor: Any) -> None:
    """Write the rule for case files."""
    apps.get_model("retention", "ScheduleRule").objects.create(
        record_class="case_files",
        name="Case files",
        trigger="left",
        years=6,
        disposition="destroy",
        clause="5.2.7",
        mandate="Confidentiality policy, clause 5.2.7: a file ends six years after the"
        " last time its person left.",
    )


class Migration(migrations.Migration):

    dependencies = [("retention", "0001_initial")]

    operations = [migrations.RunPython(write_schedule, migrations.RunPython.noop)]
