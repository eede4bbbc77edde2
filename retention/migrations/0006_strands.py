"""Contact strands are a class of their own: six years from the last day on which something was done about one."""

from typing import Any

from django.db import migrations


def write_schedule(apps: Any, schema_editor: Any) -> None:
    """Write the rule."""
    apps.get_model("retention", "ScheduleRule").objects.create(
        record_class="strands",
        name="Partners without a file",
        trigger="touched",
        years=6,
        least_years=1,
        disposition="destroy",
        clause="5.2.7",
        mandate="As long as a file: from the last time that something was done about her. Looked at each year before.",
    )


class Migration(migrations.Migration):

    dependencies = [("retention", "0005_callers")]

    operations = [migrations.RunPython(write_schedule, migrations.RunPython.noop)]
