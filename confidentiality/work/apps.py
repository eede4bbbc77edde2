"""The jobs' app."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The outbox: what must happen is a row, a Celery message is only a nudge."""

    name = "confidentiality.work"
    label = "work"
