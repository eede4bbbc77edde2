"""Paper is taken out by whoever works with its file, comes back, and is missed when it does not (clause 5.2.3)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clients.paper.models import Folder
from confidentiality.audit.models import Event
from tests import cast
from tests.clients.questions import HIDDEN_FROM, assert_hidden, reference, working_as

from .working import a_folder, a_place, as_it_is, is_late, take

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.3"), pytest.mark.clause("4.6.6")]
REGISTER = "/paper/"
SignedIn = Callable[[str], Client]


def place_of(key: str, more: str = "") -> str:
    return f"/files/{reference(key)}/paper/{more}"


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def back_on(days: int) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=days)
    return {f"due_on-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def test_a_folder_is_added_taken_out_and_brought_back(signed_in: SignedIn) -> None:
    cabinet, drawer = a_place(), a_place("Drawer 2")
    client = signed_in("iss_worker")
    words = {"token": str(uuid4()), "place": str(cabinet.pk)}
    for _ in range(2):  # sent twice
        label = client.post(place_of("amina", "new/"), words).headers["Location"]
    with working_as("iss_worker"):
        folder = Folder.objects.get()
    sheet = client.get(label).content.decode().partition("<main")[2]
    assert folder.label in sheet
    assert cast.FILES["amina"].name not in sheet
    assert client.post(place_of("amina", f"{folder.pk}/take-out/"), back_on(0)).status_code == 302
    assert f"Out to {cast.PEOPLE['iss_worker'].name}" in text_of(client, place_of("amina"))
    mine = text_of(client, REGISTER)
    assert f"{folder.label}, {reference('amina')}" in mine
    back = f"/paper/{folder.pk}/back/"
    assert client.post(back, {"place": str(drawer.pk)}).status_code == 302
    assert f"In {drawer.name}" in text_of(client, place_of("amina"))
    assert client.get(back).status_code == 404
    with working_as("records_admin"):
        events = Event.objects.filter(action__startswith="paper_", file=cast.FILES["amina"].id)
        assert {event.action for event in events} == {
            *("paper_folder_added", "paper_taken_out", "paper_brought_back")
        }


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (14, True), (15, False)])
def test_it_is_taken_for_days_never_for_months(signed_in: SignedIn, days: int, taken: bool) -> None:
    folder = a_folder(a_place())
    address = place_of("amina", f"{folder.pk}/take-out/")
    answer = signed_in("iss_worker").post(address, back_on(days))
    assert answer.status_code == (302 if taken else 200)
    assert (as_it_is(folder).out_to is not None) == taken


def test_what_one_has_out_another_does_not_take(signed_in: SignedIn) -> None:
    folder = a_folder(a_place())
    take(folder)
    address = place_of("amina", f"{folder.pk}/take-out/")
    assert signed_in("iss_manager").post(address, back_on(0)).status_code == 302
    held = as_it_is(folder).out_to
    assert held is not None
    assert held.pk == cast.PEOPLE["iss_worker"].id


def test_what_is_overdue_is_counted_for_its_holder_and_their_manager(signed_in: SignedIn) -> None:
    folder = a_folder(a_place())
    take(folder)
    assert "Paper (" not in text_of(signed_in("iss_worker"), REGISTER)
    is_late(folder, days=1)
    for key, counted in (("iss_worker", True), ("iss_manager", True), ("iss_colleague", False)):
        page = text_of(signed_in(key), REGISTER)
        assert ("Paper (1)" in page) == counted
        assert (folder.label in page) == counted
    assert folder.label not in text_of(signed_in("dvpp_manager"), REGISTER)
    assert reference("amina") not in text_of(signed_in("iss_manager"), REGISTER)


@pytest.mark.attack("A1")
@pytest.mark.parametrize(("who", "key"), HIDDEN_FROM)
def test_a_file_s_paper_is_hidden_with_it(signed_in: SignedIn, who: str, key: str) -> None:
    holder = "iss_worker"
    folder = a_folder(a_place(), key, holder)
    client = signed_in(who)
    for more in ("", "new/", f"{folder.pk}/take-out/", f"{folder.pk}/label/"):
        assert_hidden(client, place_of(key, more), key)


def test_another_file_s_folder_is_not_found_below_this_one(signed_in: SignedIn) -> None:
    folder, client = a_folder(a_place(), "leila"), signed_in("iss_worker")
    assert client.get(place_of("leila", f"{folder.pk}/label/")).status_code == 200
    assert client.get(place_of("amina", f"{folder.pk}/label/")).status_code == 404
