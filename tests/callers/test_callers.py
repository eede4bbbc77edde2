"""Somebody asks whether somebody is a client: the same answer and the same record, whether they are or not (E19)."""

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clients.actions import give_to_worker
from clients.callers.models import Call, CallLink, CallLook
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from confidentiality.interface.counting import count
from confidentiality.sealing.errors import SealingError
from tests import cast
from tests.callers import working
from tests.callers.working import NAME, SAID, WORDS
from tests.clients.questions import file_of, reference, working_as

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3.1"), pytest.mark.edge("E19")]
SignedIn = Callable[[str], Client]
NOBODY_HERE = "Amelia Farrow"  # as long as a client's name, and nobody's
IDS = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{64}|:\w+:[\w-]{43}|\d\d:\d\d|\d{1,2}:\d\d(am|pm)"
)
MANAGERS = ("iss_manager", "dvpp_manager", "safeguarding_lead")


def said(**instead: str) -> dict[str, str]:
    return {**WORDS, "token": str(uuid4()), **instead}


def waits(key: str) -> int:
    with acting_as(cast.PEOPLE[key].id):
        worker = cast.worker(key)
        counters = (("callers:waiting", "clients.callers.access.count_waiting"),)
        return count(worker, frozenset({str(worker.role)}), counters).get("callers:waiting", 0)


def test_two_clicks_and_everybody_says_the_same(signed_in: SignedIn) -> None:
    """The foot of every page leads to the words; the next click to the record, where they stand again."""
    for key in ("iss_volunteer", "committee", "hr"):
        client = signed_in(key)
        assert 'href="/callers/"' in client.get("/diary/").content.decode()
        page = client.get("/callers/").content.decode()
        assert settings.CALLER_ANSWER in page
        assert 'href="/callers/client/"' in page
        assert settings.CALLER_ANSWER in client.get("/callers/client/").content.decode()


@pytest.mark.attack("A1")
def test_it_is_no_oracle(signed_in: SignedIn) -> None:
    """A client's name and nobody's: the same pages, rows, counts and statements; then one is put on her file."""
    client, told = signed_in("iss_volunteer"), []
    for name in (NAME, NOBODY_HERE):
        before = {key: waits(key) for key in MANAGERS}
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/callers/client/", said(about=name), follow=True)
        page = answer.content.decode()
        assert name in page
        shape = [re.sub(r"'[^']*'|\\x[0-9a-f]+|\d+", "?", each["sql"]) for each in asked]
        told.append((answer.redirect_chain[0][1], IDS.sub("", page).replace(name, ""), shape))
        assert {key: waits(key) - before[key] for key in MANAGERS} == dict.fromkeys(MANAGERS, 1)
    assert told[0] == told[1]
    with working_as("iss_manager"):
        known, unknown = Call.objects.order_by("recorded_at")
        assert (known.about, unknown.about) == (NAME, NOBODY_HERE)
        # nothing looks at the name, in whichever length it is stored
        assert known.answered == unknown.answered
    listed = client.get("/callers/").content.decode()
    seen = client.get(f"/callers/calls/{known.id}/").content.decode()
    working.look(known.id)
    working.look(unknown.id)
    working.put(known.id)
    after = client.get(f"/callers/calls/{known.id}/").content.decode()
    assert IDS.sub("", after) == IDS.sub("", seen)
    assert IDS.sub("", client.get("/callers/").content.decode()) == IDS.sub("", listed)
    # the other service's manager sees no more of the one than of the other either
    other = signed_in("dvpp_manager")
    pages = [other.get(f"/callers/calls/{each.id}/").content.decode() for each in (known, unknown)]
    assert reference("amina") not in pages[0]
    assert IDS.sub("", pages[0]).replace(NAME, "") == IDS.sub("", pages[1]).replace(NOBODY_HERE, "")
    assert (
        reference("amina")
        in signed_in("iss_manager").get(f"/callers/calls/{known.id}/").content.decode()
    )


@pytest.mark.attack("A4")
def test_who_sees_what() -> None:
    call = working.record()
    working.look(call)
    link = working.put(call)
    sees = {
        key: (
            _count(key, Call, call),
            _count(key, CallLook, None),
            _count(key, CallLink, link),
        )
        for key in cast.PEOPLE
    }
    nothing = (0, 0, 0)
    assert sees == {
        **dict.fromkeys(cast.PEOPLE, nothing),
        "iss_colleague": (1, 0, 0),  # who recorded it
        "iss_worker": (1, 0, 1),  # who leads the file, and reads there what others said
        "iss_manager": (1, 1, 1),
        "dvpp_manager": (1, 1, 0),
        "safeguarding_lead": (1, 1, 0),
    }
    refused = (DatabaseError, SealingError)  # no key for it either
    with working_as("dvpp_worker"), pytest.raises(refused), transaction.atomic():
        CallLook(call_id=call, by=cast.worker("dvpp_worker"), meaning="nothing", words="").save(
            force_insert=True
        )
    with working_as("dvpp_manager"), pytest.raises(DatabaseError), transaction.atomic():
        CallLink(call_id=call, file_id=cast.FILES["leila"].id, by=cast.worker("dvpp_manager")).save(
            force_insert=True
        )
    with working_as("dvpp_manager"):
        assert CallLink.objects.filter(id=link).delete()[0] == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Call.objects.filter(id=call).update(answered="other")


def _count(key: str, model: type[Call | CallLook | CallLink], pk: UUID | None) -> int:
    with working_as(key):
        found = model._default_manager.all()
        return (found if pk is None else found.filter(pk=pk)).count()


def test_a_manager_looks_and_puts_it_on_a_file(signed_in: SignedIn) -> None:
    call = working.record(claims="partner", answered="other", told="I said that she is not in.")
    client = signed_in("iss_manager")
    assert "Something else was said" in client.get("/callers/waiting/").content.decode()
    place = f"/callers/calls/{call}/"
    words = {"token": str(uuid4()), "meaning": "too_much", "words": working.NOTED}
    for _ in range(2):  # a form sent twice
        assert client.post(f"{place}look/", words).status_code == 302
    assert waits("iss_manager") == waits("dvpp_manager") == 0
    # what they may not view, what is walled off and what never was: one answer
    his = reference("daniel")
    client.get(place)  # says what was noted
    answers = [
        IDS.sub("", client.post(f"{place}file/", {"of_file": each}).content.decode()).replace(
            each, ""
        )
        for each in (his, "ZZZZ-ZZZZ")
    ]
    assert answers[0] == answers[1]
    assert "You may view no file with this reference" in answers[0]
    for _ in range(2):
        client.post(f"{place}file/", {"of_file": reference("amina").lower()})
    page = client.get(place).content.decode()
    assert page.count("More was said than should have been") == 1
    assert page.count(f"/files/{reference('amina')}/callers/") == 1
    lead = signed_in("iss_worker").get(f"/files/{reference('amina')}/callers/").content.decode()
    assert SAID in lead
    with working_as("iss_manager"):
        link = CallLink.objects.get(call=call)
    with working_as("records_admin"):
        event = Event.objects.get(action="call_put_on_file")
        assert (event.file, event.ids) == (cast.FILES["amina"].id, [str(call)])
    assert client.post(f"{place}files/{link.id}/").status_code == 302
    assert (
        SAID
        not in signed_in("iss_worker").get(f"/files/{reference('amina')}/callers/").content.decode()
    )


def test_whoever_may_only_view_the_file_reads_no_words_of_a_caller(signed_in: SignedIn) -> None:
    working.put(working.record(by="iss_senior"))
    with working_as("iss_worker") as by:
        give_to_worker(
            file=file_of("amina"),
            worker=cast.worker("iss_volunteer"),
            rights=("view",),
            reason="cover",
            by=by.pk,
        )
    page, other = (
        signed_in(key).get(f"/files/{reference('amina')}/callers/").content.decode()
        for key in ("iss_worker", "iss_volunteer")
    )
    assert SAID in page
    assert SAID not in other
    assert "Somebody asked about this client." in other


@pytest.mark.parametrize(
    "wrong", [{"about": ""}, {"claims": "a friend"}, {"answered": "other"}, {"came_by": ""}]
)
def test_what_is_missing_is_asked_for(signed_in: SignedIn, wrong: dict[str, str]) -> None:
    assert signed_in("iss_worker").post("/callers/client/", said(**wrong)).status_code == 200
    with working_as("iss_worker"):
        assert not Call.objects.exists()
