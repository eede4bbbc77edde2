"""Every change of hands, with its audit events in the same transaction; what the database refuses stays undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from clients.actions import add_entry, give_to_worker
from clients.models import CaseFile, CaseFileUserGrant, Entry
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.filters import LONDON
from staff.models import Worker

from .access import COVER, who_can_take
from .fence_sql import NOT_AVAILABLE
from .models import CaseloadLimit

EVERYTHING = ("view", "contribute", "third_party", "lead")


class Outcome(StrEnum):
    """What became of one file that was to change hands; NOT_AVAILABLE has no reason, whatever the reason is (E1)."""

    DONE = "done"
    NOT_AVAILABLE = "not_available"
    OVERTAKEN = "overtaken"  # somebody else has allocated or closed it meanwhile


@dataclass(frozen=True)
class Handing:
    """One file that changes hands. `was`: who led it when the page was shown; `note`: the handover note, if any."""

    file: CaseFile
    to: Worker
    was: UUID | None
    note: str = ""


def hand_over(*, handings: Sequence[Handing], by: Worker) -> dict[UUID, Outcome]:
    """Give files to other leads, each for itself, and return what became of each (E1, E51).

    Who gets one may view it, write in it, read what others said and lead it; the former lead's own grants end.
    """
    ordered = sorted(handings, key=lambda handing: handing.file.id)
    with connection.cursor() as cursor:
        files = [each.file.id for each in ordered]
        people = [each.to.pk for each in ordered]
        cursor.execute("SELECT access.begin_allocation(%s::uuid[], %s::uuid[])", [files, people])
    return {each.file.id: _hand_over(each, by) for each in ordered}


def _hand_over(handing: Handing, by: Worker) -> Outcome:
    file, to = handing.file, handing.to
    stands = CaseFile.objects.filter(id=file.id).exclude(status=CaseFile.Status.CLOSED)
    if (handing.was,) not in stands.values_list("lead_id"):
        return Outcome.OVERTAKEN
    if not _make_lead(file, to):
        record("file_not_allocated", file=file.id, ids=[to.pk], outcome="denied")
        return Outcome.NOT_AVAILABLE
    give_to_worker(file=file, worker=to, rights=EVERYTHING, reason="allocated", by=by.pk)
    if handing.was not in (None, to.pk):
        _end_grants(file, handing.was)
    if handing.note:
        _write_note(file, handing.note, by)
    CaseFile.objects.filter(id=file.id).update(attention_at=timezone.now())
    former = [handing.was] if handing.was else []
    record("file_allocated", file=file.id, ids=[to.pk, *former])
    return Outcome.DONE


def _make_lead(file: CaseFile, to: Worker) -> bool:
    """Make somebody the file's lead; return False where the database says that they are not available."""
    try:
        with transaction.atomic():
            CaseFile.objects.filter(id=file.id).update(lead=to)
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", "") != NOT_AVAILABLE:
            raise
        return False
    return True


def _end_grants(file: CaseFile, person: UUID | None) -> None:
    held = CaseFileUserGrant.objects.filter(user_id=person, content_object=file)
    lasting = held.filter(Q(until__isnull=True) | Q(until__gt=TransactionNow()))
    lasting.update(until=TransactionNow(), reason="handed over")


def _write_note(file: CaseFile, words: str, by: Worker) -> None:
    add_entry(
        file=file,
        by=by,
        kind=Entry.Kind.HANDOVER,
        nature=Entry.Nature.FACT,
        body=words,
        happened_on=timezone.localdate(),
        holds_file=False,
    )


def give_cover(
    *, file: CaseFile, to: Worker, last_day: date, third_party: bool, by: Worker
) -> bool:
    """Let a colleague of the team view a file and write in it to the end of a day in London; then it ends by itself.

    Returns False when they are not available, whatever the reason is (E1).
    """
    if not who_can_take([file], as_lead=False)[file.id].get(to.pk, False):
        record("file_not_allocated", file=file.id, ids=[to.pk], outcome="denied")
        return False
    rights = ("view", "contribute", "third_party") if third_party else ("view", "contribute")
    until = datetime.combine(last_day + timedelta(days=1), time(), LONDON)
    give_to_worker(file=file, worker=to, rights=rights, reason=COVER, by=by.pk, until=until)
    record("cover_given", file=file.id, ids=[to.pk])
    return True


def end_cover(*, file: CaseFile, worker_id: UUID, by: Worker) -> None:
    """End somebody's cover of a file now; raises Hidden when there is none."""
    running = CaseFileUserGrant.objects.filter(
        content_object=file, user_id=worker_id, reason=COVER, until__gt=TransactionNow()
    )
    if not running.update(until=TransactionNow()):
        raise Hidden("cover_hidden", file=file.id)


def set_limit(*, worker: Worker, most: int | None, by: Worker) -> None:
    """Say how many open files a worker leads at most; None takes the limit away."""
    CaseloadLimit.objects.filter(worker=worker).delete()
    if most is not None:
        CaseloadLimit(worker=worker, most=most, set_by=by).save(force_insert=True)
    record("caseload_limit_set", ids=[worker.pk])
