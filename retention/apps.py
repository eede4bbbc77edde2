"""Schedules, holds, disposal, certificates."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Schedules, holds, disposal, certificates."""

    name = "retention"
    label = "retention"
