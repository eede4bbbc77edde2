"""Who was inducted and trained on the policy, noted by somebody else; files wait for it."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Who was inducted and trained on the policy, noted by somebody else; files wait for it."""

    name = "staff.training"
    label = "training"
