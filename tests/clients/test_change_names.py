"""A client's own names are changed, what stood before stays, and all that goes by names looks anew (5.2.2, E6)."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from clients.models import CaseFile, Entry
from clients.names import as_they_stand, others_kept
from confidentiality.audit.models import Event
from tests import cast
from tests.clients.questions import HIDDEN_FROM, assert_hidden, path, working_as
from tests.misfiled.working import REFERENCE, hand_on_person, take_told
from tests.partners.test_following import BORN, HIM
from tests.partners.working import a_file, ties
from tests.people.working import add
from tests.queries import assert_queries_at_most

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.2")]
SignedIn = Callable[[str], Client]


def address(file: CaseFile) -> str:
    return f"/files/{file.reference}/names/"


def sent(file: CaseFile, **changes: Any) -> dict[str, Any]:
    with working_as("iss_worker"):
        seen = as_they_stand(CaseFile.objects.get(id=file.id))
    said = {"token": str(uuid4()), "name": "Wren Oakes", "how": "She married.", "seen": seen}
    return {**said, **changes}


@pytest.fixture
def wren(signed_in: SignedIn) -> CaseFile:
    """A file of hers, with one other name."""
    made = a_file("Wren Hale", known_as=["Jenny"])
    with working_as("iss_worker"):
        return CaseFile.objects.get(id=made)


def stands(file: CaseFile) -> tuple[str, list[str], list[str]]:
    with working_as("iss_worker"):
        now = CaseFile.objects.get(id=file.id)
        written = Entry.objects.filter(file=file).order_by("written_at")
        return now.name, now.known_as, [entry.body for entry in written]


def test_a_former_name_stays_among_the_others(wren: CaseFile, signed_in: SignedIn) -> None:
    worker = signed_in("iss_worker")
    assert "Change the names" in worker.get(f"/files/{wren.reference}/").content.decode()
    with assert_queries_at_most(12):
        page = worker.get(address(wren)).content.decode()
    assert "Wren Hale" in page
    said = sent(wren, known_as="Jenny")
    for _ in range(2):  # a double click
        answer = worker.post(address(wren), said)
        assert answer["Location"] == f"/files/{wren.reference}/"
    words = (
        "Name: Wren Oakes (also known as Jenny, Wren Hale); before: Wren Hale (also known as Jenny)."
        " She married."
    )
    assert stands(wren) == ("Wren Oakes", ["Jenny", "Wren Hale"], [words])
    for looked_for in ("Wren Oakes", "Wren Hale", "Jenny"):
        found = worker.post("/search/", {"words": looked_for}, follow=True).content.decode()
        assert wren.reference in found, looked_for
    with working_as("iss_manager"):
        (event,) = Event.objects.filter(action="names_changed", file=wren.id)
    assert event.person == cast.PEOPLE["iss_worker"].id
    assert not {"Wren", "Oakes", "Hale"} & set(f"{event.reason} {event.fields}".split())


def test_a_mistaken_name_goes_and_is_found_by_no_more(wren: CaseFile, signed_in: SignedIn) -> None:
    worker = signed_in("iss_worker")
    worker.post(address(wren), sent(wren, mistaken="on"))
    assert stands(wren)[:2] == ("Wren Oakes", [])
    found = worker.post("/search/", {"words": "Wren Hale"}, follow=True).content.decode()
    assert wren.reference not in found


def test_of_two_who_write_at_once_neither_loses_a_name(wren: CaseFile, signed_in: SignedIn) -> None:
    mine, hers = sent(wren, known_as="Jenny\nMoaks"), sent(wren, known_as="Jenny\nMari")
    worker = signed_in("iss_worker")
    assert signed_in("iss_manager").post(address(wren), hers).status_code == 302
    page = worker.post(address(wren), mine).content.decode()
    assert "Somebody changed the names while you wrote" in page
    assert "Jenny, Mari, Wren Hale" in page
    assert "Jenny&#10;Moaks</textarea>" in page
    assert stands(wren)[1] == ["Jenny", "Mari", "Wren Hale"]
    (seen,) = re.findall(r'name="seen" value="(\w+)"', page)
    both = {**mine, "known_as": "Jenny\nMari\nMoaks\nWren Hale", "seen": seen}
    assert worker.post(address(wren), both).status_code == 302
    assert stands(wren)[1] == ["Jenny", "Mari", "Moaks", "Wren Hale"]


@pytest.mark.parametrize("seen", ["", "0" * 64])
def test_nothing_changes_by_whoever_has_not_seen_what_stands(
    wren: CaseFile, seen: str, signed_in: SignedIn
) -> None:
    page = signed_in("iss_worker").post(address(wren), sent(wren, seen=seen)).content.decode()
    assert "Somebody changed the names" in page
    assert stands(wren)[0] == "Wren Hale"


def test_a_name_is_held_once(wren: CaseFile) -> None:
    with working_as("iss_worker"):
        named = ["Jenny", "Wren Hale", "Wren Hale"]
        assert others_kept(wren, name="Jenny", known_as=named, mistaken=False) == ["Wren Hale"]


@pytest.mark.parametrize("missing", ["name", "how"])
def test_nothing_changes_without(wren: CaseFile, missing: str, signed_in: SignedIn) -> None:
    page = (
        signed_in("iss_worker").post(address(wren), sent(wren, **{missing: " "})).content.decode()
    )
    assert "There is a problem" in page
    assert stands(wren)[0] == "Wren Hale"


@pytest.mark.parametrize(("person", "key"), HIDDEN_FROM)
def test_it_hides_what_you_may_not_know_of(person: str, key: str, signed_in: SignedIn) -> None:
    assert_hidden(signed_in(person), path("change_names", key), key)


@pytest.mark.edge("E6")
def test_a_couple_s_wall_follows_from_a_name_that_she_takes(signed_in: SignedIn) -> None:
    """His file names her by the name that she takes: nobody had it, and now both agree."""
    his = a_file("Gareth Pryce", by="dvpp_worker", partner_names=["Zoe Pryce"])
    hers = a_file("Zoe Pye")
    assert ties() == ([], [])
    with working_as("iss_worker"):
        file = CaseFile.objects.get(id=hers)
    signed_in("iss_worker").post(address(file), sent(file, name="Zoe Pryce"))
    (waiting,), _ = ties()
    assert {waiting.one_id, waiting.other_id} == {hers, his}


@pytest.mark.edge("E48")
class TestNamedPartners:
    """Whom the file itself names is put among the people, where they can be corrected and can leave."""

    NAMED = ("Gareth Pryce", "Ian Vale")

    def named(self) -> CaseFile:
        made = a_file("Zoe Pye", partner_names=list(self.NAMED))
        with working_as("iss_worker"):
            return CaseFile.objects.get(id=made)

    def test_they_move_once(self, signed_in: SignedIn) -> None:
        file, worker = self.named(), signed_in("iss_worker")
        page = worker.get(f"/files/{file.reference}/people/").content.decode()
        assert f"/files/{file.reference}/people/named/" in page
        form = {"token": str(uuid4()), "name": "Gareth Pryce", "relation": "ex_partner"}
        first, again = (
            worker.post(f"/files/{file.reference}/people/named/", form) for _ in range(2)
        )
        assert first["Location"] == again["Location"]
        assert "Gareth" in worker.get(first["Location"]).content.decode()
        with working_as("iss_worker"):
            assert CaseFile.objects.get(id=file.id).partner_names == ["Ian Vale"]
        for name in ("Gareth Pryce", "Somebody Else"):
            other = {**form, "token": str(uuid4()), "name": name}
            answer = worker.post(f"/files/{file.reference}/people/named/", other)
            assert answer["Location"] == f"/files/{file.reference}/people/"
        page = worker.get(f"/files/{file.reference}/people/").content.decode()
        assert page.count("Gareth Pryce") == 1
        assert "Somebody Else" not in page

    def test_what_followed_by_the_name_stays(self, signed_in: SignedIn) -> None:
        his = a_file("Gareth Pryce", by="dvpp_worker")
        file = self.named()
        ((waiting,), _) = before = ties()
        assert {waiting.one_id, waiting.other_id} == {his, file.id}
        form = {"token": str(uuid4()), "name": "Gareth Pryce", "relation": "partner"}
        signed_in("iss_worker").post(f"/files/{file.reference}/people/named/", form)
        assert [each.id for each in ties()[0]] == [each.id for each in before[0]]

    def test_who_leaves_takes_what_was_found_by_the_file_s_name(self, signed_in: SignedIn) -> None:
        his = a_file("Gareth Pryce", by="dvpp_worker", date_of_birth=BORN)
        file = self.named()
        form = {"token": str(uuid4()), "name": "Gareth Pryce", "relation": "partner"}
        answer = signed_in("iss_worker").post(f"/files/{file.reference}/people/named/", form)
        assert {frozenset((t.one_id, t.other_id)) for t in ties()[0]} == {frozenset((file.id, his))}
        person = UUID(answer["Location"].split("/")[-3])
        assert take_told(hand_on_person(person, to=REFERENCE)) == "taken"
        assert file.id not in {each for t in ties()[0] for each in (t.one_id, t.other_id)}

    def test_a_number_told_of_them_then_makes_it_sure(self, signed_in: SignedIn) -> None:
        a_file("Gareth Pryce", by="dvpp_worker", date_of_birth=BORN)
        file = self.named()
        add(HIM, file=file.id)
        _, (tie,) = ties()
        assert tie.sure
