"""E-mails that say that something waits, and nothing else."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """E-mails that say that something waits, and nothing else."""

    name = "staff.reminders"
    label = "reminders"
