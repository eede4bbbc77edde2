"""What happens on the programme is told to a partner: by a person, the way that is safe when it is told (4.2.1 i)."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.test import Client

from clients.contacting.models import ContactMade
from clients.models import Entry
from clients.partners.access import ties
from clients.tasks.models import Task
from confidentiality.access.http import Hidden, Refused
from disclosures.notifications import access, actions
from disclosures.notifications.models import Notification
from disclosures.notifications.rules import Way
from disclosures.notifications.tasks import look
from tests import cast
from tests.clients.questions import file_of, reference, working_as
from tests.database import logged_in_as
from tests.notifications.working import (
    an_ex,
    event,
    every,
    outcome,
    safe,
    said,
    strands,
    tell,
    waiting,
    want,
)
from tests.partners import working as partners
from tests.programme.working import happened
from tests.retention.working import do_jobs, owner

pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.slow,
    pytest.mark.clause("4.2.1"),
]
SignedIn = Callable[[str], Client]


def test_each_event_is_one_notification_before_whoever_leads_her_file(signed_in: SignedIn) -> None:
    for kind in ("referred", "suitable"):
        happened(kind, on=date(2026, 1, 5), words="He was late.")
    do_jobs()
    event("stage", stage=2, on=date(2026, 2, 5))
    assert said(waiting()) == ["referred", "suitable", "stage"]
    assert said(waiting("iss_manager")) == []  # not late yet
    with pytest.raises(Hidden):
        waiting("dvpp_manager")
    page = signed_in("iss_worker").get("/notifications/").content.decode()
    assert "Reached stage 2 of the group programme, 5 February 2026" in page
    for must_not in ("He was late.", "Daniel", reference("daniel"), "Oyelaran"):
        assert must_not not in page
    do_jobs()
    assert len(every()) == 3  # looking again makes no more
    owner("UPDATE notifications_notification SET made_at = now() - interval '8 days'")
    assert len(waiting("iss_manager")) == 3
    owner("UPDATE clients_casefile SET lead_id = NULL WHERE id = %s", cast.FILES["amina"].id)
    assert len(waiting("iss_manager")) == 3


def test_she_is_told_and_it_is_on_record_with_how_she_was_reached(signed_in: SignedIn) -> None:
    safe()
    event("suspended", on=date(2026, 3, 1))
    (one,) = waiting()
    assert tell(one.id, told=False).result == "unreached"
    assert outcome(one.id) == ""
    made = tell(one.id, words="She was glad to know.")
    assert outcome(one.id) == "told"
    with pytest.raises(Refused):
        tell(one.id)
    with working_as("iss_worker"):
        assert made.contact == made.id
        used = ContactMade.objects.get(pk=made.id)
        assert (used.file_id, used.outcome, used.against) == (
            cast.FILES["amina"].id,
            "herself",
            False,
        )
        body = Entry.objects.get(contact_made=used).body
        assert "She was glad to know." in body
        assert (
            "uspended" not in body
        )  # what the programme says of him is no entry that could be disclosed
    client = signed_in("iss_worker")
    hers = client.get(f"/files/{reference('amina')}/notifications/").content.decode()
    assert "Suspended from the programme, 1 March 2026" in hers
    assert "She was glad to know." in hers
    register = client.get(
        f"/files/{reference('amina')}/disclosures/for-the-client/"
    ).content.decode()
    assert "Suspended from the programme, 1 March 2026" in register


@pytest.mark.edge("E15")
def test_she_asked_for_none_and_is_warned_of_risk_all_the_same() -> None:
    safe()
    event("stage", stage=1)
    want("risk")
    event("left")
    routine, risk = waiting()
    for told in (routine, risk):
        with working_as("iss_worker") as by:
            found = access.open_notification(by, told.id)
            verdict = access.verdict_on(found)
            assert verdict.way == (Way.STOP if told is routine else Way.GO)
            if told is routine:
                actions.stop(notification=found, verdict=verdict, by=by)
            else:
                with pytest.raises(Refused):
                    actions.stop(notification=found, verdict=verdict, by=by)
    with pytest.raises(Refused):
        tell(routine.id)
    tell(risk.id)
    assert [outcome(each.id) for each in (routine, risk)] == ["stopped", "told"]


@pytest.mark.edge("E15")
def test_what_is_not_safe_now_becomes_a_task_and_waits(signed_in: SignedIn) -> None:
    safe()
    event("completed")
    (one,) = waiting()
    with working_as("iss_worker") as by:
        assert access.verdict_on(access.open_notification(by, one.id)).way == Way.GO
    owner("UPDATE contacting_contactstanding SET ask_again_on = current_date - 1")
    owner("UPDATE notifications_notification SET made_at = now() + interval '2 days'")
    client = signed_in("iss_worker")
    page = client.get(f"/notifications/{one.id}/").content.decode()
    assert "It is too long since she said how she can be reached." in page
    assert client.post(f"/notifications/{one.id}/settle/").status_code == 302
    with working_as("iss_worker"):
        assert Task.objects.filter(file=file_of("amina"), owner_id=cast.PEOPLE["iss_worker"].id)
    assert outcome(one.id) == ""


@pytest.mark.edge("E17")
def test_whose_it_is_not_to_decide_is_asked_for_no_reason(
    signed_in: Callable[[str], Client],
) -> None:
    event("breached")
    event("came_back")
    risk, routine = waiting()

    def asked(which: UUID, by: str) -> bool:
        page = signed_in(by).get(f"/notifications/{which}/not-told/").content.decode()
        assert ("only a line manager decides" in page) is (which == risk.id)
        return "She is not told" in page

    assert [asked(risk.id, by) for by in ("iss_worker", "iss_manager")] == [False, True]
    assert asked(routine.id, "iss_worker")


@pytest.mark.edge("E17")
def test_that_she_is_not_told_is_recorded_as_carefully() -> None:
    event("breached")
    event("came_back")
    risk, routine = waiting()

    def decide(which: UUID, by: str) -> None:
        with working_as(by) as worker:
            found = access.open_notification(worker, which)
            actions.decide_not_to_tell(
                notification=found, reason="He has moved in.", by=worker, attempt_id=uuid4()
            )

    with pytest.raises(Refused):
        decide(risk.id, "iss_worker")
    decide(risk.id, "iss_manager")
    decide(routine.id, "iss_worker")
    assert [outcome(each.id) for each in (risk, routine)] == ["not_told", "not_told"]
    with working_as("iss_worker") as by:
        (attempt,) = access.attempts_of(access.open_notification(by, risk.id))
        assert attempt.told() == {"words": "He has moved in."}
        assert attempt.by.display_name == cast.PEOPLE["iss_manager"].name


@pytest.mark.edge("E16")
def test_a_correction_reaches_whoever_was_told_and_replaces_what_was_not() -> None:
    safe()
    told_first = event("completed", on=date(2026, 4, 1))
    (one,) = waiting()
    tell(one.id)
    not_told = event("left", on=date(2026, 5, 1))
    first_correction = event("suspended", on=date(2026, 4, 1), corrects=told_first)
    event("none", corrects=not_told)
    assert every() == [
        ("completed", "told", False, False),
        ("left", "replaced", False, False),
        ("suspended", "", False, True),
    ]
    (correction,) = waiting()
    assert correction.is_risk
    assert correction.corrects_id == one.id
    # the correction itself was a mistake, and was not told yet: what was told first is corrected
    event("none", corrects=first_correction)
    (last,) = waiting()
    assert (last.status, last.corrects_id) == ("none", one.id)
    tell(last.id)
    assert waiting() == []


@pytest.mark.parametrize("before", [True, False], ids=["again", "for the first time"])
def test_a_couple_tied_later_is_told_how_things_stand_and_not_how_they_came(
    signed_in: SignedIn, before: bool
) -> None:
    pair = sorted((cast.FILES["amina"].id, cast.FILES["daniel"].id))
    owner("DELETE FROM clients_partnerlink WHERE file_a_id = %s AND file_b_id = %s", *pair)
    if not before:
        owner("DELETE FROM partners_tie WHERE one_id = %s AND other_id = %s", *pair)
    event("referred", on=date(2026, 1, 1))
    event("suitable", on=date(2026, 2, 1))
    wrong = event("completed", on=date(2026, 3, 1))
    event("none", corrects=wrong)
    assert every() == []
    owner("INSERT INTO clients_partnerlink VALUES (%s, %s, %s)", uuid4(), *pair)
    with logged_in_as("worker"):
        look()
    do_jobs()
    assert said(waiting()) == ["suitable"]
    event("left")
    assert said(waiting()) == ["suitable", "left"]


def test_a_partner_who_is_named_later_is_told_how_things_stand() -> None:
    event("suitable", on=date(2026, 2, 1))
    assert strands() == []
    an_ex()
    with logged_in_as("worker"):
        look()
    do_jobs()
    (strand,) = strands()
    assert [each.status for each in waiting("iss_manager") if each.strand_id == strand.id] == [
        "suitable"
    ]


def test_a_late_one_stands_out(signed_in: SignedIn) -> None:
    event("breached")
    assert "Late" not in signed_in("iss_worker").get("/notifications/").content.decode()
    owner("UPDATE notifications_notification SET made_at = now() - interval '25 hours'")
    assert "Late" in signed_in("iss_worker").get("/notifications/").content.decode()
    with working_as("iss_worker"):
        assert Notification.objects.get().is_late


@pytest.mark.clause("4.2.1")
def test_once_two_files_are_no_couple_s_nothing_that_waits_is_told() -> None:
    """A manager says that he is not her partner after all: she is told nothing of a stranger."""
    event("stage", stage=2, on=date(2026, 2, 5))
    (one,) = waiting()
    halves = {cast.FILES[key].id for key in ("amina", "daniel")}
    with working_as(partners.MANAGER) as worker:
        standing = [each.tie for each in ties(worker)[1]]
    (tie,) = (each for each in standing if {each.one_id, each.other_id} == halves)
    assert partners.decide(tie, tied=False, why="mistake")
    assert waiting() == []
    assert outcome(one.id) == "replaced"
