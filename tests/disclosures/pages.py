"""Filling in the pages of disclosures, as the cast does."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.urls import reverse

from confidentiality.access.identity import acting_as
from disclosures.models import (
    AgencyContact,
)
from tests import cast
from tests.disclosures import story
from tests.disclosures.story import ASKER, FILE, days, who
from tests.signing_in import prove_again

REFERENCE = cast.FILES[FILE].reference
SignedIn = Callable[[str], Client]


def address(name: str, *args: object) -> str:
    return reverse(f"disclosures:{name}", args=args)


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def day(name: str, offset: int) -> dict[str, int]:
    on = days(offset)
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def step_up(client: Client, key: str) -> None:
    """Prove again who one is; a half minute may end between taking a code and its being asked."""
    try:
        prove_again(client, cast.PEOPLE[key])
    except AssertionError:
        prove_again(client, cast.PEOPLE[key])


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no hidden {name}"
    return found.group(1)


def consent_form(contact_id: UUID) -> dict[str, Any]:
    with acting_as(who(ASKER)):
        first, _second, third = (str(entry.id) for entry in story.entries()[:3])
        agency = str(AgencyContact.objects.get(id=contact_id).agency_id)
    return {
        "token": str(uuid4()),
        "to_agency": agency,
        "refused": "no",
        "why": "Rehousing before the tenancy ends",
        "covers": [first, third],
        "new_words": "A letter about her tenancy",
        "names_sensitive": [third],
        "agreeing": "The officer will know.",
        "refusing": "Nothing changes.",
        "limits_asked": "on",
        "own_words": story.WORDS,
        **day("given_on", -1),
        **day("implications_on", -2),
        **day("expires_on", 30),
    }


def ask_form(contact_id: UUID, consent_id: UUID | str) -> dict[str, Any]:
    with acting_as(who(ASKER)):
        first, _second, third = (str(entry.id) for entry in story.entries()[:3])
    return {
        "token": str(uuid4()),
        "contact": str(contact_id),
        "consent": str(consent_id),
        "entries": [first, third],
        "manner": "written",
        "readers": "Wilhelmina Askew\nher team lead",
        "knows_readers": "on",
        "knows_policy": "on",
        "concern_raised": "no",
        "raises_risk": "no",
        "risk_words": "He does not know the address.",
        **day("explained_on", -1),
    }
