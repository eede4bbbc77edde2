"""People who are not clients yet: helpline calls and other enquiries, until they become a file or are disposed of."""

from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    """People who are not clients yet: helpline calls and other enquiries."""

    name = "clients.enquiries"
    label = "enquiries"
