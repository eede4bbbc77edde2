"""Documents of case files."""

from importlib import import_module

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """What people upload to case files."""

    name = "clients.documents"
    label = "documents"

    def ready(self) -> None:
        """Let start-up check where documents are kept."""
        import_module("confidentiality.documents.checks")
