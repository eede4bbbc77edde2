"""Periods are changed by two people: a floor for each class, a shorter one after notice, what a sweep was planned by."""

from typing import Any

from django.db import migrations, models


def write_floors(apps: Any, schema_editor: Any) -> None:
    """Let what the schedule says so far be the least: six years is the policy's own (clause 5.2.7)."""
    apps.get_model("retention", "ScheduleRule").objects.update(least_years=models.F("years"))


class Migration(migrations.Migration):

    dependencies = [("retention", "0003_enquiries")]

    operations = [
        migrations.AddField("schedulerule", "least_years", models.PositiveSmallIntegerField(default=1), preserve_default=False),
        migrations.AddField("schedulerule", "then_years", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("schedulerule", "then_from", models.DateField(null=True)),
        migrations.AddField("schedulerule", "longer_because", models.CharField(blank=True, default="", max_length=200)),
        migrations.AddField("schedulerule", "unsure_since", models.DateTimeField(null=True)),
        migrations.AddField("sweep", "planned_by", models.JSONField(default=dict)),
        migrations.RunPython(write_floors, migrations.RunPython.noop),
        migrations.AddConstraint(
            "schedulerule",
            models.CheckConstraint(
                condition=models.Q(years__gte=models.F("least_years"))
                & (models.Q(then_years=None) | models.Q(then_years__gte=models.F("least_years"))),
                name="never_shorter_than_its_clause",
            ),
        ),
        migrations.AddConstraint(
            "schedulerule",
            models.CheckConstraint(
                condition=models.Q(then_years=None, then_from=None)
                | models.Q(then_years__isnull=False, then_from__isnull=False),
                name="a_later_period_has_its_day",
            ),
        ),
    ]
