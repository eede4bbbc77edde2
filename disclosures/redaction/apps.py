"""What is withheld of a file's entries before they leave."""

from django.apps import AppConfig


class RedactionConfig(AppConfig):
    """What is withheld of a file's entries before they leave."""

    name = "disclosures.redaction"
    label = "redaction"
