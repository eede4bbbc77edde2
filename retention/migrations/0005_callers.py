"""Who asked about somebody, and who asked about staff, are classes of their own, which no clause names a period for."""

from typing import Any

from django.db import migrations


def write_schedule(apps: Any, schema_editor: Any) -> None:
    """Write the rules."""
    rules = apps.get_model("retention", "ScheduleRule").objects
    rules.create(
        record_class="calls",
        name="Who asked whether somebody is a client",
        trigger="touched",
        years=2,
        least_years=1,
        disposition="destroy",
        clause="3.3.1",
        mandate="Our own decision: long enough to see that somebody keeps asking. One that is on a file stays with it.",
    )
    rules.create(
        record_class="staff_requests",
        name="Who asked for something about staff",
        trigger="touched",
        years=6,
        least_years=1,
        disposition="destroy",
        clause="4.5.1",
        mandate="Our own decision: as long as somebody could claim that something was given out. From its close.",
    )


class Migration(migrations.Migration):

    dependencies = [("retention", "0004_periods")]

    operations = [migrations.RunPython(write_schedule, migrations.RunPython.noop)]
