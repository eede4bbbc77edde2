"""The screen, locked or left."""

from django.apps import AppConfig


class ScreenConfig(AppConfig):
    """The screen: locked, left in a hurry, and nothing on it afterwards."""

    name = "confidentiality.screen"
