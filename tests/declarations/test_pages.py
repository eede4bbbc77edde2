"""One's own declaration: what it asks for, what waits for it, who sees that it is due, and that nobody sees more."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client, override_settings
from django.utils import timezone

from confidentiality.access.identity import acting_as
from staff.declarations.models import Declared, Statement
from staff.training.models import Item, Noted
from tests import cast
from tests.clients.questions import day, working_as
from tests.declarations.working import declared_by, stated_ago

pytestmark = pytest.mark.edge("E2")
SignedIn = Callable[[str], Client]
MINE, WORKER = "/policy/conflicts/", "iss_worker"
FILE = f"/files/{cast.FILES['amina'].reference}/"
SAID = {"relation": "friend", "given_name": "Gareth", "family_name": "Pye"}
OTHERS = ("iss_manager", "hr", "records_admin", "safeguarding_lead", "dp_lead")


@pytest.mark.django_db
def test_it_is_declared_corrected_and_taken_back_by_its_own_person(signed_in: SignedIn) -> None:
    client = signed_in(WORKER)
    assert "Nobody yet." in client.get(MINE).content.decode()
    born = day("date_of_birth", date(1990, 1, 8))
    said = SAID | born | {"other_names": "Gaz\nHart", "phone": "07700 900177"}
    token = {"token": "0f3c7a52-9d1e-4b6a-8c2f-5e7d90b1a634"}  # sent twice, it is declared once
    assert client.post(MINE + "new/", said | token)["Location"] == MINE
    assert client.post(MINE + "new/", said | token)["Location"] == MINE
    page = client.get(MINE).content.decode()
    for words in ("Gareth Pye", "Friend", "Gaz, Hart", "8 January 1990", "07700 900177"):
        assert words in page
    (first,) = declared_by(WORKER)
    place = f"{MINE}{first.id}/"
    assert "Hart</textarea>" in client.get(place).content.decode()
    assert client.post(place, SAID | {"family_name": "Pryce"})["Location"] == MINE
    page = client.get(MINE).content.decode()
    assert "Gareth Pryce" in page
    assert client.post(place + "end/", {}).status_code == 200
    assert client.post(place + "end/", {"sure": "on"})["Location"] == MINE
    assert client.get(place).status_code == 404
    assert "Gareth Pryce" not in client.get(MINE).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"family_name": ""}, "with less, nobody can be found"),
        ({"given_name": "", "family_name": ""}, "with less, nobody can be found"),
        ({"phone": "12"}, "Type a whole telephone number"),
        ({"relation": ""}, "Error: Declare somebody"),
        ({"other_names": "x\n" * 21}, "at most 20 names"),
        (day("date_of_birth", timezone.localdate().replace(year=2099, day=1)), "in the past"),
    ],
)
def test_what_could_find_nobody_is_refused(
    signed_in: SignedIn, said: dict[str, str], wrong: str
) -> None:
    page = signed_in(WORKER).post(MINE + "new/", SAID | said).content.decode()
    assert wrong in page
    assert declared_by(WORKER) == []


@pytest.mark.slow
@pytest.mark.django_db
def test_what_is_due_again_stands_on_today_and_in_the_list_and_shuts_nothing(
    signed_in: SignedIn,
) -> None:
    client = signed_in(WORKER)
    client.post(MINE + "new/", SAID)
    assert "declaration to renew" not in client.get("/today/").content.decode()
    with override_settings(DECLARATION_DAYS=0):
        assert "declaration to renew" in client.get("/today/").content.decode()
        assert client.get(FILE).status_code == 200
        assert "Is this still right?" in client.get(MINE).content.decode()
        for key in ("iss_manager", "hr", "records_admin"):
            page = signed_in(key).get("/policy/induction/people/").content.decode()
            assert "Declaration due since" in page
            assert "Pye" not in page
    assert client.post(MINE, {"everybody": "on"})["Location"] == MINE
    assert "asked again on" in client.get(MINE).content.decode()
    person = cast.PEOPLE[WORKER].id
    for key in OTHERS:
        pages = (f"/policy/induction/people/{person}/", f"/people/{person}/", "/today/")
        said = "".join(signed_in(key).get(page).content.decode() for page in pages)
        assert "Gareth" not in said
    with acting_as(cast.PEOPLE["iss_manager"].id):
        assert Statement.objects.filter(worker_id=person).count() == 2
        assert not Declared.objects.exists()
    with acting_as(cast.PEOPLE["iss_colleague"].id):
        assert not Statement.objects.filter(worker_id=person).exists()


@pytest.mark.clause("5.1.1")
def test_files_wait_for_it_and_nobody_else_can_note_it(committed: str, signed_in: SignedIn) -> None:
    stated_ago(WORKER, None)
    client, person = signed_in(WORKER), cast.PEOPLE[WORKER].id
    for address in (FILE, "/files/", "/today/"):
        assert client.get(address)["Location"].startswith("/policy/induction/")
    page = client.get("/policy/induction/").content.decode()
    assert "before you have said whom you know" in page
    assert "until somebody else has noted" not in page
    assert "No case file opens before you have" in client.get(MINE).content.decode()
    with working_as("hr") as hr:
        item = Item.objects.get(code="declared")
        with pytest.raises(DatabaseError), transaction.atomic():
            Noted.objects.create(
                item=item,
                worker_id=person,
                done_by=hr,
                done_on=timezone.localdate(),
                noted_by=hr,
            )
    assert (
        signed_in("hr").get(f"/policy/induction/people/{person}/lines/{item.id}/").status_code
        == 404
    )
    people = signed_in("iss_manager").get("/policy/induction/people/").content.decode()
    assert "Has not declared whom they know" in people
    assert client.post(MINE, {}).status_code == 200
    assert client.get(FILE).status_code == 302
    assert client.post(MINE, {"everybody": "on"}).status_code == 302
    assert client.get(FILE).status_code == 200
    stated_ago(WORKER, 364)
    assert "Is this still right?" not in client.get(MINE).content.decode()
    stated_ago(WORKER, 1)
    assert "Is this still right?" in client.get(MINE).content.decode()
    assert client.get(FILE).status_code == 200
