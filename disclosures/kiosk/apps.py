"""A client reads their own package at the office."""

from django.apps import AppConfig


class KioskConfig(AppConfig):
    """A client reads their own package at the office."""

    name = "disclosures.kiosk"
    label = "kiosk"
