"""What becomes of this room's events at a restore: what was taken back is taken back again."""

from confidentiality.work.backup.replaying import lost, replays
from confidentiality.work.backup.shipped import Shipped

from .models import Noted, Training

lost("inductions noted", "induction_noted")
lost("trainings noted", "training_noted")
lost("changes of the checklist", "checklist_changed")


@replays("induction_taken_back")
def take_back_again(event: Shipped) -> None:
    """Take back again what was noted by mistake: files wait for it."""
    Noted.objects.filter(id=event.ids[0]).delete()


@replays("training_taken_back")
def take_training_back_again(event: Shipped) -> None:
    """Take a training back again that was noted by mistake."""
    Training.objects.filter(id=event.ids[0]).delete()
