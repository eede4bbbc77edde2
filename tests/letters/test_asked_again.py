"""What is asked with a letter's preview is asked again on the locked file, and each time it is printed (E13, 3.2.1)."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from clients.contacting.actions import put_back
from clients.contacting.models import ContactVersion
from clients.contacting.profile import Point
from clients.letters import actions
from clients.letters.models import Letter
from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from tests import cast
from tests.clients.questions import give, working_as
from tests.contacting.working import AMINA, HOME, SAFE, tell, told
from tests.misfiled.working import hand_on_person, take_told
from tests.people import working as people

from .working import BLANKS, appointment, write

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SignedIn = Callable[[str], Client]
LIST = f"/files/{cast.FILES['amina'].reference}/letters/"
OTHER = Point("9 Fell Row\nWestbrook", "WB7 1AA", safe="yes")


def prints(client: Client, letter: Letter, **ticks: str) -> str:
    """Press the button that prints a letter; return what is said instead, or nothing where it is printed."""
    answer: Any = client.post(f"{LIST}{letter.id}/print/", ticks, follow=True)
    if answer["Content-Type"] == "application/pdf":
        return ""
    page = unescape(answer.content.decode())
    (said,) = re.findall(r'class="latch-alert__text">([^<]+ is not printed)', page) or [page]
    return str(said)


def let_it_be_asked() -> None:
    """Let what stands stand once more, to be asked about from today, as when a telling turns out to be another's."""
    with working_as("iss_worker") as by:
        file = CaseFile.objects.get(id=AMINA)
        stands = ContactVersion.objects.filter(file=file).latest("number")
        put_back(file=file, before=stands, seen=stands.number, by=by)


@pytest.mark.clause("3.3.1")
def test_one_to_post_takes_a_word_where_nobody_has_asked_lately(signed_in: SignedIn) -> None:
    tell()
    letter, by_hand = write(), write(place=None)
    client = signed_in("iss_worker")
    for _ in ("the letter", "a copy"):
        assert prints(client, letter) == ""
    let_it_be_asked()
    assert "Nobody has asked the client lately" in prints(client, letter)
    assert (
        "although nobody has asked the client lately"
        in client.get(f"{LIST}{letter.id}/").content.decode()
    )
    assert prints(client, letter, unasked="on") == ""
    assert prints(client, by_hand) == ""
    assert "although nobody has asked" not in client.get(f"{LIST}{by_hand.id}/").content.decode()


@pytest.mark.clause("3.2.1")
def test_one_that_names_somebody_tied_since_takes_a_word(signed_in: SignedIn) -> None:
    """Of those tied before, whoever made it has said so; to whoever may know of nobody, nothing is said."""
    tell()
    letter = write(more="Wilfred Brannigan comes too.")
    client = signed_in("iss_worker")
    assert prints(client, letter) == ""
    people.add(replace(people.CHILD, given="Wilfred", family="Brannigan"))
    give("amina", "iss_senior", "view", "contribute")
    assert prints(signed_in("iss_senior"), letter) == ""
    said = prints(client, letter)
    assert "names somebody else who is tied to this file" in said
    assert "Wilfred" not in said  # it was told by a cookie
    assert "The client told us of them" in client.get(f"{LIST}{letter.id}/").content.decode()
    assert prints(client, letter, hers="on") == ""
    later = write(more="Wilfred Brannigan comes too.", hers=True)
    assert prints(client, later) == ""


@pytest.mark.clause("3.3.1", "3.2.1")
def test_both_are_asked_of_the_locked_file() -> None:
    """Between the page and the lock somebody may be tied, or the client may be due to be asked."""
    tell()
    people.add(replace(people.CHILD, given="Wilfred", family="Brannigan"))
    with pytest.raises(actions.Refused, match="names somebody else"):
        write(more="Wilfred Brannigan comes too.", hers=False)
    let_it_be_asked()
    with pytest.raises(actions.Refused, match="Nobody has asked"):
        write(unasked=False)
    assert write(place=None, unasked=False).how == Letter.How.IN_PERSON


@pytest.mark.clause("3.3.1")
def test_it_goes_to_the_address_that_was_looked_at_however_many_there_are_since(
    signed_in: SignedIn,
) -> None:
    """An address that ends at midnight moves those after it up: a place in a list would be another's."""
    tell(replace(SAFE, addresses=(OTHER, HOME)))
    with acting_as(cast.PEOPLE["iss_worker"].id):
        template = appointment()[0].id
    at, client = f"{LIST}new/{template}/", signed_in("iss_worker")
    page = client.get(at).content.decode()
    ways = dict(
        re.findall(r'value="(post-[^"]+)"[^<]*<label[^>]*>\s*By post to ([^<]+?)\s*<', page)
    )
    (way,) = [value for value, label in ways.items() if HOME.postcode in label]
    blanks = {f"blank_{n}": text for n, text in enumerate(BLANKS.values())}
    preview = client.post(at, {"how": way, "token": str(uuid4()), "more": "", **blanks})
    hidden = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', preview.content.decode())
    )
    assert HOME.postcode in preview.content.decode()
    tell(replace(SAFE, addresses=(HOME, OTHER)))
    seen = str(told().version)
    made = client.post(f"{at}make/", {**hidden, "seen": seen, "unasked": "on"})
    assert made.status_code == 302
    with acting_as(cast.PEOPLE["iss_worker"].id):
        assert HOME.postcode in Letter.objects.get().words["address"]


@pytest.mark.edge("E48")
@pytest.mark.clause("3.2.1")
def test_who_is_taken_in_from_another_file_since_is_asked_about(signed_in: SignedIn) -> None:
    """They come with the days on which they were told of there, long before the letter."""
    there = people.a_file_of_two()
    person = people.add(replace(people.CHILD, given="Wilfred", family="Brannigan"), file=there)
    tell()
    letter = write(more="Wilfred Brannigan comes too.")
    client, at = signed_in("iss_worker"), f"{LIST}{letter.id}/"
    assert prints(client, letter) == ""
    parcel = hand_on_person(person, by="iss_colleague", to=cast.FILES["amina"].reference)
    assert take_told(parcel, by="iss_worker") == "taken"
    assert "The client told us of them" in client.get(at).content.decode()
    assert "names somebody else who is tied to this file" in prints(client, letter)
    assert prints(client, letter, hers="on") == ""


@pytest.mark.clause("3.2.1")
def test_what_nobody_could_say_when_it_was_made_is_asked_of_whoever_may_know(
    signed_in: SignedIn,
) -> None:
    """Who made it may know of nobody; who prints it does, and nothing was told of anybody since."""
    people.add(replace(people.CHILD, given="Wilfred", family="Brannigan"))
    tell()
    give("amina", "iss_senior", "view", "contribute")
    letter = write(by="iss_senior", more="Wilfred Brannigan comes too.", hers=False)
    assert prints(signed_in("iss_senior"), letter) == ""
    client = signed_in("iss_worker")
    assert "names somebody else who is tied to this file" in prints(client, letter)
    assert prints(client, letter, hers="on") == ""
