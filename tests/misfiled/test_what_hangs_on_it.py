"""What hung on an entry in the wrong file: the contact that it told (E48)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from clients.contacting.models import ContactMade
from clients.misfiled.models import Parcel
from clients.models import Entry
from tests import cast
from tests.clients.questions import working_as
from tests.contacting.working import HIS_NUMBER, made, make, tell
from tests.thirdparty.working import body_of

from .test_misfiled import SIOBHAN, at, sent
from .working import RIGHT, TAKER, WORDS, hand_on, take

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.edge("E48")]
SignedIn = Callable[[str], Client]


@pytest.mark.clause("4.6.1–4.6.5")
def test_a_contact_with_somebody_else_goes_along_and_says_nothing_of_how_this_one_is_reached(
    signed_in: SignedIn,
) -> None:
    tell()
    contact = make(to=HIS_NUMBER, words=WORDS)
    wrong = made(contact).entry_id
    assert wrong is not None
    assert "it is blocked" in body_of(wrong)
    page = signed_in("iss_worker").get(at("hand_on_entry", wrong)).content.decode()
    assert "stands among the contacts made with this client" in page
    told = sent(contact="other")
    refused = signed_in("iss_worker").post(at("hand_on_entry", wrong), {**told, "contact": ""})
    assert "Say who was rung" in refused.content.decode()
    signed_in("iss_worker").post(at("hand_on_entry", wrong), told)
    with working_as(TAKER):
        parcel = Parcel.objects.get()
    shown = signed_in(TAKER).get(reverse("misfiled:parcel", args=[parcel.id])).content.decode()
    assert "It was written as a contact made" in shown
    assert "blocked" not in shown
    assert take(parcel.id) == "taken"
    with working_as(TAKER):
        moved = ContactMade.objects.select_related("entry").get(file_id=SIOBHAN)
        assert (moved.version, moved.made_by_id) == (0, cast.PEOPLE["iss_worker"].id)
        assert moved.details["to"] == HIS_NUMBER
        assert not [each for each in moved.details["against"] if "blocked" in each]
        assert moved.entry is not None
        assert WORDS in moved.entry.body
        assert "blocked" not in moved.entry.body
    with working_as("iss_worker"):
        assert not ContactMade.objects.filter(pk=contact).exists()
        assert not Entry.objects.filter(pk=wrong).exists()
    register = signed_in(TAKER).get(
        reverse("contacting:profile", args=[cast.FILES[RIGHT].reference])
    )
    assert "It was written in another file first" in register.content.decode()


@pytest.mark.clause("3.3.1")
def test_a_contact_with_this_client_stays_and_only_the_words_beside_it_go(
    signed_in: SignedIn,
) -> None:
    contact = make(words=WORDS)
    wrong = made(contact).entry_id
    assert wrong is not None
    ending = cast.FILES["amina"].phone[-3:]
    assert f"number ending {ending}" in body_of(wrong)
    page = signed_in("iss_worker").get(at("hand_on_entry", wrong)).content.decode()
    assert WORDS in page
    assert take(hand_on(wrong, stays=True)) == "taken"
    with working_as(TAKER):
        moved = Entry.objects.filter(file_id=SIOBHAN).latest("written_at", "id")
        assert (moved.body, moved.kind) == (WORDS, Entry.Kind.NOTE)
        assert not ContactMade.objects.filter(file_id=SIOBHAN).exists()
    with working_as("iss_worker"):
        kept = ContactMade.objects.get(pk=contact)
        assert kept.entry_id is None
        assert kept.details["to"] == cast.FILES["amina"].phone
        assert not Entry.objects.filter(pk=wrong).exists()
    profile = signed_in("iss_worker").get(
        reverse("contacting:profile", args=[cast.FILES["amina"].reference])
    )
    assert "What was written beside it did not belong here" in profile.content.decode()
