"""Two entries that tell the same, by the product's own actions."""

from uuid import UUID, uuid4

from clients.duplicates import actions
from clients.duplicates.access import open_duplicate
from clients.duplicates.models import Duplicate
from clients.models import CaseFile, Entry
from confidentiality.access.identity import acting_as
from tests import cast
from tests.thirdparty.working import AMINA, an_entry

OTHER = "iss_manager"  # who writes in Amina's file besides her worker


def propose(kept: UUID, gone: UUID, *, by: str = "iss_worker") -> UUID | None:
    """Propose that two entries tell the same; return the proposal's id."""
    with acting_as(cast.PEOPLE[by].id):
        entries = Entry.objects.select_related("file").in_bulk([kept, gone])
        made = actions.propose_duplicate(
            kept=entries[kept], gone=entries[gone], by=cast.worker(by), reason="Sent twice.",
            duplicate_id=uuid4(),
        )  # fmt: skip
        return made.id if made else None


def decide(
    proposal: UUID | None, *, by: str = OTHER, agree: bool = True, seen: str | None = None
) -> str:
    """Decide about a proposal as it stands, or as it stood when `seen`; return what came of it."""
    with acting_as(cast.PEOPLE[by].id):
        assert proposal is not None
        row = Duplicate.objects.get(pk=proposal)
        if seen is None:
            seen = open_duplicate(CaseFile.objects.get(pk=row.file_id), row.id).seen
        return actions.decide_duplicate(duplicate=row, agree=agree, seen=seen)


def subjects() -> dict[str, str]:
    """Make a proposal by somebody else, and one of the worker's own, on Amina's file."""
    first, second, third, fourth = (an_entry("She came.", file=AMINA) for _ in range(4))
    return {
        "duplicate": str(propose(first, second, by=OTHER)),
        "own duplicate": str(propose(third, fourth)),
    }
