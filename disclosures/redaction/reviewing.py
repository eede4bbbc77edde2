"""Who may take the second look at what would leave (clause 3.2.1)."""

from clients.access import rights_on
from disclosures.models import DisclosureRequest
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
