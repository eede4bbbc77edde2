"""What becomes of this room's events at a restore: what was destroyed, or became a file, is destroyed again."""

from uuid import UUID

from confidentiality.work.backup.fitting import without_key
from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

from .models import Enquiry, EnquiryNote

harmless("enquiries_listed", "enquiry_opened")
lost("enquiries", "enquiry_taken", "enquiry_note_added")
lost("enquiries closed", "enquiry_closed")
# Its words went into a file that is lost with the database: the enquiry as it was is what is left of them.
lost("enquiries that became a file", "enquiry_became_file")


@replays("enquiries_destroyed")
def destroy_again(event: Shipped) -> None:
    """Destroy enquiries again whose time had come, with their notes; their keys go by themselves."""
    let_go(list(event.ids))


@without_key(Enquiry, "enquiries that became a file")
def let_go(enquiries: list[UUID]) -> None:
    """Destroy enquiries with their notes."""
    EnquiryNote.objects.filter(enquiry__in=enquiries).delete()
    Enquiry.objects.filter(id__in=enquiries).delete()
