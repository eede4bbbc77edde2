"""Events: added by whoever acts, as themselves, and never changed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from confidentiality.access.identity import IdentityError, SystemActor, acting_as
from confidentiality.audit.looks import LOOKS
from confidentiality.audit.models import Event
from confidentiality.audit.record import in_one_insert, record
from tests import cast
from tests.access.attacker import HERS, HIS, REFUSED, Session, session
from tests.database import logged_in_as
from tests.queries import assert_queries_at_most

pytestmark = pytest.mark.attack("A8")

INSERT = (
    "INSERT INTO audit_event (id, at, person, actor, action, outcome, file, ids, purpose, reason, fields, origin)"
    " VALUES (%s, now(), %s, %s, 'tested', 'done', %s, '[]', '', '', '[]', '')"
)


@pytest.fixture(params=["web", "worker"])
def attacker(committed: str, request: pytest.FixtureRequest) -> Iterator[Session]:
    with session(committed, request.param) as opened:
        yield opened


def _add(attacker: Session, person: UUID | None, actor: str) -> Any:
    return attacker.attempt(INSERT, [uuid4(), person, actor, HIS.file])


def test_a_person_adds_events_as_themselves_only(attacker: Session) -> None:
    attacker.act_as(HERS.person)
    assert _add(attacker, HERS.person, "") == 1
    for person, actor in (
        (HIS.person, ""),
        (None, ""),
        (None, "disposer"),
        (HERS.person, "disposer"),
        (None, str(HERS.person)[:20]),
    ):
        assert _add(attacker, person, actor) == REFUSED


def test_an_actor_adds_events_as_itself_only(attacker: Session) -> None:
    mine, other = ("signing-in", "disposer")[:: 1 if attacker.login == "web" else -1]
    attacker.act_as(mine)
    assert _add(attacker, None, mine) == 1
    for person, actor in ((None, other), (HERS.person, ""), (HERS.person, mine), (None, "")):
        assert _add(attacker, person, actor) == REFUSED


def test_nobody_adds_events_without_an_identity(attacker: Session) -> None:
    for person, actor in ((None, ""), (HERS.person, ""), (None, "signing-in")):
        assert _add(attacker, person, actor) == REFUSED


def test_what_is_recorded_together_is_one_insert_of_the_same_events(committed: str) -> None:
    with acting_as(HERS.person):
        with assert_queries_at_most(1) as asked, in_one_insert():
            record("first_tested", file=HERS.file, ids=[HERS.file], fields=["a"])
            record("then_tested")
        assert len(asked) == 1
        with pytest.raises(ZeroDivisionError), in_one_insert():
            record("never_tested", ids=[HERS.file] * (1 // 0))
        record("alone_tested")
    tested = Event.objects.filter(action__endswith="_tested")
    with logged_in_as("owner"):
        found = [(each.action, each.person, each.file, each.ids) for each in tested.order_by("at")]
    assert found == [
        ("first_tested", HERS.person, HERS.file, [str(HERS.file)]),
        ("then_tested", HERS.person, None, []),
        ("alone_tested", HERS.person, None, []),
    ]
    with pytest.raises(IdentityError), in_one_insert():
        pass


def test_what_is_recorded_together_within_what_is_recorded_together_stays_in_its_order(
    committed: str,
) -> None:
    with acting_as(HERS.person):
        with assert_queries_at_most(1) as asked, in_one_insert():
            record("first_tested")
            with in_one_insert():
                record("then_tested")
            with suppress(LookupError), in_one_insert():
                record("never_tested")
                raise LookupError
            record("last_tested")
        assert len(asked) == 1
        record("alone_tested")
    tested = Event.objects.filter(action__endswith="_tested").order_by("at")
    with logged_in_as("owner"):
        found = list(tested.values_list("action", flat=True))
    assert found == ["first_tested", "then_tested", "last_tested", "alone_tested"]


@pytest.mark.parametrize("key", ["iss_worker", "records_admin", "iss_manager"])
def test_nobody_changes_or_removes_an_event(attacker: Session, key: str, committed: str) -> None:
    person = cast.PEOPLE[key].id
    attacker.act_as(person)
    assert _add(attacker, person, "") == 1
    with session(committed, "owner") as owner:
        columns = [f.column for f in Event._meta.local_concrete_fields]
        assert owner.sql("SELECT count(*) FROM audit_event")[0][0] > 20
    for column in columns:
        assert attacker.attempt(f"UPDATE audit_event SET {column} = {column}") == REFUSED
    for words in (
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "DROP TABLE audit_event",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    ):
        assert attacker.attempt(words) == REFUSED
    again = INSERT + " ON CONFLICT (id) DO UPDATE SET action = 'changed'"
    assert attacker.attempt(again, [uuid4(), person, "", None]) == REFUSED


def test_the_records_admin_reads_events_and_a_lead_those_of_their_files(attacker: Session) -> None:
    """A lead's: by persons, of the kinds that a lead may know of, on files they lead."""
    read: dict[str, set[str]] = {}
    for key in cast.PEOPLE:
        attacker.act_as(cast.PEOPLE[key].id)
        rows = attacker.sql("SELECT person, action, file, id::text FROM audit_event")
        read[key] = {event for *_, event in rows}
        leads = {
            f
            for (f,) in attacker.sql(
                "SELECT file_id FROM clients_effectivegrant WHERE lead_until > now()"
            )
        }
        if key != "records_admin":
            assert {file for _, _, file, _ in rows} <= leads
            assert all(person and action in LOOKS for person, action, _, _ in rows)
        attacker.link.rollback()
    assert len(read["records_admin"]) > 20
    assert read["iss_worker"]
    assert read["iss_worker"] < read["records_admin"]
    assert {key for key, events in read.items() if events} == {
        *("records_admin", "iss_worker", "iss_colleague", "dvpp_worker", "dvpp_colleague"),
        *("iss_manager", "dvpp_manager"),
    }


@pytest.mark.django_db
def test_nothing_is_recorded_while_nobody_acts() -> None:
    with pytest.raises(IdentityError):
        record("tested")


@pytest.mark.django_db
def test_a_person_cannot_take_up_an_actor_to_record_as() -> None:
    with acting_as(HERS.person), pytest.raises(IdentityError), acting_as(SystemActor.SIGNING_IN):
        record("tested")


def test_an_event_is_kept_or_lost_with_what_it_tells(committed: str) -> None:
    with acting_as(HERS.person):
        record("tested_kept")
        with transaction.atomic():
            record("tested_lost")
            transaction.set_rollback(True)
        with pytest.raises(DatabaseError), transaction.atomic():
            Event.objects.create(person=HIS.person, actor="", action="tested_lost", outcome="done")
    with acting_as(cast.PEOPLE["records_admin"].id):
        assert Event.objects.filter(action="tested_kept").count() == 1
        assert not Event.objects.filter(action="tested_lost").exists()


def test_background_work_is_recorded_as_its_actor(
    committed: str, as_worker_login: Callable[[], AbstractContextManager[None]]
) -> None:
    with as_worker_login(), acting_as(SystemActor.DISPATCHER):
        record("tested_by_actor", ids=[HERS.file])
    with acting_as(cast.PEOPLE["records_admin"].id):
        event = Event.objects.get(action="tested_by_actor")
        assert (event.person, event.actor, event.ids) == (None, "dispatcher", [str(HERS.file)])
