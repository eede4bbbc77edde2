"""The audit's app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only events."""

    name = "confidentiality.audit"
    label = "audit"
