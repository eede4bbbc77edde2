"""A charity's spreadsheet becomes case files."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """A charity's spreadsheet becomes case files."""

    name = "clients.imports"
    label = "imports"
