"""The policy app."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """The clause registry and its page."""

    name = "confidentiality.policy"
    label = "policy"
