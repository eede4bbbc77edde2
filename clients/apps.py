"""Case files and what is in them."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Case files, entries, third-party records, grants and walls."""

    name = "clients"
