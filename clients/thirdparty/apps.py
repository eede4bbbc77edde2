"""What others said: records of it in full, and passages moved out of entries."""

from django.apps import AppConfig


class ThirdPartyConfig(AppConfig):
    """What others said: records of it in full, and passages moved out of entries."""

    name = "clients.thirdparty"
    label = "thirdparty"
