"""The organisation's details as they are in force, for whoever prints or uses them."""

from typing import Any, NamedTuple

from django.conf import settings

from .models import Detail, Kind

WRONG = "Tell the worker who sent you this at once, and return it. Do not copy it."
UNNAMED = "The organisation"


class Letterhead(NamedTuple):
    """What letters say of the organisation: its name, and what to do when something is wrong."""

    name: str
    contact: str


def details() -> dict[str, dict[str, Any]]:
    """Return what was agreed, by kind, as far as whoever acts may know it; a kind that is missing is not set."""
    return dict(Detail.objects.values_list("kind", "values"))


def letterhead() -> Letterhead:
    """Return what stands on letters: what the operator's environment says, else what two people agreed to."""
    agreed = details().get(Kind.LETTERS, {})
    lines = (agreed.get("name", ""), agreed.get("address", ""), agreed.get("telephone", ""))
    written = "\n".join(filter(None, lines))
    contact = f"{WRONG}\n\n{written}" if written else WRONG
    return Letterhead(
        settings.ORGANISATION_NAME or agreed.get("name") or UNNAMED,
        settings.ORGANISATION_CONTACT or contact,
    )


def overridden() -> list[str]:
    """Return the names of the environment's settings that stand before what was agreed."""
    named = {
        "LATCH_ORGANISATION_NAME": settings.ORGANISATION_NAME,
        "LATCH_ORGANISATION_CONTACT": settings.ORGANISATION_CONTACT,
    }
    return [name for name, value in named.items() if value]
