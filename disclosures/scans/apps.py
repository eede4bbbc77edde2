"""Pages of documents that a request would disclose."""

from django.apps import AppConfig


class ScansConfig(AppConfig):
    """Pages of documents that a request would disclose."""

    name = "disclosures.scans"
    label = "scans"
