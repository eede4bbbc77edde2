"""Who works here and with which role: every change asked for by one and agreed to by another."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who works here and with which role: every change asked for by one and agreed to by another."""

    name = "staff.accounts"
    label = "accounts"
