"""Writing the policy, putting it in force, acknowledging it; each with its audit event."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from confidentiality.audit.record import record
from staff.models import Role, Worker

from .models import Acknowledgement, PolicyVersion


class Overtaken(Exception):
    """Somebody else did something about it meanwhile."""


def write(*, text: str, changes: str, instead_of: UUID | None, by: Worker) -> PolicyVersion:
    """Keep a version that waits to be put in force, instead of the one that waited when it was begun (None: none).

    Raises Overtaken where another waits by now: nobody's words are thrown away unseen.
    """
    waiting = PolicyVersion.objects.select_for_update().filter(number__isnull=True)
    gone = [each.pk for each in waiting]
    if gone != ([instead_of] if instead_of else []):
        raise Overtaken
    PolicyVersion.objects.filter(pk__in=gone).delete()
    try:
        with transaction.atomic():
            version = PolicyVersion(text=text, changes=changes, written_by=by)
            version.save(force_insert=True)
    except IntegrityError:
        raise Overtaken from None
    record("policy_written", ids=[version.id, *gone])
    return version


def throw_away(*, version_id: UUID, by: Worker) -> bool:
    """Throw away the version that waits; return False when it waits no more."""
    gone, _ = PolicyVersion.objects.filter(id=version_id, number__isnull=True).delete()
    if gone:
        record("policy_thrown_away", ids=[version_id])
    return bool(gone)


def publish(*, version_id: UUID, by: Worker) -> PolicyVersion:
    """Put the version that waits in force, as somebody who did not write it (clauses 1, 5.1.1).

    Raises Overtaken when it is not there any more as it was read, or is whoever publishes's own.
    """
    last = PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0
    waiting = PolicyVersion.objects.filter(id=version_id, number__isnull=True).exclude(
        written_by=by
    )
    try:
        with transaction.atomic():
            done = waiting.update(number=last + 1, published_by=by, published_at=timezone.now())
    except IntegrityError:
        raise Overtaken from None
    if not done:
        raise Overtaken
    record("policy_published", ids=[version_id])
    return PolicyVersion.objects.get(id=version_id)


def acknowledge(*, version: PolicyVersion, by: Worker) -> None:
    """Note that a worker has read a version and will keep to it; a second time changes nothing.

    A committee member takes responsibility for it (clause 5.3.1), which the row says.
    """
    try:
        with transaction.atomic():
            Acknowledgement(
                version=version, worker=by, takes_responsibility=by.role == Role.COMMITTEE
            ).save(force_insert=True)
    except IntegrityError:
        return
    record("policy_acknowledged", ids=[version.id])
