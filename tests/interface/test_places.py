"""Everybody is shown the way to what is theirs, and to nothing else."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from confidentiality.interface.context import PLACES
from tests.interface.markup import find, read

SignedIn = Callable[[str], Client]


def test_every_place_has_an_address() -> None:
    addresses = [reverse(name) for _text, name, _roles in PLACES]
    assert len(set(addresses)) == len(PLACES)


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        (
            "iss_worker",
            [
                *("Today", "My files", "Search", "Enquiries", "Drafts", "Paper"),
                *("Agencies", "Breaches", "Policy"),
            ],
        ),
        (
            "iss_manager",
            [
                *(
                    "Today",
                    "My files",
                    "Search",
                    "Enquiries",
                    "Drafts",
                    "Paper",
                    "Approvals",
                    "Allocation",
                ),
                *("Import queue", "Reviews", "Emergencies", "People", "Inductions"),
                *("Agencies", "Breaches", "Policy"),
            ],
        ),
        (
            "iss_senior",
            [
                *("Today", "My files", "Search", "Enquiries", "Drafts", "Paper", "Approvals"),
                *("Agencies", "Breaches", "Policy"),
            ],
        ),
        (
            "records_admin",
            [
                *(
                    "Today",
                    "My files",
                    "Search",
                    "Drafts",
                    "Paper",
                    "Set-up",
                    "Retention",
                    "Health",
                ),
                *("Audit", "People", "Inductions", "Agencies", "Breaches", "Policy"),
            ],
        ),
        (
            "importer",
            [
                *("Today", "My files", "Search", "Drafts", "Paper", "Imports"),
                *("Agencies", "Breaches", "Policy"),
            ],
        ),
    ],
)
@pytest.mark.django_db
def test_everybody_is_shown_the_way_to_what_is_theirs(
    signed_in: SignedIn, who: str, shown: list[str]
) -> None:
    html = signed_in(who).get(reverse("induction:read")).content.decode()
    links = find(html, "a", class_="govuk-service-navigation__link")
    assert [link.text.strip() for link in links] == shown
    (here,) = [e.text.strip() for e in read(html) if e.attrs.get("aria-current") == "page"]
    assert here == "Policy"
