"""A7: many files, a backup, a part of them destroyed, the oldest backup restored: what is gone stays gone."""

from pathlib import Path
from uuid import UUID

import pytest

from clients.models import CaseFile, Entry
from confidentiality.access.identity import acting_as
from confidentiality.sealing.errors import SealingError
from tests.attacking import report, sized
from tests.audit.working import seal_all
from tests.retention.working import LONG_AGO, a_file, owner, sweep

from .drill import Places, back_up, lose_and_restore, worker_of

pytestmark = [pytest.mark.slow, pytest.mark.attack("A7"), pytest.mark.clause("5.2.7")]
READER = "iss_worker"


def readable(files: list[UUID]) -> set[UUID]:
    """Return those that their own worker can open, name and entry."""
    found = set()
    with acting_as(worker_of(READER)):
        for file in CaseFile.objects.filter(id__in=files):
            try:
                entries = [entry.body for entry in Entry.objects.filter(file=file)]
            except SealingError:
                continue
            if file.name.startswith("Person ") and file.name in entries:
                found.add(file.id)
    return found


def test_what_was_destroyed_since_the_oldest_backup_stays_destroyed(
    committed: str, places: Places, tmp_path: Path
) -> None:
    """Destroyed in two sweeps, with a backup before, between and after; the oldest is restored with its own keys."""
    count, gone = sized(15, 500), sized(3, 100)
    files = [a_file(name=f"Person {number}", left_on=None) for number in range(count)]
    assert readable(files) == set(files)
    doomed = files[:gone]
    seal_all(tmp_path)
    oldest = back_up(places)
    for part in (doomed[: gone // 2], doomed[gone // 2 :]):
        owner(
            "UPDATE clients_casefile SET status = 'closed', left_on = %s, of_age_in = 0 WHERE id = ANY (%s)",
            LONG_AGO,
            part,
        )
        sweep()
        back_up(places)
    seal_all(tmp_path)
    assert readable(files) == set(files[gone:])

    # the positive control: without what was shipped they are back
    with lose_and_restore(oldest, places, None, although="to see them come back"):
        assert readable(files) == set(files)
    report("A7", "planted: restored without what was shipped", tried=gone, found=gone)
    with lose_and_restore(oldest, places, tmp_path):
        opened = readable(files)
        assert opened == set(files[gone:])
        keys = "SELECT count(*) FROM keys.sealing_key WHERE subject = ANY (%s)"
        rows = "SELECT count(*) FROM clients_entry WHERE file_id = ANY (%s)"
        assert owner(keys, doomed) == owner(rows, doomed) == [(0,)]
        certified = "SELECT count(*) FROM retention_certificate WHERE file_id = ANY (%s)"
        assert owner(certified, doomed) == [(gone,)]
    # and with the newest keys' file not even the restored rows would open
    newest = sorted(places.keys.glob("*.keys.age"))[-1]
    with lose_and_restore(oldest, places, None, although="newest keys", keys=newest):
        assert readable(files) == set(files[gone:])
    report("A7", "restored", destroyed=gone, readable=len(opened & set(doomed)), intact=len(opened))
