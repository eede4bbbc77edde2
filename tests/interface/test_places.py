"""Everybody is shown the way to what is theirs, and to nothing else."""

from collections.abc import Callable

import pytest
from django.db.models.expressions import Combinable
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confidentiality.access.identity import acting_as
from confidentiality.interface.context import PLACES
from confidentiality.interface.counting import count, how_many
from staff.models import RoleLoan, Worker
from tests import cast
from tests.interface.markup import find, read

SignedIn = Callable[[str], Client]


def test_every_place_has_an_address() -> None:
    addresses = [reverse(name) for _text, name, _roles in PLACES]
    assert len(set(addresses)) == len(PLACES)


@pytest.mark.parametrize(
    ("who", "areas"),
    [
        ("iss_worker", ["Enquiries", "To follow up", "Drafts", "Paper", "Policy"]),
        (
            "iss_manager",
            ["Enquiries", "To follow up", "Drafts", "Paper", "To decide", "People", "Policy"],
        ),
        ("iss_senior", ["Enquiries", "To follow up", "Drafts", "Paper", "To decide", "Policy"]),
        ("records_admin", ["Drafts", "Paper", "People", "Records", "Policy"]),
        ("importer", ["To follow up", "Drafts", "Paper", "Imports", "Policy"]),
        ("trustee", ["Drafts", "Paper", "People", "Organisation", "Policy"]),
    ],
)
@pytest.mark.django_db
def test_everybody_is_shown_the_way_to_what_is_theirs(
    signed_in: SignedIn, who: str, areas: list[str]
) -> None:
    html = signed_in(who).get(reverse("disclosures:agencies")).content.decode()
    links = find(html, "a", class_="govuk-service-navigation__link")
    assert [link.text.strip() for link in links] == ["Today", "My files", "Search", *areas]
    inside = find(html, "a", class_="moj-sub-navigation__link")
    assert [link.text.strip() for link in inside] == [
        "Policy",
        "Breaches",
        "Agencies",
        "Protocols",
        "Agency workers",
    ]
    here = [e.text.strip() for e in read(html) if e.attrs.get("aria-current")]
    assert here == ["Policy", "Agencies"]


@pytest.mark.parametrize(
    ("who", "place", "area", "inside"),
    [
        (
            "iss_manager",
            "allocation:queue",
            "To decide",
            [
                "Approvals",
                "Not warned",
                "Callers",
                "Allocation",
                "Emergencies",
                "Conflicts",
                "Ties",
                "Import queue",
                "Reviews",
            ],
        ),
        (
            "iss_worker",
            "tasks:today",
            "Today",
            ["Today", "Diary", "Asked about staff", "Safe contact", "Groups"],
        ),
        (
            "iss_worker",
            "people:merges",
            "To follow up",
            [
                "Your requests",
                "Answers",
                "Recipients to tell",
                "Notifications",
                "Own files",
                "Entered twice",
                "Written twice",
                "Wrong file",
                "Reader links",
            ],
        ),
        ("iss_manager", "training:people", "People", ["People", "Inductions", "Access review"]),
        (
            "records_admin",
            "operations:overview",
            "Records",
            ["Set-up", "Office screens", "Organisation", "Retention", "Health", "Audit"],
        ),
        ("iss_senior", "disclosures:approvals", "To decide", ["Approvals", "Not warned"]),
        ("trustee", "accounts:people", "People", []),  # one place needs no area
    ],
)
@pytest.mark.django_db
def test_an_area_opens_where_somebody_is_in_it(
    signed_in: SignedIn, who: str, place: str, area: str, inside: list[str]
) -> None:
    html = signed_in(who).get(reverse(place)).content.decode()
    current = find(html, "a", class_="govuk-service-navigation__link")
    assert [e.text.split(" (")[0].strip() for e in current if e.attrs.get("aria-current")] == [area]
    shown = find(html, "a", class_="moj-sub-navigation__link")
    assert [e.text.split(" (")[0].strip() for e in shown] == inside


def rests_on_the_moment(worker: Worker) -> Combinable:
    return how_many(RoleLoan.objects.filter(ends_at__gt=timezone.now()))


def rests_on_who_it_is(worker: Worker) -> Combinable:
    return how_many(Worker.objects.filter(team=worker.team))


@pytest.mark.django_db
@pytest.mark.parametrize("counter", ["rests_on_the_moment", "rests_on_who_it_is"])
def test_a_count_that_may_not_be_kept_is_refused(people: dict[str, Worker], counter: str) -> None:
    with (
        acting_as(cast.PEOPLE["iss_worker"].id),
        pytest.raises((TypeError, Worker.DoesNotExist)),
    ):
        count(people["iss_worker"], frozenset(), (("/", f"{__name__}.{counter}"),))
