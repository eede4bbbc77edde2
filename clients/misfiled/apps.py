"""What stands in the wrong case file, and the way to the right one."""

from django.apps import AppConfig


class MisfiledConfig(AppConfig):
    """What stands in the wrong case file, and the way to the right one."""

    name = "clients.misfiled"
    label = "misfiled"
