"""What the database itself holds to, whatever the code does: tried by raw statements as the real logins."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.keys import KeyRef, destroy_key
from confidentiality.work.jobs import enqueue
from retention import actions, registry
from retention.models import Certificate, Disposal, Hold, ScheduleRule, Sweep
from retention.rules import Side, day_in_london
from tests import cast
from tests.retention import working
from tests.retention.working import DUE

AsWorker = Callable[[], AbstractContextManager[None]]
ADMIN, MANAGER = cast.PEOPLE["records_admin"].id, cast.PEOPLE["iss_manager"].id
OTHERS = sorted(key for key in cast.PEOPLE if key != "records_admin")


@contextmanager
def refused(words: str) -> Iterator[None]:
    """Expect the database to refuse, and go on in the same transaction."""
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        yield


def execute(sql: str, *parameters: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return int(cursor.rowcount)


def hold(by: str = "iss_manager", side: Side = Side.FILE) -> UUID:
    with acting_as(cast.PEOPLE[by].id):
        file = CaseFile.objects.get(id=DUE.id)
        worker = cast.worker(by)
        words = "He has a solicitor" if side == Side.FILE else ""
        return actions.place_hold(
            hold_id=uuid4(), file=file, by=worker, side=side, ground="claim", reason=words
        ).id


@pytest.mark.clause("5.2.7")
@pytest.mark.attack("A4")
def test_only_the_disposer_destroys_keys(committed: str, as_worker_login: AsWorker) -> None:
    ref = KeyRef("file", DUE.id)
    for key in cast.PEOPLE:
        with acting_as(cast.PEOPLE[key].id), refused("only the disposer"):
            destroy_key(ref)
    with refused("only the disposer"):
        destroy_key(ref)
    with refused("identity refused"), acting_as(SystemActor.DISPOSER):
        destroy_key(ref)  # the web login is not where the disposer acts
    with as_worker_login():
        for actor in (SystemActor.DISPATCHER, SystemActor.IMPORTER):
            with acting_as(actor), refused("only the disposer"):
                destroy_key(ref)
        with acting_as(SystemActor.DISPOSER):
            assert destroy_key(ref)


@pytest.mark.clause("5.2.7")
@pytest.mark.attack("A4")
def test_the_worker_login_without_the_disposer_erases_nothing(
    committed: str, as_worker_login: AsWorker
) -> None:
    tables = (
        "clients_entry",
        "clients_casefile",
        "clients_usergrant",
        "clients_wall",
        "retention_hold",
    )
    before = working.content_of(DUE.id)
    with as_worker_login():
        for actor in (None, SystemActor.DISPATCHER, SystemActor.IMPORTER, ADMIN):
            for table in tables:
                with acting_as(actor) if actor else transaction.atomic():
                    assert execute(f"DELETE FROM {table}") == 0
    assert working.is_whole(DUE.id, before)


@pytest.mark.clause("5.2.7")
def test_nobody_changes_or_takes_away_a_certificate(
    committed: str, as_worker_login: AsWorker
) -> None:
    working.sweep()
    tried = (
        "UPDATE retention_certificate SET left_on = '2000-01-01'",
        "DELETE FROM retention_certificate",
    )
    for sql in tried:
        with acting_as(ADMIN):
            assert Certificate.objects.count() == 1
            with refused("permission denied"):
                execute(sql)
        with as_worker_login(), acting_as(SystemActor.DISPOSER):
            assert Certificate.objects.count() == 1
            with refused("permission denied"):
                execute(sql)
    assert working.certificates(DUE.id) == 1


def a_certificate(file_id: UUID, sweep_id: UUID) -> Certificate:
    today = timezone.localdate()
    return Certificate(
        file_id=file_id, reference="ZZZZ-ZZZZ", record_class="", clause="", mandate="", years=6,
        left_on=today, due_on=today, erased={}, keys_destroyed={}, backups="", sweep_id=sweep_id,
    )  # fmt: skip


def destroy_by_hand() -> None:
    """Do all that a disposal does but decide and certify."""
    with acting_as(SystemActor.DISPOSER):
        for ref in registry.keys_of(DUE.id):
            destroy_key(ref)
        registry.erase_everywhere(DUE.id)


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E39")
def test_no_certificate_without_destruction(committed: str, as_worker_login: AsWorker) -> None:
    sweep_id = working.ask_for_sweep()
    with as_worker_login(), acting_as(SystemActor.DISPOSER):
        with refused("before everything is destroyed"):
            a_certificate(DUE.id, sweep_id).save(force_insert=True)
        with refused("before everything is destroyed"):  # rows gone, the key still there
            registry.erase_everywhere(DUE.id)
            a_certificate(DUE.id, sweep_id).save(force_insert=True)
    with acting_as(ADMIN), refused("row-level security"):
        a_certificate(uuid4(), sweep_id).save(force_insert=True)


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E39")
def test_no_destruction_without_a_certificate(committed: str, as_worker_login: AsWorker) -> None:
    before = working.content_of(DUE.id)
    with as_worker_login(), pytest.raises(DatabaseError, match="with a certificate only"):
        destroy_by_hand()
    assert working.is_whole(DUE.id, before)


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E35")
def test_not_even_the_disposer_gets_past_a_hold_that_stands(
    committed: str, as_worker_login: AsWorker
) -> None:
    hold()
    before = working.content_of(DUE.id)
    with as_worker_login():
        with acting_as(SystemActor.DISPOSER):
            assert execute("DELETE FROM retention_hold") == 0
        with pytest.raises(DatabaseError, match="retention_hold"):
            destroy_by_hand()
    assert working.is_whole(DUE.id, before)


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E36")
def test_a_hold_is_lifted_once_from_its_side_by_whoever_acts(committed: str) -> None:
    of_file, of_records = hold(), hold("records_admin", Side.RECORDS)
    lifting = "UPDATE retention_hold SET lifted_at = now(), lift_ground = 'ended', lifted_by_id = %s WHERE id = %s"
    with acting_as(ADMIN):
        assert execute(lifting, ADMIN, of_file) == 0
    with acting_as(
        cast.PEOPLE["iss_worker"].id
    ):  # leads the file, but neither placed it nor manages
        assert execute(lifting, cast.PEOPLE["iss_worker"].id, of_file) == 0
    with acting_as(cast.PEOPLE["dvpp_manager"].id):
        assert execute(lifting, cast.PEOPLE["dvpp_manager"].id, of_file) == 0
    with acting_as(MANAGER):
        assert execute(lifting, MANAGER, of_records) == 0
        with refused("by whoever acts"):
            execute(lifting, ADMIN, of_file)
        with refused("permission denied"):
            execute("UPDATE retention_hold SET ground = 'other'")
        assert execute(lifting, MANAGER, of_file) == 1
        with refused("lifted once"):
            execute(lifting, MANAGER, of_file)
        with refused("lifted once"):
            execute(
                "UPDATE retention_hold SET lifted_at = NULL, lifted_by_id = NULL, lift_ground = ''"
            )


@pytest.mark.clause("5.2.7")
def test_holds_are_placed_in_one_s_own_name_by_whoever_decides(committed: str) -> None:
    def place(by: str, side: str, placed_by: UUID) -> None:
        with acting_as(cast.PEOPLE[by].id):
            execute(
                "INSERT INTO retention_hold (id, file_id, side, ground, placed_by_id, placed_at, lift_ground)"
                " VALUES (%s, %s, %s, 'claim', %s, now(), '')",
                uuid4(), DUE.id, side, placed_by,
            )  # fmt: skip

    place("iss_manager", "file", MANAGER)
    place("records_admin", "records", ADMIN)
    for by, side, name in (
        ("iss_manager", "file", ADMIN),
        ("iss_manager", "records", MANAGER),
        ("records_admin", "file", ADMIN),
        ("iss_colleague", "file", cast.PEOPLE["iss_colleague"].id),
        ("dvpp_manager", "file", cast.PEOPLE["dvpp_manager"].id),
    ):
        with refused("row-level security"):
            place(by, side, name)


@pytest.mark.clause("5.2.7")
def test_the_records_admin_reads_that_a_hold_stands_never_the_words(committed: str) -> None:
    hold_id = hold()
    with acting_as(MANAGER):
        assert Hold.objects.get(id=hold_id).reason == "He has a solicitor"
    with acting_as(ADMIN):
        seen = Hold.objects.get(id=hold_id)
        assert seen.ground == "claim"
        with pytest.raises(SealingError):
            _ = seen.reason
        with pytest.raises(SealingError):
            actions.lift_hold(
                hold=Hold.objects.get(id=hold("records_admin", Side.RECORDS)),
                by=cast.worker("records_admin"),
                ground="ended",
                reason="words",
            )
    for other in ("iss_colleague", "dvpp_manager", "dp_lead"):
        with acting_as(cast.PEOPLE[other].id):
            assert not Hold.objects.exists()


@pytest.mark.clause("5.2.7")
@pytest.mark.attack("A4")
def test_nobody_else_sees_or_asks_for_sweeps(committed: str) -> None:
    working.sweep()
    with acting_as(ADMIN):
        for model in (Sweep, Certificate, Disposal):
            assert model.objects.exists()
    for key in OTHERS:
        with acting_as(cast.PEOPLE[key].id):
            for model in (Sweep, Certificate, Disposal):
                assert not model.objects.exists(), key
            assert (
                ScheduleRule.objects.get(record_class="case_files").years == 6
            )  # how long is no secret
            with refused("row-level security"):
                actions.ask_for_sweep(sweep_id=uuid4(), by=cast.worker(key))
            assert execute("SELECT * FROM access.linked_to_active(%s::uuid[])", [uuid4()]) == 0


@pytest.mark.clause("5.2.7")
def test_no_sweep_counts_from_the_future(committed: str) -> None:
    tomorrow = day_in_london(timezone.now()) + timedelta(days=1)
    with acting_as(ADMIN):
        by, sweep_id = cast.worker("records_admin"), uuid4()
        job = enqueue(actions.SWEEP, sweep_id, by=by.pk)
        with refused("row-level security"):
            Sweep.objects.create(id=sweep_id, as_of=tomorrow, asked_by=by, job=job)
        Sweep.objects.create(id=sweep_id, as_of=tomorrow - timedelta(days=1), asked_by=by, job=job)
        with refused("permission denied"):
            execute("UPDATE retention_sweep SET as_of = %s", tomorrow)


@pytest.mark.clause("5.2.7")
def test_the_schedule_is_changed_by_nobody(committed: str, as_worker_login: AsWorker) -> None:
    shorter = "UPDATE retention_schedulerule SET years = 1"
    with acting_as(ADMIN), refused("permission denied"):
        execute(shorter)
    with as_worker_login(), acting_as(SystemActor.DISPOSER), refused("permission denied"):
        execute(shorter)


@pytest.mark.clause("5.2.7")
def test_only_a_line_manager_who_leads_the_file_reviews_it(committed: str) -> None:
    working.as_imported(DUE.id)
    reviewed = "UPDATE clients_casefile SET reviewed_at = now() WHERE id = %s"
    with acting_as(cast.PEOPLE["iss_worker"].id), refused("a line manager who leads"):
        execute(reviewed, DUE.id)
    for key in ("dvpp_manager", "records_admin", "iss_colleague"):
        with acting_as(cast.PEOPLE[key].id):
            assert execute(reviewed, DUE.id) == 0
    with acting_as(MANAGER):
        assert execute(reviewed, DUE.id) == 1


@pytest.mark.clause("5.2.7")
def test_a_stray_job_without_its_sweep_does_nothing(
    committed: str, as_worker_login: AsWorker
) -> None:
    before = working.content_of(DUE.id)
    sweep_id = working.ask_for_sweep()
    working.owner("UPDATE work_job SET state = 'done'")
    with acting_as(ADMIN):
        enqueue(actions.SWEEP, sweep_id, by=ADMIN)
        enqueue(actions.SWEEP, uuid4(), by=ADMIN)
    working.do_jobs()
    assert working.is_whole(DUE.id, before)


@pytest.mark.clause("5.2.7")
def test_nobody_else_asks_for_the_job_itself(committed: str) -> None:
    with acting_as(ADMIN):
        enqueue(actions.SWEEP, uuid4(), by=ADMIN)
    for key in OTHERS:
        with acting_as(cast.PEOPLE[key].id), refused("row-level security"):
            enqueue(actions.SWEEP, uuid4(), by=cast.PEOPLE[key].id)
