"""Everyday letters to clients, from the organisation's templates."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Everyday letters to clients, from the organisation's templates."""

    name = "clients.letters"
    label = "letters"
