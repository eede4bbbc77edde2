"""The breach register: what went wrong with somebody's information, and what was done about it."""

from django.apps import AppConfig


class BreachesConfig(AppConfig):
    """The breach register: what went wrong with somebody's information, and what was done about it."""

    name = "staff.breaches"
    label = "breaches"
