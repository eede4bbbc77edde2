"""The people who work here."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Accounts, workers, roles, teams."""

    name = "staff"
