"""Enquiries: taken in a minute, seen by who takes calls, rung back, closed, made a file of."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from clients.enquiries import actions
from clients.enquiries.models import Enquiry, EnquiryNote
from clients.models import CaseFile, Entry, ThirdPartyRecord
from confidentiality.access.identity import acting_as
from confidentiality.sealing.models import Key
from tests import cast
from tests.addresses import ask
from tests.attacking import report
from tests.clients.questions import day, working_as
from tests.enquiries import working
from tests.enquiries.working import CALLER, PHONE, SAID, SINCE, TAKER

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
TAKE = {
    "body": SAID,
    "about": "A safe place",
    "came_from": "themselves",
    "caller": "",
    "safe_to_call": "unknown",
}
FILE = {"name": CALLER, "safe_to_call": "yes", **day("opened_on", working.today())}


def _page(enquiry_id: UUID, name: str = "enquiry") -> str:
    return reverse(f"enquiries:{name}", args=[enquiry_id])


def test_an_enquiry_without_a_name_is_taken_and_says_what_to_do_in_danger(
    signed_in: SignedIn,
) -> None:
    client = signed_in(TAKER)
    answer = client.post("/enquiries/new/", {**TAKE, "danger": "on"})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Gave no name" in page
    assert SAID in page
    assert "Ring 999" in page
    assert "Nobody has said that a call is safe" in page
    listed = client.get("/enquiries/").content.decode()
    assert "no name" in listed
    assert SAID not in listed


def test_who_told_it_is_asked_where_it_was_somebody_else(signed_in: SignedIn) -> None:
    client = signed_in(TAKER)
    sister = {**TAKE, "came_from": "somebody"}
    assert "Say who told you" in client.post("/enquiries/new/", sister).content.decode()
    assert client.post("/enquiries/new/", {**sister, "source": "Her sister"}).status_code == 302


def test_lists_show_initials_only(signed_in: SignedIn) -> None:
    working.take()
    listed = signed_in("iss_colleague").get("/enquiries/").content.decode()
    assert "R.P." in listed
    assert CALLER not in listed


@pytest.mark.clause("3.3.1")
@pytest.mark.attack("A1")
def test_the_other_service_never_learns_of_it(signed_in: SignedIn) -> None:
    taken = working.take()
    for key in ("iss_worker", "iss_colleague", "iss_senior", "iss_manager"):
        assert working.seen_by(key) == {taken}
    for key in cast.PEOPLE.keys() - {"iss_worker", "iss_colleague", "iss_senior", "iss_manager"}:
        assert working.seen_by(key) == set()
        with acting_as(cast.PEOPLE[key].id):
            assert not Key.objects.filter(subject=taken).exists()
            assert not EnquiryNote.objects.exists()
        client = signed_in(key)
        for name in ("enquiry", "write_on", "close_enquiry", "become_file"):
            for method in ("get", "post"):
                there = ask(client, method, _page(taken, name))
                assert there == ask(client, method, _page(uuid4(), name))
                assert there.status in (404, 405)
    assert str(taken) not in signed_in("dvpp_worker").get("/enquiries/").content.decode()
    theirs = working.take("dvpp_worker")
    assert working.seen_by("dvpp_manager") == {theirs}
    for key in ("iss_worker", "iss_colleague", "iss_senior", "iss_manager"):
        assert working.seen_by(key) == {taken}
    report("A1", "an enquiry of one service, asked by everybody else", roles=10, deviations=0)


@pytest.mark.attack("A4")
def test_nobody_takes_one_for_the_other_service_nor_deletes_one() -> None:
    taken = working.take()
    with working_as("dvpp_worker") as by:
        told = actions.Told(came_from=Enquiry.From.THEMSELVES, about="?", body="?")
        with pytest.raises(DatabaseError), transaction.atomic():
            actions.take_enquiry(
                enquiry_id=uuid4(), service="iss", told=told, danger=False, ring_back_on=None, by=by
            )
    with working_as(TAKER):
        assert Enquiry.objects.filter(id=taken)._raw_delete("default") == 0
        with connection.cursor() as cursor:  # no file of mine has its words
            cursor.execute("SELECT access.enquiry_became_file(%s)", [taken])
            assert cursor.fetchone() == (False,)
        with pytest.raises(DatabaseError), transaction.atomic():
            Enquiry.objects.filter(id=taken).update(service="dvpp")
    assert working.seen_by(TAKER) == {taken}


@pytest.mark.clause("3.3.1")
def test_it_becomes_a_file_with_its_words_and_its_own_copy_is_destroyed(
    signed_in: SignedIn,
) -> None:
    taken = working.take()
    working.write_on(taken, "iss_colleague")
    client = signed_in(TAKER)
    offered = client.get(_page(taken, "become_file")).content.decode()
    assert CALLER in offered
    assert PHONE in offered
    answer = client.post(
        _page(taken, "become_file"),
        {**FILE, "phones": PHONE, "sensitive": "on", "sensitive_kind": "rape"},
    )
    assert answer.status_code == 302
    with working_as(TAKER):
        file = CaseFile.objects.get(reference=answer["Location"].split("/")[2])
        (entry,) = Entry.objects.filter(file=file)
        assert SAID in entry.body
        assert f"Hannah Boyce: {SINCE}" in entry.body
        assert "taken by Priya Menon" in entry.body
        assert (entry.kind, entry.sensitive_kind) == ("call", "rape")
        assert file.contact["phones"] == [PHONE]
        assert not Enquiry.objects.exists()
        assert not EnquiryNote.objects.exists()
    assert client.get(_page(taken)).status_code == 404
    # a second click, and a colleague who has nothing to do with the file
    assert client.post(_page(taken, "become_file"), FILE).status_code == 404
    assert not CaseFile.objects.filter(id=file.id).exists()


@pytest.mark.clause("3.2.1")
def test_what_somebody_else_said_becomes_a_third_party_record_never_an_entry(
    signed_in: SignedIn,
) -> None:
    taken = working.take(came_from=Enquiry.From.SOMEBODY, source="Her sister", danger=True)
    answer = signed_in(TAKER).post(_page(taken, "become_file"), FILE)
    with working_as(TAKER):
        file = CaseFile.objects.get(reference=answer["Location"].split("/")[2])
        (entry,) = Entry.objects.filter(file=file)
        assert SAID not in entry.body
        assert "sister" not in entry.body
        (said,) = ThirdPartyRecord.objects.filter(file=file)
        assert SAID in said.body
        assert (said.from_whom, said.about_whom) == ("Her sister", CALLER)
        assert said.in_confidence
        assert said.safety_critical


def test_one_is_to_be_rung_back_until_somebody_has(signed_in: SignedIn) -> None:
    taken = working.take(ring_back_on=working.today())
    assert "To ring back" in signed_in("iss_colleague").get("/enquiries/").content.decode()
    assert "1 person is to be rung back" in signed_in(TAKER).get("/files/").content.decode()
    assert "Enquiries (1)" in signed_in("iss_manager").get("/policy/text/").content.decode()
    working.write_on(taken, "iss_colleague", ring_back_on=working.today(3))
    page = signed_in(TAKER).get("/enquiries/").content.decode()
    assert "To ring back" not in page
    assert "Enquiries (" not in signed_in("iss_manager").get("/policy/text/").content.decode()
    assert "Ring back on" in page


@override_settings(ENQUIRY_IDLE_DAYS=-1)
def test_what_nobody_touches_stands_before_the_line_managers(signed_in: SignedIn) -> None:
    """Set so that what was touched today is idle."""
    working.take()
    manager = signed_in("iss_manager").get("/enquiries/").content.decode()
    assert "Open, and untouched for long" in manager
    assert "Enquiries (1)" in manager
    worker = signed_in(TAKER).get("/enquiries/").content.decode()
    assert "Open, and untouched for long" not in worker


def test_a_closed_one_is_opened_by_writing_on(signed_in: SignedIn) -> None:
    taken = working.take()
    client = signed_in(TAKER)
    closing = {"outcome": "helped", "sure": "on"}
    assert client.post(_page(taken, "close_enquiry"), closing).status_code == 302
    assert str(taken) in client.get("/enquiries/closed/").content.decode()
    again = client.post(_page(taken, "close_enquiry"), closing, follow=True)
    assert "It was closed already" in again.content.decode()
    assert client.post(_page(taken, "write_on"), {"body": SINCE}).status_code == 302
    assert str(taken) in client.get("/enquiries/").content.decode()


def test_a_form_sent_twice_writes_once(signed_in: SignedIn) -> None:
    client, sent = signed_in(TAKER), {**TAKE, "token": str(uuid4())}
    places = {client.post("/enquiries/new/", sent)["Location"] for _ in range(2)}
    assert len(places) == 1
    note = {"body": SINCE, "token": str(uuid4())}
    for _ in range(2):
        assert client.post(f"{places.copy().pop()}write-on/", note).status_code == 302
    with working_as(TAKER):
        assert (Enquiry.objects.count(), EnquiryNote.objects.count()) == (1, 1)
