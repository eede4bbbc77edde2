"""What there is to set up, what is unsafe, and which separations are given up; the page for whoever sets up alone."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client, override_settings

from staff.organisation.rules import Picture, Somebody, given_up, steps, unsafe
from tests.accounts.working import ask_and_agree, team_of
from tests.induction.working import publish

pytestmark = pytest.mark.clause("1")
SignedIn = Callable[[str], Client]
WHOLE = Picture(
    people=(
        Somebody("records_admin"),
        Somebody("data_protection_lead"),
        Somebody("outside_approver"),
        Somebody("safeguarding_lead"),
        Somebody("line_manager", True, frozenset({"iss"})),
        Somebody("iss_worker", True),
    ),
    teams=1,
    teams_managed=1,
    policy=1,
    waiting=0,
    escrow=True,
    backup=True,
    https=True,
    scanner=True,
    demo=False,
)


def left(picture: Picture) -> list[str]:
    return [step.what for step in steps(picture) if not step.done]


def without(role: str) -> Picture:
    return replace(WHOLE, people=tuple(each for each in WHOLE.people if each.role != role))


def test_of_a_whole_organisation_nothing_is_said() -> None:
    assert (left(WHOLE), unsafe(WHOLE), given_up(WHOLE)) == ([], [], [])


@pytest.mark.parametrize(
    ("picture", "what"),
    [
        (replace(WHOLE, policy=None), "The policy"),
        (replace(WHOLE, waiting=1), "Everybody’s induction is noted"),
        (without("outside_approver"), "Three people"),
        (replace(WHOLE, teams=0, teams_managed=0), "There is a team"),
        (replace(WHOLE, teams=2), "Every team"),
        (without("safeguarding_lead"), "There is a safeguarding lead"),
        (without("data_protection_lead"), "There is a data protection lead"),
        (
            replace(WHOLE, people=(*WHOLE.people[:4], Somebody("iss_worker"))),
            "Somebody works with clients",
        ),
    ],
)
def test_what_is_missing_is_to_do(picture: Picture, what: str) -> None:
    assert any(each.startswith(what) for each in left(picture))


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (replace(WHOLE, escrow=False), "No escrow"),
        (replace(WHOLE, backup=False), "no backup"),
        (replace(WHOLE, https=False), "without TLS"),
        (replace(WHOLE, scanner=False), "not scanned"),
        (replace(WHOLE, demo=True), "on one machine"),
    ],
)
def test_what_is_unsafe_is_said_with_where_to_read_on(picture: Picture, words: str) -> None:
    (sentence,) = unsafe(picture)
    assert words in sentence
    headings = re.findall(r"^#+ (.*)$", Path("docs/operations.md").read_text(), re.MULTILINE)
    (named,) = re.findall(r"'([^']+)' in docs/operations.md", sentence)
    assert named in headings


@pytest.mark.edge("E1")
def test_separations_that_a_small_charity_gives_up_are_shown() -> None:
    one = Somebody("line_manager", True, frozenset({"iss", "dvpp"}))
    (said,) = given_up(replace(WHOLE, people=(*WHOLE.people, one)))
    assert "teams of both services" in said
    (said,) = given_up(without("data_protection_lead"))
    assert "Fewer than three" in said
    (said,) = given_up(replace(WHOLE, reviewer_may_sign=True))
    assert "two people see it" in said


def test_the_page_tells_how_this_installation_stands(committed: str, signed_in: SignedIn) -> None:
    shown = signed_in("records_admin").get("/setup/").content.decode()
    assert "All is there for the first real file" in shown
    assert "without TLS" in shown
    both = [team_of("ISS team").pk, team_of("DVPP team").pk]
    ask_and_agree(
        "move",
        "iss_manager",
        place={
            "name": "Ruth Adair",
            "role": "line_manager",
            "service": "both",
            "manages": both,
            "line_manager": None,
        },
    )
    ask_and_agree("leave", "safeguarding_lead")
    shown = signed_in("dp_lead").get("/setup/").content.decode()
    assert "1 of 7 still to do" in shown
    assert "One person manages teams of both services" in shown


@pytest.mark.parametrize("key", ["hr", "iss_manager", "trustee", "iss_worker"])
@pytest.mark.django_db
def test_others_have_no_such_page(signed_in: SignedIn, key: str) -> None:
    assert signed_in(key).get("/setup/").status_code == 404


@override_settings(POLICY_GRACE_DAYS=0)
def test_it_is_open_before_there_is_a_policy(committed: str, signed_in: SignedIn) -> None:
    client = signed_in("records_admin")
    publish()
    assert client.get("/people/").status_code == 302
    assert "once you have acknowledged the policy" in client.get("/setup/").content.decode()
