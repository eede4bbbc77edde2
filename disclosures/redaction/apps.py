"""What is withheld of a file's entries before they leave."""

from django.apps import AppConfig


class RedactionConfig(AppConfig):
    """What is withheld of a file's entries before they leave."""

    name = "disclosures.redaction"
    label = "redaction"

    def ready(self) -> None:
        """Refuse to start with a recogniser that can't be used: nobody would learn that it reads nothing."""
        from disclosures.recogniser import added_recogniser

        added_recogniser()
