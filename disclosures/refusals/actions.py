"""Recording a decision not to share, and confirming one not to warn, each with its audit event."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from staff.models import Worker

from .access import decision_of
from .models import Refusal
from .rules import may_confirm


class CannotConfirm(Exception):
    """It was confirmed meanwhile, or a second person has to do it."""


def record_refusal(
    *,
    refusal_id: UUID,
    file: CaseFile,
    kind: str,
    decided_on: date,
    decided_by: UUID,
    discussed_with: UUID | None,
    recipient: str,
    what: str,
    why: str,
    instead: str,
    endangers: bool,
    by: Worker,
) -> Refusal:
    """Record that something of a file was not shared, or somebody not warned (clauses 2.1, 4.2.1)."""
    refusal = Refusal(
        id=refusal_id,
        file=file,
        kind=kind,
        decided_on=decided_on,
        decided_by_id=decided_by,
        discussed_with_id=discussed_with,
        recipient=recipient,
        what=what,
        why=why,
        instead=instead,
        endangers=endangers,
        recorded_by=by,
    )
    refusal.save(force_insert=True)
    record("refusal_recorded", file=file.id, ids=[refusal.id], reason=kind)
    return refusal


def confirm(*, file: CaseFile, refusal_id: UUID, roles: frozenset[str], by: Worker) -> None:
    """Confirm a decision not to warn, on its locked row; raises CannotConfirm, or Hidden where there is none."""
    found = Refusal.objects.filter(id=refusal_id, file=file).first()
    if found is None:
        raise Hidden("refusal_hidden")
    # the lock is another's to take only where they may confirm: row security answers with no row
    held = Refusal.objects.select_for_update().filter(id=refusal_id).first()
    if held is None or not may_confirm(decision_of(held), by.pk, roles):
        raise CannotConfirm
    Refusal.objects.filter(id=held.id).update(confirmed_by=by, confirmed_at=timezone.now())
    record("refusal_confirmed", file=file.id, ids=[held.id])
