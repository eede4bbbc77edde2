"""What becomes of this room's events at a restore: a turn that was ended ends again."""

from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

from .models import Turn

harmless("turn_asked", "turn_refused")
# Its hour has run out by itself where the backup holds it; where it does not, nothing is open. The walls before both
# halves come with their own events.
lost("turns of managers of both services", "turn_begun")


@replays("turn_ended")
def end_again(event: Shipped) -> None:
    """End a turn again that was ended before its hour was over."""
    (turn,) = event.ids
    Turn.objects.filter(id=turn, until__gt=event.at).update(until=event.at, ended_at=event.at)
