"""One case file opened in an emergency, for an hour, and answered for afterwards."""

from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    """One case file opened in an emergency, for an hour, and answered for afterwards."""

    name = "clients.emergency"
    label = "emergency"
