"""Who reads a released package from outside."""

from django.apps import AppConfig


class ReadersConfig(AppConfig):
    """Who reads a released package from outside."""

    name = "disclosures.readers"
    label = "readers"
