"""Files whose time has come, sweeps, and what the whole database still says of a file."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from django.db import connections
from django.utils import timezone

from clients import actions as files
from clients import closing
from clients.duty.door import search_on_duty, see_duty_search
from clients.explaining.actions import record_explanation
from clients.models import CaseFile, Entry
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.work.tasks import find_waiting_jobs
from disclosures.actions import look_after, record_agreement, say_after, sign_consent
from disclosures.afterwards import Words
from disclosures.delivery.models import Handover
from disclosures.models import Agreement, Consent
from retention import actions
from retention.rules import Side
from staff.induction.access import current
from tests import cast, uploading
from tests.callers import working as callers
from tests.contacting import working as contacting
from tests.database import logged_in_as
from tests.database import owner as owner
from tests.declarations.working import declare
from tests.delivery import delivering
from tests.diary.working import an_appointment
from tests.disclosures import story
from tests.drafting import type_an_entry
from tests.duplicates import working as duplicates
from tests.emergency import working as emergency
from tests.groups.working import a_group, a_session, signs, was_at
from tests.kiosk import office
from tests.letters.working import print_letter, write
from tests.misfiled import working as misfiled
from tests.notifications import working as notifications
from tests.ownfile import working as ownfile
from tests.paper import working as paper
from tests.people.working import add, move_named, propose
from tests.protocols import working as protocols
from tests.readers import outside
from tests.readers.test_agreed_to_less import limits_read
from tests.redaction import working as preparing
from tests.refusals import working as refusals
from tests.scans import preparing as scans
from tests.tasks.working import a_task
from tests.thirdparty import working as thirdparty

LONG_AGO = date(2015, 5, 4)
DUE = cast.FILES[cast.DUE]
# What may still name a file after its disposal: what was done, and that it was done.
# A folder of paper says whose it was until somebody has destroyed it.
STAYS = {"audit_event", "paper_folder", "retention_certificate", "retention_disposal"}
BOOKKEEPING = STAYS | {"work_job", "retention_sweep"}


def a_file(
    *,
    by: str = "iss_worker",
    left_on: date | None = LONG_AGO,
    name: str = "Ottoline Vance",
    born: date | None = None,
) -> UUID:
    """Open a file with an entry, its correction and what somebody said, and close it unless `left_on` is None."""
    with acting_as(cast.PEOPLE[by].id):
        worker = cast.worker(by)
        file = files.open_new_file(
            service=worker.service,
            particulars=files.Particulars(name=name, date_of_birth=born),
            by=worker,
            opened_on=date(2012, 1, 9),
        )
        said = files.add_entry(
            file=file,
            by=worker,
            kind="note",
            nature="fact",
            body=name,
            happened_on=date(2012, 1, 9),
        )
        Entry.objects.create(
            file=file, author=worker, kind="correction", nature="fact", body="No.", basis="",
            sensitive_kind="", corrects=said, happened_on=date(2012, 1, 9),
        )  # fmt: skip
        files.add_third_party_record(file=file, by=worker, **cast.THIRD_PARTY)
    if left_on:
        manager = f"{worker.service}_manager"  # whose it is to say that somebody left long ago
        with acting_as(cast.PEOPLE[manager].id):
            closing.close_file(file=file, by=cast.worker(manager), left_on=left_on)
    return file.id


def as_one_person(*file_ids: UUID) -> None:
    """Say that these are files of one person."""
    owner("UPDATE clients_casefile SET person = %s WHERE id = ANY (%s)", uuid4(), list(file_ids))


def as_couple(one: UUID, other: UUID) -> None:
    """Link two files."""
    owner("INSERT INTO clients_partnerlink VALUES (%s, %s, %s)", uuid4(), *sorted((one, other)))


def as_imported(file_id: UUID) -> None:
    """Say that a file came by an import."""
    owner("UPDATE clients_casefile SET origin_import = %s WHERE id = %s", uuid4(), file_id)


def close_long_ago(*file_ids: UUID) -> None:
    """Say that these files were left long ago."""
    closed = "UPDATE clients_casefile SET status = 'closed', left_on = %s, of_age_in = 0 WHERE id = ANY (%s)"
    owner(closed, LONG_AGO, list(file_ids))


def _explain_the_policy() -> None:
    with acting_as(cast.PEOPLE["iss_worker"].id):
        version = current()
        assert version is not None
        by = cast.worker("iss_worker")
        record_explanation(
            file=CaseFile.objects.get(id=cast.FILES["amina"].id),
            version=version,
            explained_on=date.today(),
            explained_by=by.pk,
            how="in_person",
            with_interpreter=False,
            copy="none",
            by=by,
            explanation_id=uuid4(),
        )


def a_file_with_everything() -> list[UUID]:
    """Fill a file in every room: a release whose package was read outside and recalled, one that its client read at
    the office, documents, a row of a sheet, a
    lifted hold, a partner's, an emergency access, a try behind a wall, a conflict, a draft, a task, an appointment, a
    folder of paper, somebody tied to it, safe contact told and used, something weighed before it leaves,
    what was moved out of an entry, who asked about the client, what was not shared of it, what was handed on from it
    and to it, what was written twice, that the policy was explained, a warning that went before its sign-off, a
    manager's turn, a request of the client's own with a complaint and a statement beside an entry.

    Returns the file's id, its partner's, and its packages'.
    """
    file_id, partner = cast.FILES["amina"].id, cast.FILES["daniel"].id
    outside.read_and_recalled(story.release(story.a_signed_request()).package.id)
    limits_read()
    office.read_and_signed(office.own_package())
    ahead = story.release_ahead(story.an_urgent_draft())
    delivering.a_notice(ahead)
    delivering.handed(ahead, "Into her hand", Handover.Way.HAND)
    with acting_as(cast.PEOPLE["iss_manager"].id):
        manager = cast.worker("iss_manager")
        told = Words(risk_words="He lives nearby.")
        say_after(release=ahead, words=told, key=uuid4(), by=manager)
        look_after(release=ahead, upheld=True, words="Right.", by=manager)
    with acting_as(cast.PEOPLE["iss_worker"].id):
        record_agreement(
            file=CaseFile.objects.get(id=file_id), kind=Agreement.Kind.SERVICE, basis="", key=uuid4(),
            on=timezone.localdate(), words="She came by herself.", by=cast.worker("iss_worker"),
        )  # fmt: skip
        consent = Consent.objects.filter(file=file_id, withdrawn_at=None).latest("recorded_at")
        sign_consent(consent=consent, name="A.", strokes=None, by=cast.worker("iss_worker"))
    with acting_as(cast.PEOPLE["iss_worker"].id):
        worker, file = cast.worker("iss_worker"), CaseFile.objects.get(id=file_id)
        uploading.a_document(file, worker)
        uploading.a_third_party_document(file, worker)
    contact = story.an_agency()
    draft = story.a_draft(contact, story.a_consent(contact))
    scans.taken(draft, scans.a_document(draft))
    with acting_as(cast.PEOPLE["iss_manager"].id):
        manager, file = cast.worker("iss_manager"), CaseFile.objects.get(id=file_id)
        hold = actions.place_hold(
            hold_id=uuid4(),
            file=file,
            by=manager,
            side=Side.FILE,
            ground="claim",
            reason="?",
        )
        actions.lift_hold(hold=hold, by=manager, ground="ended", reason="!")
    with acting_as(cast.PEOPLE["iss_colleague"].id):
        by, born = cast.worker("iss_colleague"), cast.FILES["amina"].born
        searched = search_on_duty(name="Amina", born=born, phone="", by=by)
        assert searched is not None
    with acting_as(cast.PEOPLE["iss_worker"].id):
        see_duty_search(search_id=searched, by=cast.worker("iss_worker"))
    type_an_entry(cast.FILES["amina"])
    a_task()
    an_appointment()
    paper.a_folder(paper.a_place())
    propose(add(), add(), by="iss_worker")
    move_named()
    contacting.subjects()
    thirdparty.subjects()
    misfiled.subjects()
    duplicates.subjects()
    print_letter(write())
    notifications.everything()
    protocols.subjects(contact)
    preparing.weigh(preparing.a_request(preparing.TOLD))
    _explain_the_policy()
    was_at(a_session(a_group()), "amina")
    signs("amina")
    callers.subjects()
    refusals.subjects()
    for (asked,) in owner("SELECT id FROM ownfile_filerequest WHERE closed_at IS NULL"):
        ownfile.close(UUID(str(asked)))  # what was read at the office had been asked for
    ownfile.everything()
    batch = uuid4()
    owner(
        "INSERT INTO imports_import (id, uploaded_by_id, uploaded_at, state, fingerprint, columns, encoding,"
        " remarks, summary, date_order, evidence) VALUES (%s, %s, now(), 'applied', '', '[]', '', '[]', '{}', '', '')",
        batch,
        cast.PEOPLE["importer"].id,
    )
    for row, of in enumerate((file_id, partner)):
        owner(
            "INSERT INTO imports_row (id, batch_id, row, service, state, reasons, file)"
            " VALUES (%s, %s, %s, 'iss', 'imported', '[]', %s)",
            uuid4(), batch, row, of,
        )  # fmt: skip
    rows = [
        row
        for (row,) in owner("SELECT id FROM imports_row WHERE batch_id = %s ORDER BY row", batch)
    ]
    owner(
        "INSERT INTO imports_pairing VALUES (%s, true, %s, %s, %s)",
        uuid4(),
        batch,
        rows[1],
        rows[0],
    )
    emergency.opened("iss_senior", "amina")
    emergency.behind_a_new_wall("hr", "amina")
    owner(
        "INSERT INTO turns_turn (id, file_id, manager_id, purpose, started_at, until, ended_at)"
        " VALUES (%s, %s, %s, 'risk', now(), now(), now())",
        uuid4(), file_id, cast.PEOPLE["iss_manager"].id,
    )  # fmt: skip
    declare("dp_lead", "Amina", "Farouk")
    close_long_ago(file_id, partner)
    packages = owner("SELECT id FROM disclosures_package WHERE file_id = %s", file_id)
    assert packages
    return [file_id, partner, *(UUID(str(package)) for (package,) in packages)]


def ask_for_sweep() -> UUID:
    """Ask for a sweep as the clock does; return its id."""
    sweep_id = uuid4()
    with logged_in_as("worker"), acting_as(SystemActor.DISPATCHER):
        actions.ask_for_sweep(sweep_id=sweep_id, by=None, slot=str(sweep_id))
    return sweep_id


def do_jobs() -> None:
    """Do all waiting jobs as the worker's login, also those that are to be tried again later."""
    with logged_in_as("worker"):
        find_waiting_jobs()


def sweep() -> UUID:
    """Ask for a sweep and do it."""
    sweep_id = ask_for_sweep()
    do_jobs()
    return sweep_id


def let_time_pass() -> None:
    """Let leases run out and delays be over, and no worker have died of the job yet: here they die of the test."""
    owner(
        "UPDATE work_job SET not_before = now(), lease_until = NULL, attempts = 0"
        " WHERE state IN ('waiting', 'running')"
    )


def outcomes(sweep_id: UUID) -> dict[UUID, str]:
    """Return what became of each file of a sweep."""
    rows = owner("SELECT file_id, outcome FROM retention_disposal WHERE sweep_id = %s", sweep_id)
    return {UUID(str(file_id)): str(outcome) for file_id, outcome in rows}


def certificates(file_id: UUID) -> int:
    """Return how many certificates a file has."""
    (found,) = owner("SELECT count(*) FROM retention_certificate WHERE file_id = %s", file_id)
    return int(str(found[0]))


def mentions(*ids: UUID) -> dict[str, int]:
    """Return how many rows of each table of the whole database hold one of these ids, in whichever column."""
    tables = owner(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text"
        " IN ('public', 'keys') AND pg_relation_size(c.oid) > 0 ORDER BY 1"  # an empty one holds none
    )
    found = {}
    for (table,) in tables:
        pattern = "|".join(str(each) for each in ids)
        (count,) = owner(f"SELECT count(*) FROM {table} t WHERE t::text ~ %s", pattern)
        if count[0]:
            found[str(table).split(".")[-1]] = int(str(count[0]))
    return found


def content_of(*ids: UUID) -> dict[str, int]:
    """Return the same without the tables that only tell what was done."""
    return {table: n for table, n in mentions(*ids).items() if table not in BOOKKEEPING}


def is_whole(file_id: UUID, before: dict[str, int]) -> bool:
    """Say whether a file stands as before and has no certificate; raises AssertionError for anything between."""
    left, certified = content_of(file_id), certificates(file_id)
    if not certified:  # a tie goes with the first of its two files
        left, before = _without_ties(left), _without_ties(before)
    assert (left, certified) in ((before, 0), ({}, 1)), (left, before, certified)
    return not certified


def _without_ties(content: dict[str, int]) -> dict[str, int]:
    return {table: n for table, n in content.items() if table != "partners_tie"}


def waiting() -> int:
    """Return how many in this database wait for somebody else's lock."""
    (found,) = owner(
        "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
        " WHERE NOT l.granted AND a.datname = current_database()"
    )
    return int(str(found[0]))


@contextmanager
def nobody_certifies() -> Iterator[Callable[[], None]]:
    """Let whoever writes a certificate wait for the end of the block, or until what it gives is called."""
    apart = connections["owner"].copy()
    apart.inc_thread_sharing()
    apart.set_autocommit(False)
    try:
        with apart.cursor() as cursor:
            cursor.execute("LOCK TABLE retention_certificate IN SHARE MODE")
        yield apart.rollback
    finally:
        apart.close()


def until(test: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until a test holds; raises AssertionError when it never does."""
    ends = time.monotonic() + seconds
    while not test():
        assert time.monotonic() < ends, "it never happened"
        time.sleep(0.05)


@contextmanager
def a_worker_process(database: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a process of its own that does all waiting jobs, as the Celery worker does."""
    program = (
        "import django; django.setup();"
        "from confidentiality.work.tasks import find_waiting_jobs; find_waiting_jobs()"
    )
    environment = {**os.environ, "LATCH_LOGIN": "worker", "LATCH_DB_NAME": database}
    process = subprocess.Popen(
        [sys.executable, "-c", program], env=environment, cwd=Path(__file__).parents[2]
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
