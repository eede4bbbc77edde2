"""Tasks on a case file or alone, and the page of what waits for somebody today."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Tasks on a case file or alone, and the page of what waits for somebody today."""

    name = "clients.tasks"
    label = "tasks"
