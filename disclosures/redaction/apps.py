"""What is withheld of a file's entries before they leave."""

from django.apps import AppConfig
from django.conf import settings


class RedactionConfig(AppConfig):
    """What is withheld of a file's entries before they leave."""

    name = "disclosures.redaction"
    label = "redaction"

    def ready(self) -> None:
        """Refuse to start with a recogniser that can't be used: nobody would learn that it reads nothing."""
        if settings.RECOGNISER:
            # every process passes here, and without a recogniser none need read the matcher
            from disclosures.recogniser import added_recogniser

            added_recogniser()
