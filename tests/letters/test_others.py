"""Whom a letter names besides the client: hers by her names alone, not by where she lives (3.2.1)."""

from uuid import uuid4

import pytest

from clients.people.identifiers import CLIENT, Known
from disclosures.others import named_others

pytestmark = pytest.mark.clause("3.2.1")
AMINA = Known(
    uuid4(),
    CLIENT,
    {
        "given": ("Amina",),
        "family": ("Farouk",),
        "address": ("12 Victoria Road\nEastbrook", "Rose Cottage, George Street"),
        "postcode": ("EB1 2CD",),
        "email": ("rose@example.org",),
    },
)


def somebody(given: str, family: str, **told: tuple[str, ...]) -> Known:
    return Known(uuid4(), "neighbour", {"given": (given,), "family": (family,), **told})


@pytest.mark.parametrize("called", ["Victoria", "Rose", "George", "Eastbrook"])
def test_somebody_who_is_called_like_a_word_of_her_address_is_named(called: str) -> None:
    assert named_others(f"{called} heard it.", [AMINA, somebody(called, "Nowak")]) == [called]


def test_nobody_is_named_within_her_own_address() -> None:
    """An answer to her that repeats it would be refused for good; what stands beside it is looked at."""
    people = [AMINA, somebody("Victoria", "Nowak", address=("3 Elm Row\nEastbrook",))]
    text = "We write to 12 Victoria Road, Eastbrook."
    assert named_others(text, people) == []
    assert named_others(f"{text} Victoria heard it.", people) == ["Victoria"]


def test_her_surname_and_her_home_name_nobody_else() -> None:
    shared = {"address": ("12 Victoria Road\nEastbrook",), "postcode": ("EB1 2CD",)}
    sister = somebody("Nasrin", "Farouk", **shared)
    text = "Dear Ms Farouk, we write to 12 Victoria Road, Eastbrook, EB1 2CD."
    assert named_others(text, [AMINA, sister]) == []
    assert named_others(f"{text} Nasrin rang.", [AMINA, sister]) == ["Nasrin"]
