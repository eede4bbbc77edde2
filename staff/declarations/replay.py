"""What becomes of this room's events at a restore: what was taken back, or went with a leaver, is gone again."""

from confidentiality.sealing.keys import KeyRef, destroy_key
from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

from .models import Declared, Statement

harmless("declarations_read")
lost("declarations of conflicts", "conflict_declared", "conflict_corrected", "conflicts_stated")


@replays("conflict_ended")
def end_again(event: Shipped) -> None:
    """Let go again of what was declared and taken back, with its key."""
    (declared,) = event.ids
    Declared.objects.filter(id=declared).delete()
    destroy_key(KeyRef("declared", declared))


@replays("declarations_forgotten")
def forget_again(event: Shipped) -> None:
    """Let go again of what a leaver had declared."""
    (person,) = event.ids
    Declared.objects.filter(worker=person).delete()
    Statement.objects.filter(worker=person).delete()
