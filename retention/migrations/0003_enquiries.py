"""Closed enquiries are a class of their own: a year from the last day on which something was written in them."""

from typing import Any

from django.db import migrations, models


def write_schedule(apps: Any, schema_editor: Any) -> None:
    """Write the rule for enquiries."""
    apps.get_model("retention", "ScheduleRule").objects.create(
        record_class="enquiries",
        name="Enquiries",
        trigger="touched",
        years=1,
        disposition="destroy",
        clause="3.3.1",
        mandate="Our own decision: the policy names no period for people who did not become clients.",
    )


class Migration(migrations.Migration):

    dependencies = [("retention", "0002_schedule")]

    operations = [
        migrations.AlterField(
            model_name="schedulerule",
            name="trigger",
            field=models.CharField(
                choices=[
                    ("left", "The last time the person left the organisation"),
                    ("touched", "The last day on which something was written in it"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(write_schedule, migrations.RunPython.noop),
    ]
