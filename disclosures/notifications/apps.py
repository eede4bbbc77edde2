"""What a partner is told of a man's way through the programme."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """What a partner is told of a man's way through the programme."""

    name = "disclosures.notifications"
    label = "notifications"
