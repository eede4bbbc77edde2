"""Groups in which clients meet."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Groups in which clients meet."""

    name = "clients.groups"
    label = "groups"
