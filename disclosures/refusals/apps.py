"""Decisions not to share, and not to warn."""

from django.apps import AppConfig


class RefusalsConfig(AppConfig):
    """Decisions not to share, and not to warn."""

    name = "disclosures.refusals"
    label = "refusals"
