"""The sealing app."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate


def register_master_keys(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Make the epochs of the configured master keys known once their table is there; only the owner migrates."""
    from .epoch_register import register_epochs

    connection = connections[using]
    if connection.settings_dict["USER"] != "latch_owner":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('keys.sealing_epoch') IS NOT NULL")
        (ready,) = cursor.fetchone()
    if ready:
        register_epochs(settings.MASTER_KEYS)


class SealingConfig(AppConfig):
    """One key per subject."""

    name = "confidentiality.sealing"
    label = "sealing"

    def ready(self) -> None:
        """Learn of new master keys at each migration."""
        post_migrate.connect(register_master_keys, sender=self)
