"""Beginning to prepare what a client asked to see of their own file (5.2.4, 5.2.5)."""

from collections.abc import Sequence
from uuid import UUID

from clients.models import CaseFile
from confidentiality.audit.record import record
from disclosures.actions.requests import Particulars, ask_to_disclose
from disclosures.models import DisclosureRequest, RequestItem
from disclosures.picture import Basis
from staff.models import Worker


def begin_preparation(
    *,
    file: CaseFile,
    name: str,
    entries: Sequence[UUID],
    by: Worker,
) -> DisclosureRequest:
    """Begin a draft with all that is to be gone through; `name` is whoever will read it.

    What may not be read is withheld on the workbench, with its reason, and not left out here.
    """
    says = Particulars(
        contact=None,
        consent=None,
        entries=tuple(entries),
        basis=Basis.OWN_FILE,
        reached={"name": name, "agency": "", "phone": ""},
    )
    return ask_to_disclose(file=file, says=says, by=by)


def take_in(*, request: DisclosureRequest, entries: Sequence[UUID], by: Worker) -> None:
    """Take what was scanned since into one's own draft; in anybody else's, or later, the rules ask for it."""
    if request.state != DisclosureRequest.State.DRAFT or request.requester_id != by.pk:
        return
    there = set(RequestItem.objects.filter(request=request).values_list("entry_id", flat=True))
    new = [each for each in entries if each not in there]
    RequestItem.objects.bulk_create(
        RequestItem(file_id=request.file_id, request=request, entry_id=each, says_harmless=False)
        for each in new
    )
    if new:
        record("disclosure_changed", file=request.file_id, ids=[request.id, *new], fields=["items"])
