"""Entries of one file that tell the same: one stays, the other stands in its trail, by two people."""

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    """Entries of one file that tell the same: one stays, the other stands in its trail, by two people."""

    name = "clients.duplicates"
    label = "duplicates"
