"""The two halves of a couple, and kin: a wall leaves no trace on any page (clause 3.3.1)."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.test import Client

from clients.models import CaseFile, EffectiveGrant
from tests import cast
from tests.clients.questions import (
    NEVER,
    assert_hidden,
    entries_of,
    give,
    path,
    reference,
    without_tokens,
    working_as,
)

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3.1")]
SignedIn = Callable[[str], Client]
# Who stands behind a wall from which file, and who holds it.
WALLED = (
    ("dvpp_worker", "amina", "iss_worker"),
    ("iss_worker", "daniel", "dvpp_worker"),
    ("dvpp_colleague", "siobhan", "iss_colleague"),
    pytest.param("iss_colleague", "leila", "iss_worker", marks=pytest.mark.edge("E2")),
)
ALL = ("view", "contribute", "third_party", "lead")
MISTAKEN = {"leila": ALL[1:]}  # the cast has given the first by mistake already


def addresses(key: str, holder: str) -> Iterator[str]:
    entry = entries_of(key, holder)[0].id if cast.ENTRIES.get(key) else uuid4()
    for name in ("file", "close_file", "add_entry", "third_party", "add_third_party_record"):
        yield path(name, key)
    for name in ("entry", "change_entry", "correct_entry"):
        yield path(name, key, entry)


@pytest.mark.edge("E1")
@pytest.mark.parametrize(("person", "key", "holder"), WALLED)
def test_no_list_shows_it(person: str, key: str, holder: str, signed_in: SignedIn) -> None:
    assert reference(key) in signed_in(holder).get("/files/").content.decode()
    page = without_tokens(signed_in(person).get("/files/").content.decode())
    for trace in (reference(key), str(cast.FILES[key].id), *cast.FILES[key].name.split()):
        assert trace not in page
    assert "wall" not in page.casefold()


@pytest.mark.slow
@pytest.mark.edge("E1")
@pytest.mark.parametrize(("person", "key", "holder"), WALLED)
def test_no_address_answers_otherwise_than_for_nothing(
    person: str, key: str, holder: str, signed_in: SignedIn
) -> None:
    client = signed_in(person)
    for address in addresses(key, holder):
        assert_hidden(client, address, key)


@pytest.mark.slow
@pytest.mark.edge("E1")
@pytest.mark.parametrize(("person", "key", "holder"), WALLED)
def test_a_grant_given_by_mistake_opens_nothing(
    person: str, key: str, holder: str, signed_in: SignedIn
) -> None:
    give(key, person, *MISTAKEN.get(key, ALL), holder=holder)
    client = signed_in(person)
    assert reference(key) not in client.get("/files/").content.decode()
    for address in addresses(key, holder):
        assert_hidden(client, address, key)
    with working_as(person):
        assert not CaseFile.objects.filter(id=cast.FILES[key].id).exists()
        assert not EffectiveGrant.objects.filter(file_id=cast.FILES[key].id).exists()


@pytest.mark.edge("E1")
@pytest.mark.parametrize(("person", "key", "holder"), WALLED)
def test_who_gave_it_learns_nothing_of_the_wall(
    person: str, key: str, holder: str, signed_in: SignedIn
) -> None:
    client = signed_in(holder)
    before = client.get(path("file", key)).content.decode()
    give(key, person, *MISTAKEN.get(key, ALL), holder=holder)
    after = client.get(path("file", key)).content.decode()
    assert without_tokens(before) == without_tokens(after)


@pytest.mark.edge("E1")
def test_each_half_of_a_couple_is_opened_by_its_own_side(signed_in: SignedIn) -> None:
    assert signed_in("iss_worker").get(path("file", "amina")).status_code == 200
    assert signed_in("dvpp_worker").get(path("file", "daniel")).status_code == 200
    assert signed_in("dvpp_worker").get(f"/files/{NEVER}/").status_code == 404


@pytest.mark.edge("E1")
def test_naming_a_known_partner_at_intake_tells_nothing(signed_in: SignedIn) -> None:
    form = {
        "name": "Daniel Farouk",
        "safe_to_call": "no",
        "partner_names": "Amina Farouk",
        "opened_on-day": "1",
        "opened_on-month": "2",
        "opened_on-year": "2024",
    }
    client = signed_in("dvpp_colleague")
    known = client.post("/files/new/", form)
    unknown = client.post("/files/new/", {**form, "name": "Gareth Pye", "partner_names": "Zoe Pye"})
    assert known.status_code == unknown.status_code == 302
    pages = [client.get(answer["Location"]).content.decode() for answer in (known, unknown)]
    for page in pages:
        assert reference("amina") not in page
        assert reference("daniel") not in page
    assert pages[0].count("\n") == pages[1].count("\n")
