"""Somebody asks for something about one of us: to the person first, and on their terms."""

from django.apps import AppConfig


class AskingsConfig(AppConfig):
    """Somebody asks for something about one of us: to the person first, and on their terms."""

    name = "staff.askings"
    label = "askings"
