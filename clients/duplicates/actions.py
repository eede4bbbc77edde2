"""Saying that two entries tell the same, and deciding about it, each with its audit event in the same transaction."""

from uuid import UUID

from django.db import IntegrityError, connection, transaction

from clients.models import Entry
from confidentiality.audit.record import record
from staff.models import Worker

from .models import Duplicate


def propose_duplicate(
    *, kept: Entry, gone: Entry, by: Worker, reason: str, duplicate_id: UUID
) -> Duplicate | None:
    """Propose that two entries tell the same, and which stays; None where they cannot be one, or a proposal waits."""
    made = Duplicate(id=duplicate_id, file_id=kept.file_id, kept=kept, gone=gone, proposed_by=by)
    made.reason = reason
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.may_be_one(%s, %s, %s)", [kept.pk, gone.pk, kept.file_id])
        if not cursor.fetchone()[0]:
            return None
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return None
    record("duplicate_proposed", file=made.file_id, ids=[kept.pk, gone.pk])
    return made


def decide_duplicate(*, duplicate: Duplicate, agree: bool, seen: str) -> str:
    """Agree to a proposal of somebody else, or refuse it; one's own is taken back. Returns what came of it, or why not.

    'agreed', 'refused', 'withdrawn', 'lapsed' (they cannot be one any more), or, with nothing done, 'own', 'decided',
    'changed' (not what was `seen`), 'proposer_left', 'hidden'. The database decides, on locked rows. A family court's
    paper is noted for each that it makes one, and a conference's minutes, so that after a restore, when they stand
    apart, both are (E23, E33, E40).
    """
    ids = [duplicate.kept_id, duplicate.gone_id]
    before, were = _court_papers(ids), _minutes(duplicate.kept_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.decide_duplicate(%s, %s, %s)", [duplicate.pk, agree, seen])
        said = str(cursor.fetchone()[0])
    if said in Duplicate.Outcome.values:
        record("duplicate_decided", file=duplicate.file_id, ids=ids, reason=said)
        for entry in sorted(_court_papers(ids) - before):
            record("court_paper_marked", file=duplicate.file_id, ids=[entry])
        for mark in sorted(_minutes(duplicate.kept_id) - were):
            record("conference_marked", file=duplicate.file_id, ids=[mark, duplicate.kept_id])
    return said


def _court_papers(entries: list[UUID]) -> set[UUID]:
    marked = Entry.objects.filter(id__in=entries, court_paper=True)
    return set(marked.values_list("id", flat=True))


def _minutes(entry: UUID) -> set[UUID]:
    """The marks that make an entry a conference's minutes: of a room that knows this one, and is not known here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM ownfile_conferencemark WHERE entry_id = %s AND taken_back_at IS NULL",
            [entry],
        )
        return {found for (found,) in cursor.fetchall()}
