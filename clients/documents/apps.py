"""Documents of case files."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """What people upload to case files."""

    name = "clients.documents"
    label = "documents"
