"""What becomes of this room's events at a restore: what changed hands stands in the queue again."""

from clients.models import CaseFile
from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

harmless("unallocated_listed", "caseload_listed")
lost("cover given", "cover_given")
lost("caseload limits", "caseload_limit_set")


@replays("file_allocated")
def allocate_again(event: Shipped) -> None:
    """Put a file into the queue: the former lead's grants ended again, and the new lead's are lost."""
    CaseFile.objects.filter(id=event.on).exclude(status=CaseFile.Status.CLOSED).update(lead=None)
