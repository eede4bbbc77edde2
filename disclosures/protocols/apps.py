"""Sharing protocols with partner agencies."""

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    """Sharing protocols with partner agencies."""

    name = "disclosures.protocols"
    label = "protocols"
