"""What becomes of this room's events at a restore: what was moved lies in the wrong file again, and is counted."""

from uuid import UUID

from confidentiality.work.backup.fitting import without_key
from confidentiality.work.backup.replaying import harmless, lost

from .models import Handing, Parcel

harmless(
    "parcels_listed",
    "parcel_opened",
    "misfiled_left",
    "left_in_package_seen",
    "lost_discussion_seen",
)
harmless("misfiled_handed_on", "misfiled_taken_back", "parcel_refused")
lost("what was moved out of wrong files, and lies in them again", "misfiled_taken")


@without_key(
    Parcel, "handings-on, of which what was handed on lies where it was and is handed on anew"
)
def let_go(parcels: list[UUID]) -> None:
    """Take back what was handed on."""
    Parcel.objects.filter(id__in=parcels).delete()
    Handing.objects.filter(id__in=parcels).delete()
