"""Whom a worker knows outside work: declared by them, read by nobody else, renewed each year."""

from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    """Whom a worker knows outside work: declared by them, read by nobody else, renewed each year."""

    name = "staff.declarations"
    label = "declarations"
