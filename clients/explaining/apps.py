"""That the policy was explained to a client: when, by whom, how, and which copy she was given."""

from django.apps import AppConfig


class ExplainingConfig(AppConfig):
    """That the policy was explained to a client: when, by whom, how, and which copy she was given."""

    name = "clients.explaining"
    label = "explaining"
