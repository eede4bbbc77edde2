"""The jobs' app."""

from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The outbox: what must happen is a row, a Celery message is only a nudge."""

    name = "confidentiality.work"
    label = "work"

    def ready(self) -> None:
        """Let nudges know the broker, in web processes too."""
        import_module("confidentiality.celery")
