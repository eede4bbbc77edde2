"""The writing aid: words that a writer is asked to look at once more before an entry is saved."""

from django.apps import AppConfig


class WordingConfig(AppConfig):
    """The writing aid: words that a writer is asked to look at once more before an entry is saved."""

    name = "clients.wording"
    label = "wording"
