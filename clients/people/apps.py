"""Everybody who is tied to a case file, kept apart from it like what others said."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Everybody who is tied to a case file, kept apart from it like what others said."""

    name = "clients.people"
    label = "people"
