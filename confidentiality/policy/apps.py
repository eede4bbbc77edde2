"""The policy's app."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """The clauses, and what the product does about each."""

    name = "confidentiality.policy"
    label = "policy"
