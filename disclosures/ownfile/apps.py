"""A client's request to see their own file, or to have it erased, and what becomes of it."""

from django.apps import AppConfig


class OwnFileConfig(AppConfig):
    """A client's request to see their own file, or to have it erased, and what becomes of it."""

    name = "disclosures.ownfile"
    label = "ownfile"
