"""Which files belong together: the two halves of a couple, and two files of one person."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Which files belong together: the two halves of a couple, and two files of one person."""

    name = "clients.partners"
    label = "partners"
