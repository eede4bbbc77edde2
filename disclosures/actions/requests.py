"""Asking to disclose: prepared and submitted by one worker, judged by the rules on the way."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from clients.access import rights_on
from clients.actions import add_entry, give_to_worker
from clients.models import CaseFile, Entry
from confidentiality.audit.record import record
from confidentiality.interface.filters import date_gb
from disclosures.actions.lock import NotNow, lock_request, stop_if_obstructed
from disclosures.actions.machine import read_by_machine
from disclosures.dossier import load_dossier
from disclosures.models import (
    AgencyContact,
    Consent,
    DisclosureRequest,
    RequestItem,
    RiskDiscussion,
)
from disclosures.picture import Stage
from disclosures.signing import SECOND_OPINION_ROLES
from staff.models import Role, Worker

State = DisclosureRequest.State
SECOND_OPINION_LASTS = timedelta(days=14)


@dataclass(frozen=True)
class Particulars:
    """What a request says; None where nobody has said yet."""

    contact: AgencyContact
    consent: Consent | None
    entries: tuple[UUID, ...]
    harmless: frozenset[UUID] = frozenset()
    readers: tuple[str, ...] = ()
    knows_readers: bool = False
    knows_policy: bool = False
    says_not_partner: bool = False
    concern_raised: bool | None = None
    concern_meeting_on: date | None = None
    explained_on: date | None = None
    raises_risk: bool | None = None
    risk_words: str = ""
    request_id: UUID = field(default_factory=uuid4)


_COLUMNS = (
    *("contact", "consent", "knows_readers", "knows_policy", "says_not_partner"),
    *("concern_raised", "concern_meeting_on", "explained_on", "raises_risk", "risk_words"),
)


def _put(request: DisclosureRequest, says: Particulars) -> None:
    for name in _COLUMNS:
        setattr(request, name, getattr(says, name))
    request.agency = says.contact.agency
    request.readers = list(says.readers)


def _pick(request: DisclosureRequest, says: Particulars) -> None:
    RequestItem.objects.bulk_create(
        RequestItem(
            file_id=request.file_id, request=request, entry_id=e, says_harmless=e in says.harmless
        )
        for e in says.entries
    )


def ask_to_disclose(*, file: CaseFile, says: Particulars, by: Worker) -> DisclosureRequest:
    """Begin a request on the file as a draft of `by`; nothing is judged yet (clause 1.2)."""
    request = DisclosureRequest(id=says.request_id, file=file, requester=by)
    _put(request, says)
    request.save(force_insert=True)
    _pick(request, says)
    record("disclosure_asked", file=file.id, ids=[request.id, *says.entries])
    return request


def change_request(*, request: DisclosureRequest, says: Particulars, by: Worker) -> None:
    """Put other particulars into one's own draft; raises NotNow once it was submitted."""
    _own(request, by)
    found = lock_request(request.id, states={State.DRAFT})
    _put(found, says)
    found.save(update_fields=["agency", "readers", *_COLUMNS])
    RequestItem.objects.filter(request=found).delete()
    _pick(found, says)
    record("disclosure_changed", file=found.file_id, ids=[found.id, *says.entries], fields=_COLUMNS)


def note_discussion(
    *, request: DisclosureRequest, with_whom: Worker, on: date, words: str, by: Worker
) -> RiskDiscussion:
    """Record the discussion that raised risk asks for, and note it in the file (clause 3.3.2 c).

    A senior practitioner gets the file to view for fourteen days, so that they can sign off second;
    where `by` does not lead the file, the lead has to give that grant. Raises NotNow when it was
    noted already or the request was submitted, PermissionDenied when `with_whom` has no such role.
    """
    _own(request, by)
    if with_whom.role not in SECOND_OPINION_ROLES or with_whom.pk == by.pk:
        raise PermissionDenied("Risk is discussed with a manager or senior practitioner.")
    found = lock_request(request.id, states={State.DRAFT})
    if RiskDiscussion.objects.filter(request=found).exists():
        raise NotNow("The discussion is on record already.")
    note = add_entry(
        file=found.file,
        by=by,
        kind=Entry.Kind.NOTE,
        nature=Entry.Nature.FACT,
        body=f"Discussed with {with_whom.display_name} ({with_whom.get_role_display()}) on "
        f"{date_gb(on)}: whether a disclosure to {found.agency.name} raises risk.\n\n{words}",
        happened_on=on,
    )
    if with_whom.role == Role.SENIOR_PRACTITIONER and "lead" in rights_on(by, found.file):
        give_to_worker(
            file=found.file,
            worker=with_whom,
            rights=("view",),
            reason="second opinion on a disclosure",
            by=by.pk,
            until=timezone.now() + SECOND_OPINION_LASTS,
        )
    talk = RiskDiscussion.objects.create(
        file=found.file, request=found, with_whom=with_whom, role=with_whom.role, on=on, note=note
    )
    record("risk_discussed", file=found.file_id, ids=[found.id, note.id, with_whom.pk])
    return talk


def submit(*, request: DisclosureRequest, by: Worker) -> None:
    """Put a request before the managers, or again where a sign-off has become void.

    The machine reads first what would leave as it is now. Raises Obstructed while anything is missing that submission
    asks for, Refused where the one who asks lacks the right to third-party records.
    """
    _own(request, by)
    found = lock_request(request.id, states={State.DRAFT, State.APPROVED})
    read_by_machine(found, load_dossier(found), by)
    stop_if_obstructed(found, load_dossier(found).picture(), Stage.SUBMISSION)
    found.state, found.submitted_at = State.SUBMITTED, timezone.now()
    found.save(update_fields=["state", "submitted_at"])
    record("disclosure_submitted", file=found.file_id, ids=[found.id])


def withdraw_request(*, request: DisclosureRequest, by: Worker) -> None:
    """End one's own request before it is released; what was decided stays on record."""
    _own(request, by)
    found = lock_request(request.id, states={State.DRAFT, State.SUBMITTED, State.APPROVED})
    found.state = State.WITHDRAWN
    found.save(update_fields=["state"])
    record("disclosure_withdrawn", file=found.file_id, ids=[found.id])


def _own(request: DisclosureRequest, by: Worker) -> None:
    if request.requester_id != by.pk:
        raise PermissionDenied("Only the one who asks can do this.")
