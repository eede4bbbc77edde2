"""Who sees which breach, what is refused, and that what is noted stays: in the actions and in the database itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event as AuditEvent
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.keys import KeyRef, load_keys, make_key
from staff.breaches import access, rules
from staff.breaches.actions import CannotNote
from staff.breaches.models import Breach, Event
from staff.breaches.rules import Clock, Kind, Stage
from staff.models import Role, Worker
from tests import cast

from .working import (
    ADMIN,
    HANDLED,
    LEAD,
    REPORTER,
    SECOND,
    WORDS,
    handlers,
    handles,
    kinds_seen,
    note,
    note_enough,
    report,
    stage_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.clause("1.1")]


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Expect a refusal by the database, and go on in the same transaction."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        yield
    assert getattr(caught.value.__cause__, "pgcode", "") == code


# ---- who handles what


@pytest.mark.parametrize(
    ("by", "said", "whose"),
    [
        (REPORTER, {}, {LEAD}),
        ("committee", {}, {LEAD}),
        ("iss_volunteer", {"danger": "yes"}, {LEAD, SECOND}),
        (REPORTER, {"danger": "not_known"}, {LEAD, SECOND}),
        (REPORTER, {"concerns": "data_protection_lead"}, {SECOND}),
        (REPORTER, {"concerns": "safeguarding_lead", "danger": "yes"}, {LEAD}),
        (REPORTER, {"concerns": "both"}, {ADMIN}),
        (LEAD, {}, {SECOND}),  # nobody handles what they reported
        (SECOND, {"danger": "yes"}, {LEAD}),
        (ADMIN, {"concerns": "both"}, set()),  # there is one records admin only
        (SECOND, {"concerns": "data_protection_lead"}, {ADMIN}),
    ],
)
def test_a_report_is_before_those_whom_it_does_not_concern(
    by: str, said: dict[str, Any], whose: set[str]
) -> None:
    assert handlers(report(by, **said)) == whose


@pytest.mark.attack("A4")
def test_nobody_reads_another_s_report(people: dict[str, Worker]) -> None:
    breach_id = report()
    for key in cast.PEOPLE:
        with acting_as(cast.PEOPLE[key].id):
            seen = Breach.objects.filter(id=breach_id).exists()
            keys = {
                ref.kind
                for ref in load_keys([KeyRef(k, breach_id) for k in ("breach", "handling")])
            }
        assert seen == (key in (REPORTER, LEAD)), key
        # The reporter has no key to what is noted on it.
        wanted = {REPORTER: {"breach"}, LEAD: {"breach", "handling"}}
        assert keys == wanted.get(key, set()), key


def test_the_reporter_sees_that_it_is_in_hand_and_closed_and_nothing_of_the_handling() -> None:
    breach_id = report()
    note(breach_id, Kind.NOTE, words=HANDLED)
    assert kinds_seen(LEAD, breach_id) == ["taken", "note"]  # the first note takes it in hand
    assert kinds_seen(REPORTER, breach_id) == ["taken"]
    assert stage_of(breach_id, REPORTER) == Stage.IN_HAND
    note_enough(breach_id)
    note(breach_id, Kind.CLOSED, words=HANDLED)
    with acting_as(cast.PEOPLE[REPORTER].id):
        found, turns = access.open_report(cast.worker(REPORTER), breach_id)
        assert found.words == WORDS
        assert [turn.kind for turn in turns] == ["taken", "closed"]
        with pytest.raises(SealingError):
            assert turns[-1].words
    assert not handles(REPORTER, breach_id)


@pytest.mark.attack("A4")
def test_whom_it_concerns_sees_nothing_of_it_from_that_moment_on() -> None:
    breach_id = report(danger="yes")
    note(breach_id, Kind.SAFETY_CALL, SECOND, code="made", worker=SECOND)
    assert handlers(breach_id) == {LEAD, SECOND}
    note(breach_id, Kind.CONCERNED, SECOND, worker=LEAD)
    assert handlers(breach_id) == {SECOND}
    with acting_as(cast.PEOPLE[LEAD].id):
        assert not Breach.objects.filter(id=breach_id).exists()
        assert not Event.objects.filter(breach_id=breach_id).exists()
        assert not load_keys([KeyRef("breach", breach_id), KeyRef("handling", breach_id)])
        assert (
            sum(month.breaches for month in access.figures(frozenset({Role.DATA_PROTECTION_LEAD})))
            == 0
        )
    note(breach_id, Kind.NOT_CONCERNED, SECOND, worker=LEAD)
    assert handlers(breach_id) == {LEAD, SECOND}


def test_when_the_last_lead_says_that_it_concerns_them_the_records_admin_goes_on() -> None:
    breach_id = report(concerns="data_protection_lead")
    note(breach_id, Kind.CONCERNED, SECOND, worker=SECOND)
    assert handlers(breach_id) == {ADMIN}


def test_danger_that_shows_later_brings_in_the_safeguarding_lead() -> None:
    breach_id = report()
    assert handlers(breach_id) == {LEAD}
    note(breach_id, Kind.DANGER)
    assert handlers(breach_id) == {LEAD, SECOND}
    with pytest.raises(CannotNote):
        note(breach_id, Kind.SEVERITY, code="slip")


# ---- the safety call first


@pytest.mark.edge("E21")
@pytest.mark.parametrize("danger", ["yes", "not_known"])
def test_nothing_but_containment_before_the_safety_call(danger: str) -> None:
    breach_id = report(danger=danger)
    note(breach_id, Kind.CONTAINED)
    for kind in (Kind.SEVERITY, Kind.NOTE, Kind.CLOSED, Kind.REGULATOR, Kind.CONCERNED):
        with pytest.raises(CannotNote, match=r"1\.1"):
            note(breach_id, kind, worker=SECOND)
    note(breach_id, Kind.SAFETY_CALL, SECOND, code="made", worker=SECOND)
    note(breach_id, Kind.SEVERITY, code="slip")


@pytest.mark.edge("E21")
@pytest.mark.attack("A4")
def test_the_database_itself_refuses_to_close_without_the_call() -> None:
    breach_id = report(danger="yes")
    with acting_as(cast.PEOPLE[LEAD].id):
        for kind in ("closed", "note", "regulator"):
            with refused("23514"):
                Event(breach_id=breach_id, number=1, kind=kind, by=cast.worker(LEAD)).save(
                    force_insert=True
                )


# ---- the regulator


def test_a_decision_not_to_report_is_confirmed_by_somebody_else() -> None:
    breach_id = report()
    note(breach_id, Kind.NOT_REPORTED)
    assert handlers(breach_id) == {LEAD, SECOND}  # who is asked to confirm
    with pytest.raises(CannotNote):
        note(breach_id, Kind.CONFIRMED)
    with acting_as(cast.PEOPLE[LEAD].id), refused("23514"):
        Event(breach_id=breach_id, number=3, kind="confirmed", by=cast.worker(LEAD)).save(
            force_insert=True
        )
    note(breach_id, Kind.CONFIRMED, SECOND)
    assert (
        rules.clock(_case(breach_id), timezone.now() + timedelta(days=9), access.within())
        == "decided"
    )


def test_where_the_safeguarding_lead_cannot_confirm_it_the_records_admin_does() -> None:
    breach_id = report(SECOND)
    note(breach_id, Kind.NOT_REPORTED)
    assert handlers(breach_id) == {LEAD, ADMIN}
    note(breach_id, Kind.CONFIRMED, ADMIN)


def test_nobody_confirms_a_decision_that_they_were_not_shown() -> None:
    breach_id = report()
    note(breach_id, Kind.NOT_REPORTED)
    with pytest.raises(CannotNote) as caught:
        note(breach_id, Kind.CONFIRMED, SECOND, shown=1)
    assert "since you opened this page" in caught.value.refusal.sentence


@pytest.mark.attack("A4")
def test_nobody_gains_time_by_another_moment_of_knowing() -> None:
    noticed = timezone.now() - timedelta(hours=50)
    breach_id = report(noticed_at=noticed)
    note(breach_id, Kind.AWARE, happened_at=timezone.now() - timedelta(hours=1))
    assert rules.aware_at(_case(breach_id)) == noticed
    earlier = noticed - timedelta(hours=30)
    note(breach_id, Kind.AWARE, happened_at=earlier)
    assert rules.aware_at(_case(breach_id)) == earlier
    assert kinds_seen(LEAD, breach_id).count("aware") == 2


@pytest.mark.attack("A4")
def test_nobody_dates_a_report_or_a_note_back() -> None:
    breach_id, long_ago = report(), timezone.now() - timedelta(days=1)
    with acting_as(cast.PEOPLE[LEAD].id):
        by = cast.worker(LEAD)
        with refused("42501"):
            Event(breach_id=breach_id, number=1, kind="note", by=by, at=long_ago).save(
                force_insert=True
            )
        with refused("42501"):
            Event(breach_id=breach_id, number=1, kind="note", by=cast.worker(SECOND)).save(
                force_insert=True
            )
        late = Breach(
            noticed_at=long_ago, reported_at=long_ago, reported_by=by, near_miss=True, words="-"
        )
        with refused("42501"):
            _saved(late)
        with refused("23514"):
            late.reported_at, late.noticed_at = timezone.now(), timezone.now() + timedelta(hours=1)
            _saved(late)


def _saved(breach: Breach) -> None:
    breach.id, breach.danger, breach.named, breach.words = uuid4(), "no", "", WORDS
    make_key(breach.sealed_under())
    breach.save(force_insert=True)


# ---- what is noted stays


@pytest.mark.attack("A4")
@pytest.mark.parametrize("key", [REPORTER, LEAD, ADMIN, "committee"])
def test_nobody_changes_or_deletes_anything(key: str) -> None:
    breach_id = report()
    note(breach_id, Kind.NOTE)
    with acting_as(cast.PEOPLE[key].id), connection.cursor() as cursor:
        for table, change in (
            ("breaches_breach", "reported_at = now()"),
            ("breaches_event", "at = now()"),
            ("breaches_openbreach", "breach_id = breach_id"),
        ):
            for statement in (
                f"UPDATE {table} SET {change}",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
            ):
                with refused("42501"):
                    cursor.execute(statement)


def test_a_form_sent_twice_notes_once_and_numbers_go_on() -> None:
    breach_id, twice = report(), uuid4()
    for _ in range(2):
        note(breach_id, Kind.CONTAINED, event_id=twice)
    note(breach_id, Kind.NOTE)
    assert kinds_seen(LEAD, breach_id) == ["taken", "contained", "note"]
    with acting_as(cast.PEOPLE[LEAD].id):
        numbers = Event.objects.filter(breach_id=breach_id).values_list("number", flat=True)
        assert sorted(numbers) == [1, 2, 3]
        with refused("23505"):
            Event(breach_id=breach_id, number=3, kind="note", by=cast.worker(LEAD)).save(
                force_insert=True
            )


def test_somebody_who_handles_it_no_more_notes_nothing() -> None:
    breach_id = report()
    with acting_as(cast.PEOPLE[REPORTER].id), refused("42501"):
        Event(breach_id=breach_id, number=1, kind="note", by=cast.worker(REPORTER)).save(
            force_insert=True
        )
    for key in (REPORTER, "iss_manager", ADMIN):
        with pytest.raises(Hidden):
            note(breach_id, Kind.NOTE, key)


@pytest.mark.clause("5.1.8")
def test_from_report_to_closed_and_reopened() -> None:
    breach_id = report(danger="yes", going_on="yes")
    note(breach_id, Kind.SAFETY_CALL, code="not_made", worker=LEAD)
    note_enough(breach_id)
    note(breach_id, Kind.SEVERITY, code="gross")
    with pytest.raises(CannotNote):
        note(breach_id, Kind.CLOSED)
    note(breach_id, Kind.DISCIPLINARY, code="begun", named="HR-31")
    note(breach_id, Kind.CLOSED)
    assert stage_of(breach_id) == Stage.CLOSED
    assert not _is_open(breach_id)
    note(breach_id, Kind.NOTE)
    assert not _is_open(breach_id)
    note(breach_id, Kind.REOPENED)
    assert stage_of(breach_id) == Stage.IN_HAND
    assert _is_open(breach_id)


def _is_open(breach_id: UUID) -> bool:
    """Say whether it stands in the list of another year, where only open ones do."""
    with acting_as(cast.PEOPLE[LEAD].id):
        return breach_id in {each.breach.id for each in access.handled_by(cast.worker(LEAD), 1999)}


# ---- HR, figures, what waits, the audit


@pytest.mark.clause("5.1.8")
def test_hr_sees_the_proceedings_with_their_level_and_nothing_else() -> None:
    breach_id = report()
    note(breach_id, Kind.SEVERITY, code="serious")
    note(breach_id, Kind.DISCIPLINARY, code="begun", named="HR-31")
    with acting_as(cast.PEOPLE["hr"].id):
        (told,) = access.proceedings(frozenset({Role.HR}))
        assert (told.named, told.level, told.words) == ("HR-31", "serious", HANDLED)
        assert kinds_seen("hr", breach_id) == ["disciplinary"]
        assert not Breach.objects.exists()
    note(breach_id, Kind.CONCERNED, worker="hr")
    with acting_as(cast.PEOPLE["hr"].id):
        assert access.proceedings(frozenset({Role.HR})) == []
        assert not load_keys([KeyRef("handling", breach_id)])
    for key in ("iss_manager", "committee", REPORTER):
        assert kinds_seen(key, breach_id) == (["taken"] if key == REPORTER else [])


def test_figures_are_numbers_and_near_misses_stand_apart() -> None:
    for near_miss in (False, False, True):
        report(near_miss=near_miss)
    note(report(), Kind.SEVERITY, code="gross")
    turned = report(near_miss=True)
    note(turned, Kind.BREACH)
    report(concerns="safeguarding_lead")
    for key, breaches in (("committee", 5), ("iss_manager", 5), (LEAD, 5), (SECOND, 4)):
        with acting_as(cast.PEOPLE[key].id):
            roles = frozenset({str(cast.PEOPLE[key].role)})
            newest, *older = access.figures(roles)
            assert (newest.breaches, newest.near_misses, newest.levels["gross"]) == (breaches, 1, 1)
            assert len(older) == 11
            assert not any(month.breaches or month.near_misses for month in older)
            if key not in (LEAD, SECOND):
                assert not Breach.objects.exists()
    with acting_as(cast.PEOPLE[REPORTER].id):
        with pytest.raises(Hidden):
            access.figures(frozenset({Role.ISS_WORKER}))
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM access.breach_figures(now() - interval '9 years')")
            assert cursor.fetchall() == []


@override_settings(BREACH_REPORT_HOURS=72)
def test_what_is_counted_is_what_the_rules_say_waits() -> None:
    now = timezone.now()
    waits_not = report(near_miss=True, noticed_at=now - timedelta(days=9))
    note(waits_not, Kind.TAKEN)
    decided = report(noticed_at=now - timedelta(days=9))
    note(decided, Kind.NOT_REPORTED)
    confirmed = report(noticed_at=now - timedelta(days=9))
    note(confirmed, Kind.NOT_REPORTED)
    note(confirmed, Kind.CONFIRMED, SECOND)
    soon = report(noticed_at=now - timedelta(hours=49))
    note(soon, Kind.TAKEN)
    in_hand = report(noticed_at=now - timedelta(hours=40))
    note(in_hand, Kind.TAKEN)
    knew = report()
    note(knew, Kind.AWARE, happened_at=now - timedelta(hours=60))
    call = report(danger="not_known")
    note(call, Kind.TAKEN)
    called = report(danger="yes")
    note(called, Kind.SAFETY_CALL, code="made", worker=LEAD)
    turned = report(near_miss=True, noticed_at=now - timedelta(days=4))
    note(turned, Kind.BREACH)
    closed = report()
    note_enough(closed)
    note(closed, Kind.CLOSED)
    fresh = report()
    report(LEAD)
    for key, waiting in (
        (LEAD, {decided, soon, knew, call, turned, fresh}),
        (SECOND, {decided, call}),
        (ADMIN, set()),
    ):
        with acting_as(cast.PEOPLE[key].id):
            me = cast.worker(key)
            listed = access.handled_by(me, timezone.localdate().year)
            assert {each.breach.id for each in listed if each.waits} - _own(key) == waiting, key
            counted = Worker.objects.filter(pk=me.pk).annotate(n=access.count_waiting(me))
            assert counted.values_list("n", flat=True).get() == sum(
                each.waits for each in listed
            ), key
            pressing = Worker.objects.filter(pk=me.pk).annotate(n=access.count_pressing(me))
            assert pressing.values_list("n", flat=True).get() == sum(map(_presses, listed)), key


def _presses(listed: access.Listed) -> bool:
    """Say whether somebody may be in danger, or the clock is near its end."""
    unseen = listed.stage == Stage.REPORTED and listed.breach.danger != "no"
    soon = listed.clock in (Clock.SOON, Clock.OVERDUE) and listed.stage != Stage.CLOSED
    return unseen or listed.call_owed or soon


def _own(key: str) -> set[object]:
    """Return what the lead reported, which waits for the safeguarding lead."""
    if key != SECOND:
        return set()
    return set(Breach.objects.filter(reported_by=cast.PEOPLE[LEAD].id).values_list("id", flat=True))


def test_the_audit_names_what_was_done_and_says_nothing() -> None:
    breach_id = report()
    note(breach_id, Kind.SEVERITY, code="gross")
    with acting_as(cast.PEOPLE[ADMIN].id):
        events = AuditEvent.objects.filter(action__startswith="breach").order_by("at")
        said = [(each.action, each.reason) for each in events]
        assert all(set(each.ids) >= {str(breach_id)} for each in events)
    assert said == [
        ("breach_reported", ""),
        ("breach_opened", ""),
        ("breach_noted", "taken"),
        ("breach_noted", "severity"),
    ]


def _case(breach_id: UUID) -> rules.Case:
    with acting_as(cast.PEOPLE[LEAD].id):
        found = Breach.objects.get(id=breach_id)
        return access.case_of(found, found.events.order_by("number"))
