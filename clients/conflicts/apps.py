"""Colleagues who must not see a case file: what follows from declarations, and from what was said at a file."""

from django.apps import AppConfig


class ConflictsConfig(AppConfig):
    """Colleagues who must not see a case file: what follows from declarations, and from what was said at a file."""

    name = "clients.conflicts"
    label = "conflicts"
