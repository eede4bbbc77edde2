"""What is typed and not sent."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """What is typed and not sent, kept for whoever typed it."""

    name = "confidentiality.drafts"
