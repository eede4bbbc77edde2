"""How a client may be reached without endangering them, and each use of it."""

from django.apps import AppConfig


class ContactingConfig(AppConfig):
    """How a client may be reached without endangering them, and each use of it."""

    name = "clients.contacting"
    label = "contacting"
