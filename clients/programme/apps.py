"""What happened to a man on the programme."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """What happened to a man on the programme."""

    name = "clients.programme"
    label = "programme"
