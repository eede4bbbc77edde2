"""What leaves, and how."""

from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    """What leaves, and how."""

    name = "disclosures"
    label = "disclosures"
