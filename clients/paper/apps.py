"""The register of paper folders: where each stands, who has it out, and stock-takes that name nobody."""

from django.apps import AppConfig


class PaperConfig(AppConfig):
    """The register of paper folders: where each stands, who has it out, and stock-takes that name nobody."""

    name = "clients.paper"
    label = "paper"
