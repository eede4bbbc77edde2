"""Each thing that is missing leads to the page on which whoever reads it can put it right, and to no other page."""

import ast
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.test import Client

from confidentiality.access.identity import acting_as
from disclosures.access import may_decide
from disclosures.mending import WHERE, At
from disclosures.models import DisclosureRequest
from disclosures.obstacle import Mender
from disclosures.picture import Basis
from disclosures.protocols import rules as protocols
from tests.disclosures import story
from tests.disclosures.pages import (
    REFERENCE,
    SignedIn,
    address,
    consent_form,
    hidden,
    page,
)
from tests.disclosures.story import ASKER, MANAGER
from tests.disclosures.test_obstacles import SAYS
from tests.interface.markup import find

pytestmark = pytest.mark.django_db


def codes_of_protocols() -> set[str]:
    """The codes in the source of the rules of sharing protocols."""
    return {
        each.value
        for call in ast.walk(ast.parse(Path(protocols.__file__).read_text("utf-8")))
        if isinstance(call, ast.Call)
        for each in call.args
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and "_" in each.value
    }


def test_of_everything_that_can_be_missing_it_is_said_where_it_is_put_right() -> None:
    leads = {str(basis) for basis in Basis}  # three of them stand for their lead's sign-off
    unsaid = {*SAYS, *codes_of_protocols()} - leads - set(WHERE)
    assert unsaid == set(), "say in disclosures/mending.py where it is put right"
    may_not = {code for code, said in SAYS.items() if said[1] == Mender.NOBODY}
    assert {WHERE[code] for code in may_not} <= {At.NOWHERE, At.OWN_FILE}


def ways(html: str) -> dict[str, str]:
    """Return what is missing with its address, '' where there is none."""
    found = {}
    for item in find(html, "li", class_="latch-tasks__item"):
        if "Missing" in item.text or "Later" in item.text:
            links = [e.attrs["href"] or "" for e in item.inside if e.tag == "a"]
            found[item.text] = next((each for each in links if "#clause" not in each), "")
    return found


def all_open(visitor: Client, found: dict[str, str]) -> set[str]:
    """Open each address and return the paths; every one is there, with the question that it names."""
    for where in filter(None, found.values()):
        html = page(visitor, where)
        _, _, named = where.partition("#")
        assert not named or f'id="{named}"' in html, where
    return {urlsplit(where).path for where in found.values() if where}


@pytest.mark.slow
@pytest.mark.clause("1.2")
def test_each_link_of_a_draft_opens_and_leads_to_its_question(signed_in: SignedIn) -> None:
    contact_id = story.an_agency(assured=False)
    empty = {
        "readers": (), "knows_readers": False, "knows_policy": False, "concern_raised": None,
        "explained_on": None, "raises_risk": True,
    }  # fmt: skip
    request_id = story.a_draft(contact_id, None, **empty)
    asker = signed_in(ASKER)
    found = ways(page(asker, address("request", request_id)))
    assert all_open(asker, found) >= {
        address("record_consent", REFERENCE),
        address("change_request", request_id),
        address("note_discussion", request_id),
        f"/disclosures/{request_id}/prepare/",
    }
    for words in ("Nobody here has seen this agency", "Who will read it", "record of the client"):
        assert [where for what, where in found.items() if words in what and where], words
    manager = signed_in(MANAGER)
    seen = ways(page(manager, address("request", request_id)))
    assert seen.keys() == found.keys()
    assert all(path.startswith("/agencies/") for path in all_open(manager, seen))


@pytest.mark.slow
@pytest.mark.clause("1.2")
def test_whoever_may_decide_is_led_to_the_review_and_the_decision(signed_in: SignedIn) -> None:
    contact_id = story.an_agency()
    request_id = story.a_draft(contact_id, story.a_consent(contact_id))
    story.submit(request_id)
    review, decision = f"/disclosures/{request_id}/review/", address("approval", request_id)
    manager, asker = signed_in(MANAGER), signed_in(ASKER)
    html = page(manager, address("request", request_id))
    assert {review, decision} <= all_open(manager, ways(html))
    assert f'href="{decision}"' in html
    mine = page(asker, address("request", request_id))
    assert not {review, decision} & all_open(asker, ways(mine))
    assert decision not in mine


@pytest.mark.edge("E12")
def test_nobody_is_led_to_decide_about_their_own() -> None:
    with acting_as(story.who(MANAGER)):
        manager = story.worker(MANAGER)
        asked = DisclosureRequest(basis=Basis.INFORMED_CONSENT, state="submitted")
        for requester, may in ((story.who(ASKER), True), (manager.pk, False)):
            asked.requester_id = requester
            assert may_decide(manager, asked) is may


@pytest.mark.slow
@pytest.mark.clause("2.1")
def test_a_consent_recorded_for_a_draft_stands_chosen_on_it(signed_in: SignedIn) -> None:
    contact_id = story.an_agency()
    request_id = story.a_draft(contact_id, None)
    asker = signed_in(ASKER)
    new = f"{address('record_consent', REFERENCE)}?for={request_id}"
    html = page(asker, new)
    token = hidden(html, "token")
    answer = asker.post(new, {**consent_form(contact_id), "token": token})
    there = answer["Location"]
    assert there.startswith(address("change_request", request_id) + "?consent=")
    key = UUID(there.partition("=")[2].partition("#")[0])
    (chosen,) = [e for e in find(page(asker, there), "option") if e.attrs.get("value") == str(key)]
    assert "selected" in chosen.attrs
    # what is no draft of one's own changes nothing, and an unknown consent is none of the choices
    other = asker.post(
        f"{address('record_consent', REFERENCE)}?for={key}", consent_form(contact_id)
    )
    assert other["Location"] == address("consents", REFERENCE)
    unknown = page(asker, f"{address('change_request', request_id)}?consent=nobody")
    assert f'{key}" selected' not in unknown
