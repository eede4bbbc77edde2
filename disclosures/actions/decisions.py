"""Signing off, refusing or sending back, by somebody who did not ask."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from confidentiality.audit.record import record
from disclosures.access import signs_as
from disclosures.actions.lock import NotNow, lock_request, stop_if_obstructed
from disclosures.dossier import Dossier, load_dossier
from disclosures.models import DisclosureRequest, SignOff
from disclosures.obstacle import Stage
from disclosures.picture import SignOff as SignOffPicture
from disclosures.pictured import concerns_standing
from disclosures.signing import about_to_sign, deciding_on, enough
from staff.models import Worker

State = DisclosureRequest.State
Decision = SignOff.Decision


def decide(
    *,
    request: DisclosureRequest,
    decision: Decision,
    words: str,
    content: str,
    says_not_partner: bool,
    by: Worker,
) -> SignOff:
    """Decide about a submitted request; `content` is the digest of what the page showed.

    Raises PermissionDenied for the one who asks (E12) or a role that may not decide, NotNow when the
    request or its content is no longer as shown, Obstructed when a rule stands against signing off.
    """
    signer = signs_as(by, request.basis)
    if by.pk == request.requester_id or not signer.roles & deciding_on(request.basis):
        raise PermissionDenied("Somebody else has to decide about this request.")
    if decision == Decision.WITHDREW:
        raise PermissionDenied("A concern is taken back from a draft.")
    found = lock_request(request.id, states={State.SUBMITTED})
    if decision == Decision.APPROVE:
        _check_approval(found, content, by, says_not_partner)
    given = SignOff.objects.create(
        request=found,
        file_id=found.file_id,
        approver=by,
        decision=decision,
        content=content if decision == Decision.APPROVE else "",
        says_not_partner=says_not_partner,
        words=words,
    )
    found.state = _state_after(found, decision)
    found.save(update_fields=["state"])
    record("disclosure_decided", file=found.file_id, ids=[found.id, given.id], reason=decision)
    return given


def take_concern_back(*, request: DisclosureRequest, words: str, by: Worker) -> SignOff:
    """Take one's own concern about a draft back; it stays on record, and holds nothing up any more (3.3.2 b).

    Raises NotNow for whoever has none that stands.
    """
    found = lock_request(request.id, states={State.DRAFT})
    if not may_take_back(load_dossier(found), by):
        raise NotNow("There is no concern of yours to take back.")
    given = SignOff.objects.create(
        request=found, file_id=found.file_id, approver=by, decision=Decision.WITHDREW, words=words
    )
    record("disclosure_decided", file=found.file_id, ids=[found.id, given.id], reason="withdrew")
    return given


def may_take_back(dossier: Dossier, by: Worker) -> bool:
    """Say whether a concern of theirs sent it back and stands."""
    mine = [each for each in dossier.sign_offs if each.approver_id == by.pk]
    return dossier.request.state == State.DRAFT and bool(concerns_standing(mine))


def _check_approval(
    request: DisclosureRequest, content: str, by: Worker, says_not_partner: bool
) -> None:
    dossier = load_dossier(request)
    if not content or content != dossier.digest:
        raise NotNow("What would leave has changed since you opened this page. Read it again.")
    me = signs_as(by, request.basis)
    picture = about_to_sign(dossier.picture(), SignOffPicture(me, timezone.now(), content))
    stop_if_obstructed(request, picture, Stage.SIGN_OFF)


def _state_after(request: DisclosureRequest, decision: Decision) -> State:
    if decision == Decision.REFUSE:
        return State.REFUSED
    if decision in (Decision.ASK_BACK, Decision.CONCERN):
        return State.DRAFT
    # Where risk rises, one sign-off is not enough: it goes on waiting for the second.
    return State.APPROVED if enough(load_dossier(request).picture()) else State.SUBMITTED
