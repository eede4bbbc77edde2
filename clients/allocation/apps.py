"""Whose work a case file is: the queue of those that nobody leads, caseloads, changes of hands, cover."""

from django.apps import AppConfig


class AllocationConfig(AppConfig):
    """Whose work a case file is: the queue of those that nobody leads, caseloads, changes of hands, cover."""

    name = "clients.allocation"
    label = "allocation"
