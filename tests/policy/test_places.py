"""From each clause on disclosure the policy page leads to where its rule acts, and nobody to what is not theirs."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from confidentiality.policy.places import PLACES_OF, places_of
from confidentiality.policy.registry import CLAUSES, State
from tests.interface.markup import find

SignedIn = Callable[[str], Client]
ABOUT_DISCLOSURE = ("2.", "3.", "4.", "5.5", "5.6", "5.7", "5.8")


def test_each_clause_that_is_enforced_says_where_it_acts() -> None:
    acting = [c.number for c in CLAUSES if c.state in (State.ENFORCED, State.AID)]
    wanted = {number for number in acting if number.startswith(ABOUT_DISCLOSURE)}
    assert "3.3.2 e" in wanted
    assert wanted - set(PLACES_OF) == set()
    for number in wanted:  # whoever works on files finds it, with no other role
        assert places_of(number, frozenset({"iss_worker"})), number
    assert set(PLACES_OF) <= {clause.number for clause in CLAUSES}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["iss_worker", "dvpp_manager", "records_admin", "committee"])
def test_each_link_opens_for_whoever_is_shown_it(signed_in: SignedIn, who: str) -> None:
    visitor = signed_in(who)
    html = visitor.get(reverse("policy:clauses")).content.decode()
    shown = {
        link.attrs["href"] or ""
        for places in find(html, "ul", class_="latch-tasks__places")
        for link in places.inside
        if link.tag == "a"
    }
    assert reverse("clients:my_files") in shown
    assert (reverse("disclosures:approvals") in shown) == (who == "dvpp_manager")
    assert {where: visitor.get(where).status_code for where in shown} == dict.fromkeys(shown, 200)
