"""The doors to duplicates: what may tell the same, one proposal, and what waits for a second person."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from clients.grants import EffectiveGrant
from clients.models import CaseFile, Entry
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.models import Worker

from .models import Duplicate

MOST_WAITING = 100
MOST_LIKE = 25
APART = timedelta(days=14)  # how far from each other two workers write of one thing


def tells_the_same(one: Entry, other: Entry) -> bool:
    """Say whether two entries have the same words, both read; never asked of a sensitive one."""
    if one.sensitive or other.sensitive:
        return False
    return (one.body.strip(), one.basis.strip()) == (other.body.strip(), other.basis.strip())


def may_tell_the_same(entry: Entry) -> list[Entry]:
    """Return the entries of its file that happened or were written about when this one was; recorded.

    Those with the same words first, then the newest.
    """
    near = Q(written_at__range=(entry.written_at - APART, entry.written_at + APART))
    if entry.happened_on is not None:
        near |= Q(happened_on=entry.happened_on)
    others = Entry.objects.filter(near, file_id=entry.file_id, corrects=None).exclude(pk=entry.pk)
    found = list(others.select_related("author").order_by("-written_at", "-id")[:MOST_LIKE])
    record("entries_listed", file=entry.file_id, ids=[each.id for each in found])
    return sorted(found, key=lambda each: not tells_the_same(entry, each))


@dataclass(frozen=True)
class OpenDuplicate:
    """A proposal about two entries, both of them, and a digest of what is shown."""

    duplicate: Duplicate
    kept: Entry
    gone: Entry
    seen: str

    @property
    def same(self) -> bool:
        """Say whether both have the same words."""
        return tells_the_same(self.kept, self.gone)


def open_duplicate(file: CaseFile, duplicate_id: UUID) -> OpenDuplicate:
    """Return a proposal about two entries of an opened file, recorded; raises Hidden for any other id."""
    found = Duplicate.objects.filter(file_id=file.id, pk=duplicate_id)
    duplicate = found.select_related("proposed_by", "decided_by").first()
    if duplicate is None:
        raise Hidden("duplicate_hidden", file=file.id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.look_at_duplicate(%s)", [duplicate_id])
        (seen,) = cursor.fetchone()
    both = Entry.objects.select_related("author", "taken_over_by", "document", "corrects")
    entries = both.filter(file_id=file.id).in_bulk([duplicate.kept_id, duplicate.gone_id])
    kept, gone = entries[duplicate.kept_id], entries[duplicate.gone_id]
    record("duplicate_opened", file=file.id, ids=[duplicate.id, kept.id, gone.id])
    return OpenDuplicate(duplicate, kept, gone, str(seen))


def about(entry: Entry) -> Duplicate | None:
    """Return the proposal about an entry that waits, or None."""
    either = Q(kept=entry.pk) | Q(gone=entry.pk)
    return Duplicate.objects.filter(either, file_id=entry.file_id, outcome="").first()


def _waiting(worker: Worker) -> QuerySet[Duplicate]:
    writes = EffectiveGrant.objects.filter(
        file_id=OuterRef("file_id"),
        user_id=worker.pk,
        view_until__gt=Now(),
        contribute_until__gt=Now(),
    )
    return Duplicate.objects.filter(Exists(writes), outcome="").exclude(proposed_by=worker.pk)


def duplicates_waiting(worker: Worker) -> list[Duplicate]:
    """Return what waits for this worker, the oldest first, with its files; recorded."""
    related = _waiting(worker).select_related("file", "proposed_by")
    found = list(related.order_by("proposed_at", "id")[:MOST_WAITING])
    load_keys({KeyRef("file", each.file_id) for each in found})
    record("duplicates_listed", ids=[each.id for each in found])
    return found


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts what waits for this worker, for the navigation."""
    return how_many(_waiting(worker))
