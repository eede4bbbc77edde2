"""Somebody asks whether somebody is a client: what is said, and what is kept of it."""

from django.apps import AppConfig


class CallersConfig(AppConfig):
    """Somebody asks whether somebody is a client: what is said, and what is kept of it."""

    name = "clients.callers"
    label = "callers"
