"""The policy as the organisation holds it, and who has agreed to keep to it."""

from django.apps import AppConfig


class InductionConfig(AppConfig):
    """The policy as the organisation holds it, and who has agreed to keep to it."""

    name = "staff.induction"
    label = "induction"
