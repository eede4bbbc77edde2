"""The access review: each quarter, who has what, why, and is it still needed."""

from django.apps import AppConfig


class ReviewingConfig(AppConfig):
    """The access review: each quarter, who has what, why, and is it still needed."""

    name = "clients.reviewing"
    label = "reviewing"
