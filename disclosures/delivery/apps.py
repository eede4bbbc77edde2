"""How a release got to its recipient, and what they were told afterwards."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """How a release got to its recipient, and what they were told afterwards."""

    name = "disclosures.delivery"
    label = "delivery"
