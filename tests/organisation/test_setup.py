"""The page that says what there is to set up, for whoever sets up alone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client, override_settings

from staff.organisation.rules import Picture, unsafe
from tests.accounts.working import ask_and_agree, team_of
from tests.induction.working import publish

pytestmark = pytest.mark.clause("1")
SignedIn = Callable[[str], Client]


def test_what_is_unsafe_names_a_chapter_that_there_is() -> None:
    nothing = Picture(
        people=(), teams=0, teams_managed=0, policy=None, waiting=None,
        escrow=False, backup=False, https=False, scanner=False, demo=True,
    )  # fmt: skip
    headings = re.findall(r"^#+ (.*)$", Path("docs/operations.md").read_text(), re.MULTILINE)
    named = re.findall(r"'([^']+)' in docs/operations.md", " ".join(unsafe(nothing)))
    assert len(named) == 5
    assert set(named) <= set(headings)


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
