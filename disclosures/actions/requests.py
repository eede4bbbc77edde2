"""Asking to disclose: prepared and submitted by one worker, judged by the rules on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from clients.access import rights_on
from clients.actions import add_entry, give_to_worker
from clients.models import CaseFile, Entry
from confidentiality.audit.record import record
from confidentiality.interface.filters import date_gb
from disclosures.actions.lock import NotNow, lock_request, stop_if_obstructed
from disclosures.actions.machine import read_by_machine
from disclosures.clauses.bases import LEADS
from disclosures.dossier import load_dossier
from disclosures.grounds import to_stored
from disclosures.models import (
    AgencyContact,
    Consent,
    DisclosureRequest,
    RequestItem,
    RiskDiscussion,
)
from disclosures.obstacle import Stage
from disclosures.picture import Basis, Grounds, Manner
from disclosures.readers.models import Correction
from disclosures.signing import SECOND_OPINION_ROLES
from staff.access import on_loan
from staff.models import Role, Worker

State = DisclosureRequest.State
SECOND_OPINION_LASTS = timedelta(days=14)
TO_ANOTHER = (
    "Whether it raises risk was discussed for this recipient, and is noted in the file. For another one ask anew"
    " (clause 3.3.2 c)."
)
CORRECTS_FOR = (
    "This puts a recalled disclosure right, and goes to whoever received that. To another recipient begin a disclosure"
    " of its own (clause 1.2)."
)
CORRECTS_AMONG = (
    "This is for the readers of the package that it puts right. For others, or where one of them has left, begin a"
    " disclosure of its own (clause 1.2)."
)


@dataclass(frozen=True)
class Particulars:
    """What a request says; None where nobody has said yet."""

    contact: AgencyContact | None  # None: `reached` says who
    consent: Consent | None
    entries: tuple[UUID, ...]
    basis: Basis = Basis.INFORMED_CONSENT
    manner: Manner = Manner.WRITTEN
    urgent: bool = False
    reached: Mapping[str, Any] | None = None
    text: str = ""
    text_sensitive: bool | None = None
    grounds: Grounds = field(default_factory=Grounds)
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


_RECEIVING = frozenset({"contact", "agency", "reached", "readers"})  # of a correction never written
_COLUMNS = (
    *("contact", "consent", "knows_readers", "knows_policy", "says_not_partner"),
    *("concern_raised", "concern_meeting_on", "explained_on", "raises_risk", "risk_words"),
    *("manner", "urgent", "reached", "text", "text_sensitive"),
)


def _put(request: DisclosureRequest, says: Particulars) -> None:
    for name in _COLUMNS:
        setattr(request, name, getattr(says, name))
    request.agency = says.contact.agency if says.contact else None
    request.text = says.text or None  # the database asks whether there is one
    request.readers = list(says.readers)
    request.grounds = to_stored(says.grounds)


def _corrects(request: DisclosureRequest) -> bool:
    """Whether it is to put right what a recalled package told (E21)."""
    return Correction.objects.filter(request=request.id).exists()


def bound_to_another(request: DisclosureRequest, says: Particulars) -> tuple[str, str] | None:
    """Return what says that it goes to somebody else, and why it can't; None where nothing does, or it can.

    Its risk was discussed for this one (3.3.2 c), or it corrects what this one received, and those who read it there
    (E21): then it goes to whom it says now, as the database holds it, also where that was changed before it did.
    """
    contact = says.contact.id if says.contact else None
    was, told = _told_of(request.reached), _told_of(says.reached)
    if _corrects(request):
        if (request.contact_id, was) != (contact, told):
            return "contact", CORRECTS_FOR
        return ("readers", CORRECTS_AMONG) if tuple(request.readers) != says.readers else None
    if (request.contact_id, was.get("name")) == (contact, told.get("name")):
        return None
    discussed = RiskDiscussion.objects.filter(request=request).exists()
    return ("contact", TO_ANOTHER) if discussed else None


def _told_of(reached: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was told of somebody who is on no register; what was left empty is not told."""
    return {name: value for name, value in (reached or {}).items() if value}


def _pick(
    request: DisclosureRequest, says: Particulars, relevance: Mapping[UUID, str] | None = None
) -> None:
    RequestItem.objects.bulk_create(
        RequestItem(
            file_id=request.file_id,
            request=request,
            entry_id=e,
            says_harmless=e in says.harmless,
            relevance=(relevance or {}).get(e),
        )
        for e in says.entries
    )


def ask_to_disclose(
    *, file: CaseFile, says: Particulars, by: Worker, told: bool = False
) -> DisclosureRequest:
    """Begin a request on the file as a draft of `by`; nothing is judged yet (clause 1.2)."""
    request = DisclosureRequest(
        id=says.request_id, file=file, requester=by, basis=says.basis, told_already=told
    )
    _put(request, says)
    request.save(force_insert=True)
    _pick(request, says)
    record("disclosure_asked", file=file.id, ids=[request.id, *says.entries])
    return request


def change_request(*, request: DisclosureRequest, says: Particulars, by: Worker) -> None:
    """Put other particulars into one's own draft; raises NotNow once it was submitted.

    The basis stays: another one is another request. So does the recipient once raised risk was discussed, which was
    whether it rises by telling them (3.3.2 c), and with their readers where it corrects what they received (E21). What
    was said of an entry that stays, stays.
    """
    _own(request, by)
    found = lock_request(request.id, states={State.DRAFT})
    if stands := bound_to_another(found, says):
        raise NotNow(stands[1])
    _put(found, says)
    written = {"agency", "readers", "grounds", *_COLUMNS}
    found.save(update_fields=written - _RECEIVING if _corrects(found) else written)
    were = RequestItem.objects.filter(request=found)
    relevance = {item.entry_id: item.relevance for item in were if item.relevance}
    were.delete()
    _pick(found, says, relevance)
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
    stands = (
        f"Discussed with {with_whom.display_name} ({with_whom.get_role_display()}) on "
        f"{date_gb(on)}: whether a disclosure to {found.to_agency or found.to_name} raises risk."
    )
    return keep_discussion(
        request=found, with_whom=with_whom, on=on, words=f"{stands}\n\n{words}", by=by
    )


def keep_discussion(
    *, request: DisclosureRequest, with_whom: Worker, on: date, words: str, by: Worker
) -> RiskDiscussion:
    """Note a discussion of raised risk in the file, and keep it with its locked request; once."""
    found = request
    if RiskDiscussion.objects.filter(request=found).exists():
        raise NotNow("The discussion is on record already.")
    note = add_entry(
        file=found.file,
        by=by,
        kind=Entry.Kind.NOTE,
        nature=Entry.Nature.FACT,
        body=words,
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
    _let_the_lead_see(found, by)
    found.state, found.submitted_at = State.SUBMITTED, timezone.now()
    found.save(update_fields=["state", "submitted_at"])
    record("disclosure_submitted", file=found.file_id, ids=[found.id])


def _let_the_lead_see(request: DisclosureRequest, by: Worker) -> None:
    """Give whoever's sign-off the basis needs the file to view, where `by` may; else the file's lead has to."""
    role = LEADS.get(Basis(request.basis))
    if role is None or "lead" not in rights_on(by, request.file):
        return
    services = [request.file.service, "both", ""]  # a lead is the whole organisation’s
    leads = Worker.objects.annotate(lent=on_loan(role, "pk")).filter(Q(role=role) | Q(lent=True))
    for lead in leads.filter(service__in=services).exclude(pk=by.pk):
        give_to_worker(
            file=request.file,
            worker=lead,
            rights=("view",),
            reason="sign-off of a disclosure",
            by=by.pk,
            until=timezone.now() + SECOND_OPINION_LASTS,
        )


def say_relevance(*, request: DisclosureRequest, relevance: Mapping[UUID, str], by: Worker) -> None:
    """Say of each entry of one's own draft what it has to do with ending the abuse (clause 4.3.1)."""
    _own(request, by)
    found = lock_request(request.id, states={State.DRAFT})
    items = list(RequestItem.objects.filter(request=found))
    for item in items:
        item.relevance = relevance.get(item.entry_id, "").strip() or None
        item.save(update_fields=["relevance"])
    ids = [found.id, *(item.entry_id for item in items)]
    record("disclosure_changed", file=found.file_id, ids=ids, fields=["relevance"])


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
