"""The sweep: what is due goes whole, with a certificate; what is not, stays."""

import threading
from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from clients import closing
from clients.models import CaseFile, Entry
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.models import Event
from confidentiality.sealing.errors import SealingError
from confidentiality.work.tasks import find_waiting_jobs
from retention import actions, registry
from retention.models import Certificate, Hold, Sweep
from retention.rules import Side
from tests import cast
from tests.addresses import ask
from tests.database import logged_in_as
from tests.retention import working
from tests.retention.working import DUE

ADMIN = cast.PEOPLE["records_admin"].id
MANAGER = cast.PEOPLE["iss_manager"].id
WORKER = cast.PEOPLE["iss_worker"].id


def hold(file_id: UUID, by: str = "iss_manager") -> UUID:
    with acting_as(cast.PEOPLE[by].id):
        file = CaseFile.objects.get(id=file_id)
        placed = actions.place_hold(
            hold_id=uuid4(),
            file=file,
            by=cast.worker(by),
            side=Side.FILE,
            ground="claim",
            reason="W",
        )
    return placed.id


def lift(hold_id: UUID, by: str = "iss_manager") -> None:
    with acting_as(cast.PEOPLE[by].id):
        standing = Hold.objects.select_related("file").get(id=hold_id)
        actions.lift_hold(hold=standing, by=cast.worker(by), ground="ended")


@pytest.mark.clause("5.2.7")
def test_what_is_due_is_destroyed_and_certified(committed: str) -> None:
    others = {
        file.id: working.content_of(file.id) for key, file in cast.FILES.items() if key != "due"
    }
    assert working.content_of(DUE.id)["clients_entry"] == 1
    with acting_as(MANAGER):
        left_on = CaseFile.objects.get(id=DUE.id).left_on
    sweep_id = working.sweep()
    assert working.content_of(DUE.id) == {}
    assert working.outcomes(sweep_id) == {DUE.id: "destroyed"}
    with acting_as(ADMIN):
        certificate = Certificate.objects.get(file_id=DUE.id)
        destroyed = Event.objects.get(action="file_destroyed", file=DUE.id)
    assert certificate.erased["clients_casefile"] == certificate.erased["clients_entry"] == 1
    assert certificate.keys_destroyed == {"file": 1, "third_party": 1}
    assert (certificate.clause, certificate.years) == ("5.2.7", 6)
    assert certificate.left_on == left_on
    assert certificate.due_on <= timezone.localdate()
    assert destroyed.actor == "disposer"
    for file_id, before in others.items():
        assert working.content_of(file_id) == before


@pytest.mark.clause("5.2.7")
def test_a_certificate_says_nothing_of_the_person(committed: str) -> None:
    working.sweep()
    (row,) = working.owner("SELECT c::text FROM retention_certificate c")
    assert DUE.reference in str(row)
    for word in (*DUE.name.split(), "1961", "moved away", "iss_worker", str(WORKER), "iss"):
        assert word not in str(row)


@pytest.mark.clause("5.2.7")
def test_nothing_of_it_can_be_read_any_more(
    committed: str, signed_in: Callable[[str], Client]
) -> None:
    worker, path = signed_in("iss_worker"), f"/files/{DUE.reference}/"
    assert DUE.name in worker.get(path).content.decode()
    assert DUE.reference in worker.get("/files/").content.decode()
    working.sweep()
    gone, never = ask(worker, "get", path), ask(worker, "get", "/files/ZZZZ-ZZZZ/")
    assert gone.status == 404
    assert gone == never
    assert DUE.reference not in worker.get("/files/").content.decode()


@pytest.mark.clause("5.2.7")
def test_rows_put_back_by_hand_do_not_open(committed: str) -> None:
    tables = ("clients_casefile", "clients_entry", "clients_usergrant")
    column = {"clients_casefile": "id", "clients_usergrant": "content_object_id"}
    saved = {
        table: working.owner(
            f"SELECT t::text FROM {table} t WHERE {column.get(table, 'file_id')} = %s", DUE.id
        )
        for table in tables
    }
    with acting_as(WORKER):
        assert Entry.objects.get(file=DUE.id).body.startswith("Margaret")
    working.sweep()
    for table in tables:
        for (row,) in saved[table]:
            working.owner(f"INSERT INTO {table} SELECT (%s::{table}).*", row)
    with acting_as(WORKER):
        put_back = CaseFile.objects.get(id=DUE.id)
        entry = Entry.objects.get(file=DUE.id)
        for row, sealed in ((put_back, "name"), (put_back, "contact"), (entry, "body")):
            with pytest.raises(SealingError):
                getattr(row, sealed)


@pytest.mark.clause("5.2.7")
def test_a_file_with_something_in_every_room_goes_whole(committed: str) -> None:
    every = working.a_file_with_everything()
    before = working.content_of(*every)
    in_rooms = {model._meta.db_table for model in registry.owned()}
    exempt = {
        "imports_pairing",
        "clients_wall",
        "clients_dutysearchseen",
        "disclosures_riskdiscussion",
        *("notifications_attempt", "notifications_origin", "notifications_personlookedat"),
    }  # by other ids, or none
    assert before.keys() >= in_rooms - exempt | {"sealing_key"}
    sweep_id = working.sweep()
    assert working.outcomes(sweep_id) == {
        every[0]: "destroyed",
        every[1]: "destroyed",
        DUE.id: "destroyed",
    }
    assert working.mentions(*every).keys() == working.STAYS
    assert working.owner("SELECT 1 FROM imports_pairing") == []
    assert working.owner("SELECT 1 FROM clients_dutysearchseen") == []
    for table in ("attempt", "origin", "personlookedat"):
        assert working.owner(f"SELECT 1 FROM notifications_{table}") == []
    assert working.owner("SELECT 1 FROM keys.sealing_key WHERE kind = 'draft'") == []
    with acting_as(ADMIN):
        certificate = Certificate.objects.get(file_id=every[0])
    assert certificate.keys_destroyed == {
        "emergency": 1,
        "file": 1,
        "third_party": 1,
        "package": 4,
    }
    assert certificate.erased["imports_pairing"] + certificate.erased["retention_hold"] >= 1


@pytest.mark.clause("5.2.7")
def test_what_is_not_due_stays_whole(committed: str) -> None:
    due, open_ = working.a_file(), working.a_file(left_on=None)
    today = timezone.localdate()
    not_yet = working.a_file(left_on=date(today.year - 5, 6, 1))
    held, imported, linked = working.a_file(), working.a_file(), working.a_file()
    hold(held)
    working.as_imported(imported)
    working.as_couple(linked, cast.FILES["craig"].id)
    before = {each: working.content_of(each) for each in (open_, not_yet, held, imported, linked)}
    sweep_id = working.sweep()
    assert working.outcomes(sweep_id) == {due: "destroyed", DUE.id: "destroyed"}
    for each, whole in before.items():
        assert working.is_whole(each, whole)


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E9")
def test_a_return_cancels_the_due_disposal_and_counts_anew(committed: str) -> None:
    old, back = working.a_file(), working.a_file(left_on=None)
    working.as_one_person(old, back)
    working.sweep()
    assert working.is_whole(old, working.content_of(old))
    working.close_long_ago(back)
    working.sweep()
    assert working.certificates(old) == working.certificates(back) == 1


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E9")
def test_after_destruction_a_referral_starts_clean(committed: str) -> None:
    old = working.a_file(name="Ottoline Vance")
    working.sweep()
    assert working.certificates(old) == 1
    again = working.a_file(name="Ottoline Vance", left_on=None)
    assert working.content_of(old) == {}
    with acting_as(WORKER):
        assert CaseFile.objects.get(id=again).name == "Ottoline Vance"


@pytest.mark.clause("5.2.7")
def test_an_imported_file_goes_after_its_review(committed: str) -> None:
    imported = working.a_file()
    working.as_imported(imported)
    working.sweep()
    assert working.certificates(imported) == 0
    with acting_as(MANAGER):
        file = CaseFile.objects.get(id=imported)
        actions.review_file(file=file, by=cast.worker("iss_manager"))
    working.sweep()
    assert working.certificates(imported) == 1


@pytest.mark.clause("5.2.7")
def test_a_linked_file_goes_when_the_other_is_no_longer_active(committed: str) -> None:
    mine, other = working.a_file(), working.a_file(by="dvpp_worker", left_on=None)
    working.as_couple(mine, other)
    working.sweep()
    assert working.certificates(mine) == 0
    with acting_as(cast.PEOPLE["dvpp_worker"].id):
        file = CaseFile.objects.get(id=other)
        closing.close_file(file=file, by=cast.worker("dvpp_worker"), left_on=timezone.localdate())
    working.sweep()
    assert (working.certificates(mine), working.certificates(other)) == (1, 0)


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E36")
def test_two_holds_one_lifted_it_is_still_held(committed: str) -> None:
    first, second = hold(DUE.id), hold(DUE.id)
    before = working.content_of(DUE.id)
    lift(first)
    working.sweep()
    assert working.is_whole(DUE.id, before)
    lift(second)
    working.sweep()
    assert not working.is_whole(DUE.id, before)
    assert working.owner("SELECT 1 FROM retention_hold") == []


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E35")
def test_a_hold_placed_after_the_plan_keeps_the_file(committed: str) -> None:
    before = working.content_of(DUE.id)
    sweep_id = working.ask_for_sweep()
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER):
        assert actions.plan_sweep(sweep=Sweep.objects.get(id=sweep_id)) == 1
    hold(DUE.id)
    working.do_jobs()
    assert working.outcomes(sweep_id) == {DUE.id: "kept"}
    assert [working.is_whole(DUE.id, {**before, "retention_hold": 1})] == [True]
    with acting_as(ADMIN):
        assert Event.objects.get(action="file_kept", file=DUE.id).reason == "held"


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E39")
def test_two_sweeps_at_once_destroy_nothing_twice(committed: str) -> None:
    due = [DUE.id, *(working.a_file() for _ in range(4))]
    sweeps = [working.ask_for_sweep(), working.ask_for_sweep()]
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        find_waiting_jobs()
        connections.close_all()

    with logged_in_as("worker"):
        threads = [threading.Thread(target=work) for _ in sweeps]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    working.let_time_pass()
    working.do_jobs()
    for file_id in due:
        assert working.certificates(file_id) == 1
        seen = sorted(found for each in sweeps if (found := working.outcomes(each).get(file_id)))
        assert seen in (["destroyed"], ["destroyed", "gone"])


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E39")
def test_one_file_that_fails_does_not_stop_the_others(committed: str) -> None:
    others = [working.a_file(), working.a_file()]
    # A table that nobody registered still points to the file: the database refuses, whatever the code believes.
    working.owner(
        "CREATE TABLE forgotten (file_id uuid REFERENCES clients_casefile DEFERRABLE INITIALLY DEFERRED)"
    )
    working.owner("INSERT INTO forgotten VALUES (%s)", DUE.id)
    before = working.content_of(DUE.id)
    sweep_id = working.sweep()
    assert working.outcomes(sweep_id) == {DUE.id: "failed", **dict.fromkeys(others, "destroyed")}
    assert working.is_whole(DUE.id, before)
    working.owner("DROP TABLE forgotten")
    assert working.outcomes(working.sweep()) == {DUE.id: "destroyed"}


@pytest.mark.clause("5.2.7")
def test_the_cast_does_not_come_back_from_the_dead(committed: str) -> None:
    working.sweep()
    with logged_in_as("owner"):
        cast.load()
    assert working.content_of(DUE.id) == {}
    assert working.certificates(DUE.id) == 1
