"""Who is on call out of hours, for each service."""

from django.apps import AppConfig


class RotaConfig(AppConfig):
    """Who is on call out of hours, for each service."""

    name = "staff.rota"
    label = "rota"
