"""The doors to workers of partner agencies, for staff."""

from uuid import UUID

from django.db.models import Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import load_keys
from disclosures.models import AgencyContact
from disclosures.protocols.models import NamedReader, Protocol
from staff.access import roles_held
from staff.models import Role, Worker

from .models import AgencyWorker

MOST = 200
Outcome = AgencyWorker.Outcome
_RELATED = (*("contact__agency", "protocol__first_agency", "asked_by", "decided_by", "ended_by"),)


def agency_workers() -> list[AgencyWorker]:
    """Return whoever was asked for: what waits first, then the newest."""
    found = list(
        AgencyWorker.objects.select_related(*_RELATED).order_by("outcome", "-asked_at")[:MOST]
    )
    _load_keys(found)
    return found


def open_agency_worker(worker_id: UUID) -> AgencyWorker:
    """Return one of them; raises Hidden (404)."""
    found = AgencyWorker.objects.select_related(*_RELATED).filter(id=worker_id).first()
    if found is None:
        raise Hidden("agency_worker_hidden")
    _load_keys([found])
    return found


def _load_keys(found: list[AgencyWorker]) -> None:
    agencies = [each.contact.sealed_under() for each in found]
    load_keys([*agencies, *(each.protocol.sealed_under() for each in found)])


def open_reader(protocol: Protocol, contact_id: UUID) -> AgencyContact:
    """Return somebody who is named in a protocol; raises Hidden (404)."""
    found = NamedReader.objects.filter(protocol=protocol, contact=contact_id)
    named = found.select_related("contact__agency").first()
    if named is None:
        raise Hidden("reader_not_named")
    return named.contact


def state_in_words(asked: AgencyWorker) -> tuple[str, str]:
    """Return how it stands and the kind of badge for it."""
    if asked.outcome == Outcome.WAITS:
        return "Waits for a manager", "brand"
    if asked.outcome != Outcome.AGREED:
        return asked.get_outcome_display(), "neutral"
    protocol, today = asked.protocol, timezone.localdate()
    ended = asked.ended_at or protocol.ended_at or asked.contact.left_at
    if ended or asked.until < today or protocol.until < today:
        return "Ended", "neutral"
    return ("May sign in", "good") if asked.signed_in_at else ("Invited", "brand")


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts the invitations of others that wait for a line manager."""
    if Role.LINE_MANAGER not in roles_held(worker):
        return Value(0)
    waits = AgencyWorker.objects.filter(outcome=Outcome.WAITS).exclude(asked_by=worker.pk)
    return how_many(waits)
