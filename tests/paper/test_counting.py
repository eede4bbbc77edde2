"""A stock-take goes by labels: it finds what is missing, and tells nobody whose folder it is (clause 5.2.3)."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from clients.paper import actions
from clients.paper.models import Folder, Place, StockTake
from tests.clients.questions import reference, working_as

from .working import NAMES, REFERENCES, a_folder, a_place, as_it_is, take

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.3")]
SignedIn = Callable[[str], Client]


def counting(place: Place) -> str:
    return f"/paper/places/{place.pk}/count/"


def counted(place: Place, shown: set[UUID], found: set[UUID]) -> StockTake:
    with working_as("dvpp_manager") as by:
        return actions.count(place=place, shown=shown, found=found, by=by)


@pytest.mark.attack("A1")
@pytest.mark.parametrize("who", ["dvpp_manager", "records_admin"])
def test_whoever_counts_sees_labels_and_nothing_of_a_case_file(
    signed_in: SignedIn, who: str
) -> None:
    place = a_place()
    folders = [a_folder(place, key) for key in ("amina", "leila")]
    take(folders[0])
    for address in (counting(place), "/paper/"):
        page = signed_in(who).get(address).content.decode()
        assert not [word for word in (*REFERENCES, *NAMES) if word in page]
    page = signed_in(who).get(counting(place)).content.decode()
    assert all(folder.label in page for folder in folders)
    for other in ("iss_worker", "hr", "safeguarding_lead"):
        assert signed_in(other).get(counting(place)).status_code == 404


def test_the_register_says_how_many_stand_in_a_place_and_are_out(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = a_place("Cabinet of three")
    folders = [a_folder(place, "amina") for _ in range(3)]
    take(folders[0])
    page = signed_in("dvpp_manager").get("/paper/").content.decode()
    assert "2 in it, 1 out." in page
    monkeypatch.setattr("clients.paper.access.MOST_COUNTED", 1)
    page = signed_in("dvpp_manager").get("/paper/").content.decode()
    assert "more than 1 in it, 1 out." in page


def test_what_is_not_found_is_missing_and_its_file_says_so(signed_in: SignedIn) -> None:
    place = a_place()
    there, gone, out, came_back = (a_folder(place) for _ in range(4))
    take(out)
    take(came_back)
    labels = " ".join(each.label for each in (there, gone, out, came_back))
    client = signed_in("dvpp_manager")
    said = {"shown": labels, "found": [there.label, came_back.label]}
    assert client.post(counting(place), said).status_code == 302
    assert as_it_is(gone).missing_since
    assert not as_it_is(there).missing_since
    assert as_it_is(out).out_to
    assert not as_it_is(out).missing_since
    assert as_it_is(came_back).out_to is None
    page = signed_in("iss_worker").get(f"/files/{reference('amina')}/paper/").content.decode()
    assert f"Not found in {place.name}" in page
    assert "Paper (1)" in client.get("/paper/").content.decode()
    assert (
        client.post(counting(place), {**said, "found": [there.label, gone.label]}).status_code
        == 302
    )
    assert not as_it_is(gone).missing_since
    assert as_it_is(came_back).missing_since


def test_what_was_not_shown_is_not_missed() -> None:
    place, other = a_place(), a_place("Drawer 2")
    shown, later, elsewhere = a_folder(place), a_folder(place), a_folder(other)
    taken = counted(place, {shown.pk, elsewhere.pk}, set())
    assert (taken.there, taken.out, taken.missing) == (0, 0, 1)
    assert as_it_is(shown).missing_since
    assert not as_it_is(later).missing_since
    assert not as_it_is(elsewhere).missing_since


def test_a_place_that_holds_something_is_not_given_up(signed_in: SignedIn) -> None:
    place = a_place()
    a_folder(place)
    client, address = signed_in("iss_manager"), f"/paper/places/{place.pk}/"
    said = {"name": place.name, "retire": "on"}
    assert "Folders belong into it" in client.post(address, said).content.decode()
    empty = a_place("Drawer 2")
    assert (
        client.post(f"/paper/places/{empty.pk}/", {"name": "x", "retire": "on"}).status_code == 302
    )
    again = client.post("/paper/places/new/", {"name": place.name})
    assert "Another place has this name" in again.content.decode()
    with working_as("iss_worker"):
        assert Folder.objects.get().place_id == place.pk
