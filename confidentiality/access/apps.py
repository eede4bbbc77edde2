"""Installs row security whenever the owner has migrated."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


def install_fence(sender: AppConfig, using: str, plan: Any = None, **kwargs: Any) -> None:
    """Install row security after the last room's migrations; other logins do not migrate."""
    from .installing import install

    if connections[using].settings_dict["USER"] == "latch_owner":
        install(using)


def lift_fence(sender: AppConfig, using: str, plan: Any = None, **kwargs: Any) -> None:
    """Drop the schema `access` before tables change under it: until it is back, every login sees nothing."""
    if plan and connections[using].settings_dict["USER"] == "latch_owner":
        with connections[using].cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS access CASCADE")


class AccessConfig(AppConfig):
    """The floor every room stands on: identity, grants, walls, row security."""

    name = "confidentiality.access"
    label = "access"

    def ready(self) -> None:
        """Install row security after migrations, start-up checks at once."""
        from . import secret_checks  # noqa: F401  # registers

        pre_migrate.connect(lift_fence, sender=self)
        post_migrate.connect(install_fence, sender=self)
