"""A call that we made is held against safe contact, also where it is written down as an entry or on duty (3.3.1)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from clients.contacting.models import ContactMade
from clients.models import Entry
from confidentiality.access.identity import acting_as
from tests import cast
from tests.contacting.working import AMINA, HIS_NUMBER, a_call, tell

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3.1")]
SignedIn = Callable[[str], Client]
FILE = f"/files/{cast.FILES['amina'].reference}/"
ADD, RING = f"{FILE}entries/new/", "Against safe contact"
PEOPLE = {key: each.id for key, each in cast.PEOPLE.items()}


def an_entry(**says: Any) -> dict[str, Any]:
    """Return what the page sends of a call."""
    today, now = timezone.localdate(), timezone.localtime()
    day = {"day": today.day, "month": today.month, "year": today.year}
    sent = {f"happened_on-{part}": str(number) for part, number in day.items()}
    of_it = {
        "kind": "call",
        "nature": "fact",
        "body": "She can come on Monday.",
        "at": f"{now:%H:%M}",
    }
    return {"token": str(uuid4()), "seen": "2", "outcome": "herself", **of_it, **sent, **says}


def calls() -> list[ContactMade]:
    with acting_as(PEOPLE["iss_worker"]):
        made = list(ContactMade.objects.filter(file_id=AMINA).select_related("entry"))
        assert all(each.details for each in made)
        return made


def words_of(made: ContactMade) -> str:
    with acting_as(PEOPLE["iss_worker"]):
        return str(Entry.objects.get(contact_made=made).body)


def test_it_asks_who_rang_and_of_whoever_rang_on_which_number(signed_in: SignedIn) -> None:
    tell()
    visitor = signed_in("iss_worker")
    assert "Did they ring us, or did you ring?" in visitor.get(ADD).content.decode()
    assert "Say who rang" in visitor.post(ADD, an_entry()).content.decode()
    for who in ("they", "else"):
        assert visitor.post(ADD, an_entry(who_rang=who)).status_code == 302
    assert calls() == []
    page = visitor.post(ADD, an_entry(who_rang="we")).content.decode()
    assert "Say which number or address" in page
    call = an_entry(who_rang="we", to="phone-0")
    assert [visitor.post(ADD, call).status_code for _ in range(2)] == [302, 302]
    (made,) = calls()
    assert (made.channel, made.against, made.version) == ("call", False, 2)
    with acting_as(PEOPLE["iss_worker"]):
        assert ContactMade.objects.get().details["to"] == cast.FILES["amina"].phone
    assert "She can come on Monday." in words_of(made)
    assert "number ending 101" in words_of(made)
    assert visitor.post(ADD, an_entry(kind="note", who_rang="we", to="phone-0")).status_code == 302
    assert len(calls()) == 1, "a note is no call"


def test_what_does_not_keep_to_it_is_asked_about_twice_and_recorded(signed_in: SignedIn) -> None:
    tell()
    visitor = signed_in("iss_worker")
    wrong = an_entry(who_rang="we", to="other", other=HIS_NUMBER)
    page = visitor.post(ADD, wrong).content.decode()
    assert "must not be used" in page
    assert "It has happened already" in page
    assert calls() == []
    assert visitor.post(ADD, {**wrong, "happened": "on"}).status_code == 302
    (made,) = calls()
    assert made.against
    assert RING in words_of(made)
    late = visitor.post(ADD, an_entry(who_rang="we", to="phone-0", seen="1")).content.decode()
    assert "Safe contact was changed while you had this page open" in late
    assert len(calls()) == 1


@pytest.mark.edge("E46")
def test_on_duty_it_is_asked_as_well(signed_in: SignedIn) -> None:
    tell()
    visitor = signed_in("iss_colleague")
    at = f"{duty_on(visitor)}call/"
    assert "Say who rang" in visitor.post(at, {"body": "She can come."}).content.decode()
    assert visitor.post(at, {"body": "She rang.", "who_rang": "they"}).status_code == 302
    assert calls() == []
    said = an_entry(who_rang="we", to="other", other=HIS_NUMBER)
    assert "must not be used" in visitor.post(at, said).content.decode()
    assert visitor.post(at, an_entry(who_rang="we", to="phone-0")).status_code == 302
    (made,) = calls()
    assert made.made_by_id == PEOPLE["iss_colleague"]


@pytest.mark.edge("E20", "E46")
def test_on_duty_only_the_same_form_sent_twice_reads_as_written(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is on duty cannot read what they wrote: anything else that the database refuses is no success."""
    tell()
    visitor = signed_in("iss_colleague")
    found = duty_on(visitor)
    for page, form in (
        ("contact", a_call(seen="2")),
        ("call", {"body": "-", "who_rang": "they", "token": str(uuid4())}),
    ):
        assert [visitor.post(f"{found}{page}/", form).status_code for _ in range(2)] == [302, 302]
    before = len(calls())
    monkeypatch.setattr("clients.contacting.actions.add_entry", refused)
    monkeypatch.setattr("clients.duty.actions.add_entry", refused)
    for page, form in (("contact", a_call(seen="2")), ("call", {"body": "-", "who_rang": "they"})):
        with pytest.raises(IntegrityError):
            visitor.post(f"{found}{page}/", {**form, "token": str(uuid4())})
    assert len(calls()) == before


def refused(**_: Any) -> None:
    """Fail as the database does on a row that it does not take."""
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '23514'; END $$")


def duty_on(visitor: Client) -> str:
    """Find Amina's file on duty; return its address."""
    born = cast.FILES["amina"].born
    day = {"born-day": born.day, "born-month": born.month, "born-year": born.year}
    return visitor.post("/duty/", {"first_name": "Amina", **day})["Location"]
