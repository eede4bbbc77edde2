"""Allocating a file: to whom, what they hold then, and 'not available' without a reason (E1)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from clients.access import rights_on
from clients.allocation.access import who_can_take
from clients.allocation.actions import Outcome
from clients.allocation.fence_sql import NOT_AVAILABLE
from clients.models import CaseFile, CaseFileUserGrant, Entry
from confidentiality.audit.models import Event
from staff.absence.models import Absence
from tests import cast
from tests.addresses import Answer, ask
from tests.allocation import working
from tests.allocation.working import FILE, LEAD, MANAGER, OTHER, WHY, allocate, who
from tests.clients.questions import assert_hidden, file_of, path, working_as

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
ADDRESS = f"/files/{cast.FILES[FILE].reference}/allocate/"
ALL = {"view", "contribute", "third_party", "lead"}


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _sent(to: str) -> dict[str, str]:
    return {"to": str(who(to)), "was": str(who(LEAD)), "note": "She moves on Friday."}


def _comparable(answer: Answer) -> Answer:
    """Take away what differs by nature: tokens, signed places, and how many files somebody leads."""
    body = re.sub(r'<input type="hidden"[^>]*>', "", answer.body)
    return Answer(answer.status, answer.headers, body, answer.queries)


def test_whoever_gets_it_holds_all_and_the_former_lead_nothing(signed_in: SignedIn) -> None:
    answer = signed_in(MANAGER).post(ADDRESS, _sent(OTHER))
    assert answer.status_code == 302
    with working_as(OTHER) as worker:
        file = file_of(FILE)
        assert rights_on(worker, file) == ALL
        assert file.lead_id == worker.pk
        note = Entry.objects.get(file=file, kind="handover")
        assert note.body == "She moves on Friday."
        assert note.author_id == who(MANAGER)
    assert not working.sees(LEAD)
    with working_as(MANAGER) as manager:
        assert rights_on(manager, file_of(FILE)) == {"view", "contribute", "lead"}


def test_it_asks_for_a_handover_note_when_a_file_changes_hands(signed_in: SignedIn) -> None:
    answer = signed_in(MANAGER).post(ADDRESS, {**_sent(OTHER), "note": ""})
    assert answer.status_code == 200
    assert "Write a handover note" in answer.content.decode()
    assert working.lead_of() == who(LEAD)


@pytest.mark.edge("E1")
@pytest.mark.clause("3.3.1")
@pytest.mark.attack("A1")
def test_who_is_not_available_is_told_in_equal_words_whatever_the_reason(
    signed_in: SignedIn,
) -> None:
    client, asked, sent = signed_in(MANAGER), [], []
    client.get(ADDRESS)  # what the first page alone asks
    assert str(who(OTHER)) in client.get(ADDRESS).content.decode()
    for make in WHY.values():
        with undone():
            make()
            asked.append(_comparable(ask(client, "get", ADDRESS)))
            sent.append(_comparable(ask(client, "post", ADDRESS, _sent(OTHER))))
            assert working.lead_of() == who(LEAD)
    for answers in (asked, sent):
        assert {answer.status for answer in answers} == {200}
        assert all(answer == answers[0] for answer in answers)
    assert str(who(OTHER)) not in asked[0].body
    assert "Not available: Colette Dunne" in asked[0].body
    assert "Not available for this file. Choose somebody else" in sent[0].body
    assert "wall" not in asked[0].body.casefold()


@pytest.mark.edge("E1")
@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize("why", WHY)
def test_the_database_refuses_it_too_and_alike(why: str) -> None:
    with undone():
        assert allocate() == Outcome.DONE
    WHY[why]()
    assert allocate() == Outcome.NOT_AVAILABLE
    with working_as(MANAGER):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            CaseFile.objects.filter(id=cast.FILES[FILE].id).update(lead=cast.worker(OTHER))
        assert getattr(refused.value.__cause__, "pgcode", "") == NOT_AVAILABLE
        assert str(refused.value.__cause__).splitlines()[0] == "not available"
    assert working.lead_of() == who(LEAD)


@pytest.mark.edge("E1")
def test_a_refused_allocation_is_recorded_and_the_lead_does_not_see_it(
    signed_in: SignedIn,
) -> None:
    working.is_half_of_the_couple()
    allocate()
    with working_as("records_admin"):
        (event,) = Event.objects.filter(action="file_not_allocated")
        assert (event.outcome, event.reason, event.purpose) == ("denied", "", "")
    looks = signed_in(MANAGER).get(path("looks", FILE)).content.decode()
    assert "Colette" not in looks


@pytest.mark.attack("A4")
@pytest.mark.parametrize(("key", "code"), [(LEAD, "42501"), (MANAGER, "42501")])
def test_nobody_makes_a_lead_by_sql_but_as_its_line_manager(key: str, code: str) -> None:
    """Who may write in the file could once name any lead; and nobody makes it nobody's."""
    nobody = key == MANAGER
    with working_as(key):
        to = None if nobody else cast.worker(OTHER)
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            CaseFile.objects.filter(id=cast.FILES[FILE].id).update(lead=to)
        assert getattr(refused.value.__cause__, "pgcode", "") == code


def test_a_lead_who_is_no_line_manager_is_told_so_and_others_nothing(signed_in: SignedIn) -> None:
    assert signed_in(LEAD).get(ADDRESS).status_code == 403
    assert_hidden(signed_in("dvpp_manager"), ADDRESS, FILE)


@pytest.mark.attack("A1")
def test_who_can_take_is_told_of_files_that_one_leads_alone() -> None:
    with working_as(MANAGER):
        files = [file_of(FILE), CaseFile(id=cast.FILES["daniel"].id)]
        found = who_can_take(files, as_lead=True)
    assert found[files[0].id][who(OTHER)] is True
    assert found[files[1].id] == {}


def test_a_page_shown_before_somebody_else_allocated_is_overtaken(signed_in: SignedIn) -> None:
    allocate()
    answer = signed_in(MANAGER).post(ADDRESS, _sent("iss_volunteer"), follow=True)
    assert "Somebody else has allocated or closed it meanwhile" in answer.content.decode()
    assert working.lead_of() == who(OTHER)


def test_a_closed_file_changes_no_hands(signed_in: SignedIn) -> None:
    answer = signed_in(MANAGER).get(f"/files/{cast.FILES['due'].reference}/allocate/")
    assert answer.status_code == 302
    assert allocate("due") == Outcome.OVERTAKEN


def test_giving_it_to_whoever_leads_it_takes_nothing_from_them() -> None:
    assert allocate(to=LEAD, note="") == Outcome.DONE
    with working_as(LEAD) as worker:
        assert rights_on(worker, file_of(FILE)) == ALL


# ---- cover


def _cover(client: Client, **more: str) -> int:
    day = working.today(5)
    days = {"last_day-day": day.day, "last_day-month": day.month, "last_day-year": day.year}
    address = reverse("allocation:cover", args=[cast.FILES[FILE].reference])
    return client.post(address, {"to": str(who(OTHER)), **days, **more}).status_code


def test_cover_ends_by_itself_and_can_be_ended(signed_in: SignedIn) -> None:
    client = signed_in(LEAD)
    assert _cover(client) == 302
    with working_as(OTHER) as worker:
        assert rights_on(worker, file_of(FILE)) == {"view", "contribute"}
    with working_as(LEAD):
        ends = CaseFileUserGrant.objects.filter(user_id=who(OTHER), reason="cover")
        assert {grant.until.date() for grant in ends if grant.until} <= {
            working.today(5),
            working.today(6),
        }
    address = reverse("allocation:end_cover", args=[cast.FILES[FILE].reference])
    assert client.post(address, {"worker": str(who(OTHER))}).status_code == 302
    assert not working.sees(OTHER)
    assert client.post(address, {"worker": str(who(OTHER))}).status_code == 404


@pytest.mark.edge("E1")
@pytest.mark.parametrize("why", ["couple", "kin", "away", "pause"])
def test_cover_too_is_not_available_without_a_reason(why: str, signed_in: SignedIn) -> None:
    WHY[why]()
    assert _cover(signed_in(LEAD)) == 200
    assert not working.sees(OTHER)


def test_a_full_caseload_stands_against_leading_and_not_against_cover(
    signed_in: SignedIn,
) -> None:
    working.is_full()
    assert _cover(signed_in(LEAD), third_party="on") == 302
    with working_as(OTHER) as worker:
        assert rights_on(worker, file_of(FILE)) == {"view", "contribute", "third_party"}


def test_a_pause_is_seen_by_its_own_person_alone() -> None:
    working.takes_no_new_files()
    working.is_away()
    with working_as(OTHER):
        assert Absence.objects.count() == 2
    for key in (MANAGER, LEAD, "hr", "records_admin"):
        with working_as(key):
            assert {each.kind for each in Absence.objects.all()} == {"away"}
