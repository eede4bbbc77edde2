"""What stands prepared and lacks some of what was asked for is made whole from the page of the request (5.2.5)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from clients.actions import give_to_worker
from disclosures.models import DisclosureRequest
from tests import cast
from tests.clients.questions import file_of, working_as
from tests.disclosures import own, story
from tests.ownfile import working
from tests.ownfile.test_holdings import a_draft_without, held_in, prepare

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.5")]
SignedIn = Callable[[str], Client]
BUTTON = "Take in what it lacks"
TAKE_BACK = "Take the prepared disclosure back, then prepare it anew."


def at(asked: UUID) -> str:
    return f"/files/{cast.FILES['amina'].reference}/own-file/{asked}/"


def offered(client: Client, asked: UUID) -> str:
    """Return what the page of a request says, after its form to prepare it was sent."""
    return client.post(at(asked) + "prepare/", follow=True).content.decode()


def the(request: UUID) -> DisclosureRequest:
    with working_as("iss_worker"):
        return story.get(request)


def first_of(asked: UUID) -> str:
    with working_as("iss_worker"):
        return next(str(each) for each in working.kept(asked).held or ())


def page_of(client: Client, asked: UUID) -> str:
    return client.get(at(asked)).content.decode()


def test_what_a_draft_lacks_is_taken_into_it_from_the_request(signed_in: SignedIn) -> None:
    asked = own.asked_for()
    request = a_draft_without(asked)
    with working_as("iss_worker") as by:
        given = {"reason": "cover", "by": by.pk, "rights": ("view", "contribute")}
        give_to_worker(file=file_of("amina"), worker=cast.worker("iss_colleague"), **given)
    client, colleague = signed_in("iss_worker"), signed_in("iss_colleague")
    assert BUTTON in page_of(client, asked)
    theirs = page_of(colleague, asked)
    assert BUTTON not in theirs
    assert "Whoever prepares it takes it in" in theirs
    assert "Whoever prepares it takes it in" in offered(colleague, asked)
    assert held_in(the(request)) == []
    assert "All that the file held is in it." in offered(client, asked)
    assert len(held_in(the(request))) >= 2
    assert BUTTON not in page_of(client, asked)
    assert "It is prepared already." in offered(client, asked)
    story.go_through(request)
    story.submit(request)


@pytest.mark.edge("E31")
def test_what_an_authority_covers_since_is_taken_into_the_draft(signed_in: SignedIn) -> None:
    asked = own.asked_for(asker="advocate", who="Reed & Co")
    working.say(asked, "authority", how="Seen", scope="picked", entries=[first_of(asked)])
    made = prepare(asked)
    client = signed_in("iss_worker")
    assert BUTTON not in page_of(client, asked)
    with working_as("iss_worker"):
        assert made.items.count() == 1
    working.say(asked, "authority", how="Seen", scope="whole", names_sensitive=True)
    offered(client, asked)
    with working_as("iss_worker"):
        picked = {str(each) for each in made.items.values_list("entry_id", flat=True)}
        kept = working.kept(asked)
        assert picked == {*(kept.held or ()), *(each["entry"] for each in kept.about)}


def test_what_was_submitted_without_it_is_taken_back_first(signed_in: SignedIn) -> None:
    asked = own.asked_for(asker="advocate", who="Reed & Co")
    paper: dict[str, Any] = {"how": "Seen", "names_sensitive": True}
    working.say(asked, "authority", scope="picked", entries=[first_of(asked)], **paper)
    request = prepare(asked).id
    own.keep_documents_back(request)
    story.go_through(request)
    story.submit(request)
    client = signed_in("iss_worker")
    assert TAKE_BACK not in page_of(client, asked)
    working.say(asked, "authority", scope="whole", **paper)
    for said in (page_of(client, asked), offered(client, asked)):
        assert TAKE_BACK in said
        assert BUTTON not in said
