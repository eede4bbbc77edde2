"""The operations app."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Health and metrics; it has no tables of its own."""

    name = "confidentiality.operations"
    label = "operations"
