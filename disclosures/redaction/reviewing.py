"""Who may take the second look at what would leave (clause 3.2.1), and what of it is theirs to say (4.4.2)."""

from uuid import UUID

from clients.access import rights_on
from disclosures.clauses.safety import sensitive_facts
from disclosures.dossier import Dossier
from disclosures.models import DisclosureRequest
from disclosures.redaction.models import RedactionReview
from disclosures.signing import SECOND_OPINION_ROLES
from staff.access import roles_held
from staff.models import Worker


def may_review(worker: Worker, request: DisclosureRequest) -> bool:
    """Say whether the worker may review it: another one who writes in the file, or who decides about disclosures."""
    if worker.pk == request.requester_id:
        return False
    return bool(
        roles_held(worker) & SECOND_OPINION_ROLES or "contribute" in rights_on(worker, request.file)
    )


def sent_back(request: DisclosureRequest) -> RedactionReview | None:
    """Return the last review where it sent the request back; its words are for whoever asks, who has to change it."""
    last = RedactionReview.objects.filter(request=request).select_related("by")
    found = last.order_by("-at", "-id").first()
    return None if found is None or found.passed else found


def cut_entries(dossier: Dossier) -> tuple[UUID, ...]:
    """Return the entries of which a sensitive fact is withheld and nobody has said that the rest holds none."""
    found = sensitive_facts(dossier.picture())
    return next((each.about for each in found if each.code == "sensitive_rest"), ())
