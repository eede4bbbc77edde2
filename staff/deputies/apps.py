"""Who stands in for a line manager, from when, until when."""

from django.apps import AppConfig


class DeputiesConfig(AppConfig):
    """Who stands in for a line manager, from when, until when."""

    name = "staff.deputies"
    label = "deputies"
