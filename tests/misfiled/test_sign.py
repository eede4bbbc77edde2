"""That something is handed on shows on its own page and in its list, with the way to take it back (E48)."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from clients import actions as files
from clients.models import Entry
from tests import cast
from tests.clients.questions import assert_hidden, give, path, reference, working_as
from tests.queries import assert_queries_at_most
from tests.thirdparty.working import a_record, an_entry

from .working import WORDS, hand_on, is_handed_on, take

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.edge("E48")]
SignedIn = Callable[[str], Client]
SIGN, BADGE, BACK = "Handed on to another file", 'caution">Handed on</span>', "Take it back"


def shown(client: Client, address: str) -> str:
    with assert_queries_at_most(12):
        return client.get(address).content.decode().split("<main")[1]


def a_correction(of: UUID) -> UUID:
    with working_as("iss_worker") as by:
        entry = Entry.objects.select_related("file").get(id=of)
        return files.correct_entry(
            entry=entry, by=by, nature="fact", body="Una.", happened_on=entry.happened_on
        ).id


def test_an_entry_says_so_to_whoever_sees_it_and_whoever_may_takes_it_back(
    signed_in: SignedIn,
) -> None:
    wrong, kept = an_entry(WORDS), an_entry("She rang.")
    corrects = a_correction(wrong)
    back = reverse("misfiled:hand_on_entry", args=[reference("amina"), wrong])
    give("amina", "iss_senior", "view", "contribute")
    clients = [signed_in(each) for each in ("iss_worker", "iss_senior", "iss_manager")]
    for client in clients:
        assert SIGN not in shown(client, path("entry", "amina", wrong))
        assert BADGE not in shown(client, path("file", "amina"))
    hand_on(wrong)
    for client, may in zip(clients, (True, False, True), strict=True):
        page = shown(client, path("entry", "amina", wrong))
        assert SIGN in page
        assert cast.PEOPLE["iss_worker"].name in page
        assert (BACK in page) == may
        assert (f'href="{back}">{BACK}' in page) == may
        assert ("whoever said so takes it back" in page) != may
        below = shown(client, path("entry", "amina", corrects))
        assert SIGN in below
        assert "and this with it," in below
        assert SIGN not in shown(client, path("entry", "amina", kept))
        assert shown(client, path("file", "amina")).count(BADGE) == 1
    clients[0].post(back, {"stays": "on"})
    assert not is_handed_on(wrong)
    assert SIGN not in shown(clients[1], path("entry", "amina", wrong))


def test_whoever_leads_the_file_takes_back_what_a_colleague_handed_on(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "contribute")
    wrong = an_entry(WORDS)
    hand_on(wrong, by="iss_senior")
    page = shown(signed_in("iss_worker"), path("entry", "amina", wrong))
    assert SIGN in page
    assert BACK in page


def test_many_handed_on_ask_no_more_of_the_timeline(signed_in: SignedIn) -> None:
    client, asked = signed_in("iss_worker"), set[int]()
    for _ in range(3):
        hand_on(an_entry(WORDS))
        with assert_queries_at_most(12) as found:
            page = client.get(path("file", "amina")).content.decode()
        asked.add(len(found))
    assert page.count(BADGE) == 3
    assert len(asked) == 1


@pytest.mark.clause("3.2.1")
def test_a_third_party_record_says_so_too(signed_in: SignedIn) -> None:
    wrong, client = a_record(), signed_in("iss_worker")
    address = reverse("thirdparty:record", args=[reference("amina"), wrong])
    assert SIGN not in shown(client, address)
    hand_on(wrong, third=True)
    page = shown(client, address)
    assert SIGN in page
    assert BACK in page
    assert shown(client, path("third_party", "amina")).count(BADGE) == 1


@pytest.mark.clause("3.3.1")
def test_nobody_else_knows_of_it_and_once_taken_nothing_shows(signed_in: SignedIn) -> None:
    wrong = an_entry(WORDS)
    address = path("entry", "amina", wrong)
    parcel = hand_on(wrong)
    for person in ("dvpp_worker", "iss_senior", "records_admin"):
        assert_hidden(signed_in(person), address, "amina")
    client = signed_in("iss_worker")
    assert BADGE in shown(client, path("file", "amina"))
    assert take(parcel) == "taken"
    assert client.get(address).status_code == 404
    assert BADGE not in shown(client, path("file", "amina"))
