"""Beginning to prepare what a client asked to see of their own file (5.2.4, 5.2.5)."""

from collections.abc import Sequence
from uuid import UUID

from clients.models import CaseFile
from disclosures.actions.requests import Particulars, ask_to_disclose
from disclosures.models import DisclosureRequest
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
