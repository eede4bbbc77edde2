"""What there is to set up, and the organisation's own details, changed by two."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """What there is to set up, and the organisation's own details, changed by two."""

    name = "staff.organisation"
    label = "organisation"
