"""A manager of both services opens one half of a couple at a time (E1)."""

from django.apps import AppConfig


class TurnsConfig(AppConfig):
    """A manager of both services opens one half of a couple at a time (E1)."""

    name = "clients.turns"
    label = "turns"
