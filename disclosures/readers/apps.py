"""Who reads a released package from outside."""

from django.apps import AppConfig


class ReadersConfig(AppConfig):
    """Who reads a released package from outside."""

    name = "disclosures.readers"
    label = "readers"

    def ready(self) -> None:
        """Let this room hear of who is tied to a file."""
        from . import foreseen, known_since  # noqa: F401  # they hear by being there
