"""Days on which somebody is away, or takes no new case files."""

from django.apps import AppConfig


class AbsenceConfig(AppConfig):
    """Days on which somebody is away, or takes no new case files."""

    name = "staff.absence"
    label = "absence"
