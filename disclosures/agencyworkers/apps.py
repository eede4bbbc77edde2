"""Workers of partner agencies."""

from django.apps import AppConfig


class AgencyWorkersConfig(AppConfig):
    """Workers of partner agencies."""

    name = "disclosures.agencyworkers"
    label = "agencyworkers"
