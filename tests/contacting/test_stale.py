"""Safe contact that nobody has asked about for too long is in doubt: on every page, before a call, before a letter."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from clients.contact import STALE, safe_contact
from clients.contacting import access, actions
from clients.contacting.models import ContactMade, ContactVersion
from clients.contacting.profile import read
from clients.contacting.rules import Use, against
from clients.models import CaseFile
from clients.people import actions as people
from confidentiality.access.identity import acting_as
from tests import cast
from tests.contacting.working import AMINA, SAFE, a_call, a_file, tell
from tests.letters.working import BLANKS, TO_HOME_BY_POST, appointment
from tests.people import working as linked

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3.1")]
PEOPLE = {key: each.id for key, each in cast.PEOPLE.items()}
TODAY = date(2026, 5, 4)
PHONE = cast.FILES["amina"].phone


def test_what_is_overdue_speaks_against_a_call_and_nothing_against_a_meeting() -> None:
    asked = replace(SAFE, verified_on="2026-01-05", verified_by="Priya")
    call = Use("call", PHONE)
    assert against(call, asked, TODAY, ask_by=TODAY + timedelta(days=1)) == []
    said = against(call, asked, TODAY, ask_by=TODAY)
    assert said == ["The client was last asked on 5 January 2026 whether this is still safe"]
    never = against(call, SAFE, TODAY, ask_by=TODAY)
    assert never == ["The client was never asked whether this is still safe"]
    assert against(Use("in_person"), SAFE, TODAY, ask_by=TODAY) == []


def test_the_box_says_so_and_a_no_stays_a_no() -> None:
    fresh, stale = (safe_contact({"safe_to_call": "yes"}, stale=each) for each in (False, True))
    assert (fresh.sentence, fresh.kind) == ("It is safe to call.", "good")
    assert (stale.sentence, stale.kind) == (STALE, "caution")
    assert STALE in safe_contact({"safe_to_call": "limited"}, stale=True).sentence
    assert safe_contact({"safe_to_call": "no"}, stale=True).kind == "wrong"
    assert STALE not in safe_contact({"safe_to_call": "no"}, stale=True).sentence


def test_every_page_says_so_and_a_call_is_asked_about_twice(signed_in: Any) -> None:
    old = a_file(safe_to_call="yes", phones=[PHONE])
    reference = reference_of(old)
    visitor = signed_in("iss_worker")
    assert STALE in visitor.get(f"/files/{reference}/").content.decode()
    at = f"/files/{reference}/contact/new/"
    asked = visitor.post(at, a_call(seen="1"))
    assert "never asked whether this is still safe" in asked.content.decode()
    assert visitor.post(at, a_call(seen="1", happened="on")).status_code == 302
    with acting_as(PEOPLE["iss_worker"]):
        made = ContactMade.objects.get(file_id=old)
        assert made.against
        assert made.entry is not None
        assert "never asked whether this is still safe" in made.entry.body
        confirm(old)
    assert STALE not in visitor.get(f"/files/{reference}/").content.decode()
    assert visitor.post(at, a_call(seen="2")).status_code == 302


def test_a_letter_by_post_asks_once_more(signed_in: Any) -> None:
    old = a_file()
    tell_unasked(old)
    with acting_as(PEOPLE["iss_worker"]):
        template = appointment()[0].id
    at = f"/files/{reference_of(old)}/letters/new/{template}/"
    visitor, blanks = (
        signed_in("iss_worker"),
        {f"blank_{n}": v for n, v in enumerate(BLANKS.values())},
    )
    preview = visitor.post(
        at, {"how": TO_HOME_BY_POST, "token": str(uuid4()), "more": "", **blanks}
    ).content.decode()
    assert "although nobody has asked the client lately" in preview
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', preview))
    refused = visitor.post(f"{at}make/", hidden).content.decode()
    assert "Nobody has asked the client lately whether this address is still safe" in unescape(
        refused
    )
    assert visitor.post(f"{at}make/", {**hidden, "unasked": "on"}).status_code == 302
    with acting_as(PEOPLE["iss_worker"]):
        assert ContactMade.objects.get(file_id=old).against
        confirm(old)
    fresh = visitor.post(
        at, {"how": TO_HOME_BY_POST, "token": str(uuid4()), "more": "", **blanks}
    ).content.decode()
    assert "although nobody has asked" not in fresh


def test_on_duty_it_is_in_doubt_as_well(signed_in: Any) -> None:
    tell_unasked(AMINA)
    born = cast.FILES["amina"].born
    told = {
        "first_name": "Amina",
        "born-day": born.day,
        "born-month": born.month,
        "born-year": born.year,
    }
    visitor = signed_in("iss_colleague")
    found = visitor.post("/duty/", told)["Location"]
    assert STALE in visitor.get(found).content.decode()
    page = visitor.post(f"{found}contact/", a_call(seen="3")).content.decode()
    assert "never asked whether this is still safe" in page


def test_a_partner_who_comes_or_goes_lets_us_ask_sooner_whatever_stood_before() -> None:
    today = timezone.localdate()
    soon, later = today + timedelta(days=14), today + timedelta(days=90)
    new = a_file("Una Reece", opened_on=today, safe_to_call="yes")
    partner = linked.add(replace(linked.CHILD, relation="ex_partner"), file=new)
    assert asked_on(new) == soon, "a file whose contact nobody has changed"
    assert tell(SAFE, file=new) == 2
    with acting_as(PEOPLE["iss_worker"]):
        kinds = ContactVersion.objects.filter(file_id=new).order_by("number")
        assert [each.kind for each in kinds] == ["found", "changed"]
    for change in (
        untie,
        tie,
        lambda who: linked.change(who, replace(linked.CHILD, relation="friend")),
    ):
        with acting_as(PEOPLE["iss_worker"]):
            confirm(new)
        assert asked_on(new) == later
        change(partner)
        assert asked_on(new) == soon
    old = a_file("Ada Quill")
    linked.add(replace(linked.CHILD, relation="partner"), file=old)
    assert asked_on(old) < today, "never later than its age says"


def asked_on(file: UUID) -> date:
    with acting_as(PEOPLE["iss_worker"]):
        return access.asked_again(CaseFile.objects.get(id=file))


def confirm(file: UUID) -> None:
    """Let the client say that it is still so (act as somebody)."""
    on = CaseFile.objects.get(id=file)
    actions.confirm_contact(file=on, seen=read(on.contact).version, by=cast.worker("iss_worker"))


def tell_unasked(file: UUID) -> None:
    """Write safe contact down twice, and never ask the client: the second time she has not even moved."""
    for _ in range(2):
        tell(SAFE, file=file, verified=False)


def reference_of(file: UUID) -> str:
    with acting_as(PEOPLE["iss_worker"]):
        return CaseFile.objects.get(id=file).reference


def untie(person: UUID) -> None:
    _say(person, people.untie)


def tie(person: UUID) -> None:
    _say(person, people.tie_again)


def _say(person: UUID, what: Any) -> None:
    with acting_as(PEOPLE["iss_worker"]):
        who = linked.tied(person)
        made = what(
            who=who,
            by=cast.worker("iss_worker"),
            reason="He moved.",
            seen=who.latest.number,
            version_id=uuid4(),
        )
        assert made is not None
