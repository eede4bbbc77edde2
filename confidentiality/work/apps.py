"""The jobs' app."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class WorkConfig(AppConfig):
    """The outbox: what must happen is a row, a Celery message is only a nudge."""

    name = "confidentiality.work"
    label = "work"

    def ready(self) -> None:
        """Let every room's `jobs.py` register its handlers, and nudges know the broker, in web processes too."""
        import_module("confidentiality.celery")
        for config in apps.get_app_configs():
            if find_spec(f"{config.name}.jobs") and config.name != self.name:
                import_module(f"{config.name}.jobs")
