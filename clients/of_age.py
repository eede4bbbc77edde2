"""Looking, in files that were closed before it was asked, whether their client left as a child (E7).

As the indexer, from the owner's login: it opens every such file. Until it is looked at, a file is not destroyed.
"""

from dataclasses import dataclass
from uuid import UUID

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.record import record
from confidentiality.sealing.keys import load_keys

from .closing import comes_of_age
from .models import CaseFile

BATCH = 500


@dataclass(frozen=True)
class Looked:
    """Of how many files it is said now, and how many could not be opened."""

    said: int
    unopened: int


def look_at_ages() -> Looked:
    """Say of every closed file whether its client left as a child, where nobody has; goes on where it was stopped."""
    said = unopened = 0
    after = UUID(int=0)
    while True:
        with acting_as(SystemActor.INDEXER):
            unsaid = CaseFile.objects.filter(status=CaseFile.Status.CLOSED, of_age_in=None)
            rows = unsaid.filter(id__gt=after).order_by("id").select_for_update(no_key=True)
            batch = list(rows[:BATCH])
            if not batch:
                break
            keys = load_keys(file.sealed_under() for file in batch)
            opened = [file for file in batch if file.sealed_under() in keys]
            for file in opened:
                file.of_age_in = comes_of_age(file, file.left_on or file.opened_on)
            CaseFile.objects.bulk_update(opened, ["of_age_in"])
            record("ages_looked_at", reason=f"{len(opened)} case files")
        said, unopened, after = (
            said + len(opened),
            unopened + len(batch) - len(opened),
            batch[-1].id,
        )
    return Looked(said, unopened)
