"""The register of agencies."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """The register of agencies."""

    name = "disclosures.agencies"
    label = "agencies"
