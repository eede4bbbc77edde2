"""Somebody asks about one of us: the same answer, the line manager, the person, and no more than they say (E50)."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.interface.counting import count
from confidentiality.sealing.models import Key
from staff.absence.models import Absence
from staff.askings.actions import CannotNote
from staff.askings.models import Asking, AskingNote
from staff.askings.rules import Kind
from tests import cast
from tests.askings import working
from tests.askings.working import ABOUT, CALLER, MANAGER, RECORDER, SAID, WORDS, note, put, record
from tests.clients.questions import working_as

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4.5.1"), pytest.mark.edge("E50")]
SignedIn = Callable[[str], Client]
PRIYA = cast.PEOPLE[ABOUT]
CHANGING = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{64}|:\w+:[\w-]{43}|\d{1,2}:\d\d(am|pm)?"
)


def said(**instead: object) -> dict[str, object]:
    words = {**WORDS, "subject": str(PRIYA.id), "token": str(uuid4()), **instead}
    return {name: value for name, value in words.items() if value is not None}


def seen_by(asking: UUID) -> set[str]:
    found = set()
    for key in cast.PEOPLE:
        with working_as(key):
            if Asking.objects.filter(id=asking).exists():
                found.add(key)
    return found


def noted_for(asking: UUID) -> set[str]:
    found = set()
    for key in cast.PEOPLE:
        with working_as(key):
            if AskingNote.objects.filter(asking=asking).exists():
                found.add(key)
    return found


def waits(key: str) -> int:
    with working_as(key) as worker:
        counters = (("askings:home", "staff.askings.access.count_waiting"),)
        return count(worker, frozenset({str(worker.role)}), counters).get("askings:home", 0)


def test_three_callers_get_the_same_answer_by_the_same_page(signed_in: SignedIn) -> None:
    """The tax office, a brother, a former partner: one page, one answer, and nothing is told to who takes the call."""
    client, pages = signed_in(RECORDER), []
    for claims, caller in (
        ("tax", "HM Revenue and Customs"),
        ("relative", "Her brother Arjun Menon"),
        ("partner", "Somebody called Rafe"),
    ):
        asking = client.get("/callers/").content.decode()
        form = client.get("/callers/colleague/").content.decode()
        assert settings.CALLER_ANSWER in asking
        assert settings.CALLER_ANSWER in form
        after = client.post(
            "/callers/colleague/", said(claims=claims, caller=caller), follow=True
        ).content.decode()
        assert caller in after
        assert "Not checked" in after
        label = Asking.Claims(claims).label
        pages.append(CHANGING.sub("", after.replace(caller, "").replace(label, "")))
    assert pages[0] == pages[1] == pages[2]
    assert (waits(MANAGER), waits(ABOUT), waits("hr"), waits(RECORDER)) == (3, 0, 0, 0)
    with working_as(MANAGER):
        assert {each.wanted == ["address", "phone"] for each in Asking.objects.all()} == {True}
        assert not AskingNote.objects.exists()


def test_from_the_manager_to_the_person_and_on_their_terms(signed_in: SignedIn) -> None:
    asking = record()
    manager, person, place = signed_in(MANAGER), signed_in(ABOUT), f"/about-staff/{asking}/"
    assert person.get(place).status_code == 404
    page = manager.get(place).content.decode()
    assert CALLER in page
    assert "Says to be (claimed)" in page
    assert "Note what was given out" not in page
    sent = {"token": str(uuid4()), "shown": "0", "words": ""}
    for _ in range(2):  # a form sent twice
        assert manager.post(f"{place}put/", sent).status_code == 302
    assert (waits(MANAGER), waits(ABOUT)) == (0, 1)
    page = person.get(place).content.decode()
    assert SAID in page
    assert "Nothing is given out" not in person.get("/about-staff/").content.decode()
    sent = {"token": str(uuid4()), "shown": "1", "code": "message", "words": ""}
    assert "Write the message" in person.post(f"{place}terms/", sent).content.decode()
    sent |= {"code": "only", "items": "phone", "words": "Only the old number."}
    assert person.post(f"{place}terms/", sent).status_code == 302
    assert (waits(MANAGER), waits(ABOUT)) == (1, 0)
    given = {"token": str(uuid4()), "shown": "2", "items": "address", "words": "By letter."}
    answer = manager.post(f"{place}given/", given)
    assert "Select a valid choice" in answer.content.decode()  # it is not among what may be given
    given["items"] = "phone"
    assert manager.post(f"{place}given/", given).status_code == 302
    page = person.get(place).content.decode()
    assert "By letter." in page
    assert waits(ABOUT) == 1  # to know of it
    person.post(f"{place}known/", {"token": str(uuid4()), "shown": "3"})
    manager.post(f"{place}closed/", {"token": str(uuid4()), "shown": "4", "words": ""})
    assert (waits(MANAGER), waits(ABOUT)) == (0, 0)
    with working_as(MANAGER):  # from here its time runs until it is destroyed
        assert Asking.objects.get(id=asking).closed_at is not None
    recorder = signed_in(RECORDER)
    own = recorder.get(f"/callers/colleague/{asking}/").content.decode()
    assert SAID in own
    assert "By letter." not in own
    assert recorder.get(place).status_code == 404


@pytest.mark.attack("A4")
def test_colleagues_see_nothing_and_nobody_notes_what_is_not_theirs() -> None:
    asking = record()
    assert seen_by(asking) == {RECORDER, MANAGER}
    put(asking)
    assert seen_by(asking) == {RECORDER, MANAGER, ABOUT}
    assert noted_for(asking) == {MANAGER, ABOUT}
    with working_as(RECORDER):
        assert not Key.objects.filter(kind="answer", subject=asking).exists()
    for key, kind in (
        (RECORDER, "put"),
        ("iss_colleague", "given"),
        (ABOUT, "given"),
        (MANAGER, "terms"),
    ):
        with working_as(key), pytest.raises(DatabaseError), transaction.atomic():
            AskingNote(
                asking_id=asking,
                number=2,
                kind=kind,
                by=cast.worker(key),
                code="yes",
                items=["address"],
            ).save(force_insert=True)
    for key in (RECORDER, "iss_colleague", "hr", "dvpp_manager"):
        with pytest.raises(Hidden):
            note(asking, Kind.CLOSED, key)
    for key in (MANAGER, RECORDER, ABOUT):
        with working_as(key), pytest.raises(DatabaseError), transaction.atomic():
            Asking.objects.filter(id=asking).update(answered="nothing")


@pytest.mark.attack("A4")
@pytest.mark.clause("2.1")
def test_an_answer_beyond_the_persons_terms_is_refused_by_the_database_too() -> None:
    asking = put(record())
    note(asking, Kind.TERMS, ABOUT, code="only", items=["phone"])
    for items in (["address"], ["phone", "address"], ["message"], []):
        with pytest.raises(CannotNote):
            note(asking, Kind.GIVEN, items=items, words="?")
        with working_as(MANAGER), pytest.raises(DatabaseError), transaction.atomic():
            AskingNote(
                asking_id=asking, number=3, kind="given", by=cast.worker(MANAGER), items=items
            ).save(force_insert=True)
    # they change their mind while the manager's page is open
    note(asking, Kind.TERMS, ABOUT, code="yes")
    with pytest.raises(CannotNote) as newer:
        note(asking, Kind.GIVEN, items=["address"], words="?", shown=2)
    assert "Something was noted since" in newer.value.refusal.sentence
    note(asking, Kind.GIVEN, items=["address"], words="By letter, to the address that she named.")


def test_a_right_of_a_body_takes_two_and_the_person_is_told() -> None:
    asking = record(wanted=["address", "pay"], claims="tax")
    note(
        asking,
        Kind.BASIS,
        code="tax",
        items=["address"],
        words="A notice, checked with the office.",
    )
    assert seen_by(asking) == {RECORDER, MANAGER, "hr"}
    assert (waits(MANAGER), waits("hr"), waits(ABOUT)) == (0, 1, 0)
    for attempt in (Kind.AGREED, Kind.GIVEN):
        with pytest.raises(CannotNote):
            note(asking, attempt, items=["address"] if attempt == Kind.GIVEN else [], words="?")
    with working_as(MANAGER), pytest.raises(DatabaseError), transaction.atomic():
        AskingNote(asking_id=asking, number=2, kind="agreed", by=cast.worker(MANAGER)).save(
            force_insert=True
        )
    note(asking, Kind.AGREED, "hr")
    assert waits(ABOUT) == 1
    note(asking, Kind.GIVEN, items=["address"], words="By post.")
    with pytest.raises(CannotNote):
        note(asking, Kind.GIVEN, items=["pay"], words="By post.")
    note(asking, Kind.CLOSED)
    assert waits(ABOUT) == 1
    note(asking, Kind.KNOWN, ABOUT)
    assert waits(ABOUT) == 0


def test_a_defined_exception_keeps_it_from_the_person_by_two(signed_in: SignedIn) -> None:
    asking = record(claims="official")
    note(asking, Kind.WITHHELD, code="crime", words="A letter of the police.")
    with pytest.raises(CannotNote):
        note(asking, Kind.PUT)
    with pytest.raises(CannotNote):
        note(asking, Kind.KEPT)
    note(asking, Kind.KEPT, "hr")
    note(asking, Kind.CLOSED)
    assert ABOUT not in seen_by(asking)
    assert waits(ABOUT) == 0
    other = record(claims="official")
    note(other, Kind.WITHHELD, code="court", words="An order.")
    note(other, Kind.LIFTED, "hr")
    page = signed_in(ABOUT).get(f"/about-staff/{other}/").content.decode()
    assert "The person is not to be told for now" in page  # that it was kept from her, and why
    assert "A court has ordered" in page


def test_who_answers_where_the_manager_is_away_or_is_meant() -> None:
    asking, about_manager, about_hr = record(), record(MANAGER), record("hr")
    assert seen_by(about_manager) == {RECORDER, "hr"}
    assert seen_by(about_hr) == {RECORDER, "dp_lead"}
    unknown = record(None, about="Ella, who was here some years ago", wanted=["workplace"])
    assert seen_by(unknown) == {RECORDER, "hr"}
    today = timezone.localdate()
    with working_as(MANAGER) as by:
        Absence(
            worker=by,
            kind="away",
            first_day=today,
            last_day=today + timedelta(days=1),
            entered_by=by,
        ).save(force_insert=True)
    assert seen_by(asking) == {RECORDER, MANAGER, "hr"}
    note(asking, Kind.PUT, "hr")
    # whom it is about handles nothing of it, whoever else they are
    with pytest.raises(Hidden):
        note(about_hr, Kind.CLOSED, "hr")
    note(unknown, Kind.REACHED, "hr", code="no", words="By the number that we have: she says no.")
    with pytest.raises(CannotNote):
        note(unknown, Kind.GIVEN, "hr", items=["workplace"], words="?")
    with pytest.raises(CannotNote):  # who works here says it themselves
        note(asking, Kind.REACHED, "hr", code="yes", words="She said yes.")


@pytest.mark.parametrize(
    "wrong",
    [{"subject": "", "about": ""}, {"wanted": []}, {"claims": "a friend"}, {"answered": "other"}],
)
def test_what_is_missing_is_asked_for(signed_in: SignedIn, wrong: dict[str, object]) -> None:
    assert signed_in(RECORDER).post("/callers/colleague/", said(**wrong)).status_code == 200
    with working_as(RECORDER):
        assert not Asking.objects.exists()


def test_its_words_are_sealed_and_two_keys_are_made() -> None:
    asking = record()
    with working_as(MANAGER):
        kinds = Key.objects.filter(subject=asking).values_list("kind", flat=True)
        assert set(kinds) == {"asking", "answer"}
    assert working.subjects()["asked"] != str(asking)
