"""The sealing app."""

from django.apps import AppConfig


class SealingConfig(AppConfig):
    """One key per subject."""

    name = "confidentiality.sealing"
    label = "sealing"
