"""The doors to decisions not to share: those on an opened file, and those not to warn that wait for a second person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.expressions import Combinable

from clients.models import CaseFile
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.access import has_role
from staff.models import Role, Worker

from . import rules
from .models import Refusal

MOST, MOST_WAITING = 100, 50


@dataclass(frozen=True)
class RegisterRow:
    """A decision not to share as it stands in a register of disclosures, beside what was released.

    `endangers`: nobody has said that the client may know of it; their own register leaves it out without a gap.
    """

    id: UUID
    at: datetime
    words: str
    recipient: str
    what: str
    why: str
    decided_by: str
    endangers: bool


def decision_of(refusal: Refusal) -> rules.Decision:
    """Return a recorded decision as the rules judge it."""
    return rules.Decision(
        kind=rules.Kind(refusal.kind),
        decided_by=refusal.decided_by_id,
        recorded_by=refusal.recorded_by_id,
        discussed_with=refusal.discussed_with_id,
        instead=bool(refusal.instead.strip()),
        confirmed=refusal.confirmed_by_id is not None,
    )


def refusals_on(file: CaseFile, most: int | None = MOST) -> list[Refusal]:
    """Return what was decided not to be shared of an opened file, the newest first, recorded; `most`, None for all."""
    people = ("decided_by", "discussed_with", "recorded_by", "confirmed_by")
    found = Refusal.objects.filter(file=file).select_related(*people)
    shown = list(found.order_by("-recorded_at", "-id")[:most])
    if shown:
        record("refusals_listed", file=file.id, ids=[each.id for each in shown])
    return shown


def register_rows(file: CaseFile, *, for_client: bool) -> list[RegisterRow]:
    """Return a file's decisions not to share for a register of disclosures, the newest first, recorded.

    `for_client` leaves out what would endanger somebody if the client knew of it.
    """
    return [
        RegisterRow(
            id=each.id,
            at=each.recorded_at,
            words=each.get_kind_display(),
            recipient=each.recipient,
            what=each.what,
            why=each.why,
            decided_by=each.decided_by.display_name,
            endangers=each.endangers,
        )
        for each in refusals_on(file, None)
        if not (for_client and each.endangers)
    ]


def confirms(worker: Worker) -> bool:
    """Say whether decisions not to warn come to this person."""
    return any(has_role(worker, Role(role)) for role in sorted(rules.CONFIRMS))


def _to_confirm(worker: Worker) -> QuerySet[Refusal]:
    """Return the decisions not to warn, on files that the worker may view, that somebody else has to confirm."""
    own = Q(decided_by=worker.pk) | Q(recorded_by=worker.pk)
    return Refusal.objects.filter(kind=rules.Kind.NOT_WARNED, confirmed_at=None).exclude(own)


def waiting(worker: Worker) -> list[Refusal]:
    """Return the decisions not to warn that wait for this person, the oldest first, recorded."""
    if not confirms(worker):
        return []
    found = _to_confirm(worker).select_related("file", "decided_by", "recorded_by")
    shown = list(found.order_by("recorded_at", "id")[:MOST_WAITING])
    load_keys(KeyRef("file", each.file_id) for each in shown)
    if shown:
        record("refusals_waiting_listed", ids=[each.id for each in shown])
    return shown


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts the decisions not to warn that wait for this person."""
    return how_many(_to_confirm(worker)) if confirms(worker) else Value(0)
