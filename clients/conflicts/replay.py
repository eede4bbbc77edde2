"""What becomes of this room's events at a restore: walls that followed stand again, those that were lifted do not."""

from uuid import UUID

from django.db import connection

from clients.models import CaseFile
from clients.replay import is_there
from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped
from staff.models import Worker

from .models import Notice

NOWHERE = UUID(int=0)
IDS = 5  # of one notice in an event: its own, its wall's, the person's, the file's, and where it comes from

# What follows from them is noted by the database, and done again.
harmless("conflicts_listed", "conflict_opened", "colleagues_named", "stepped_back")
lost("conflicts confirmed", "conflict_confirmed")


@replays("conflict_walls_followed")
def raise_again(event: Shipped) -> None:
    """Write notices again; each raises its wall."""
    for at in range(0, len(event.ids), IDS):
        notice, wall, person, file, because = event.ids[at : at + IDS]
        there = is_there(file) and Worker.objects.filter(pk=person).exists()
        if not there or Notice.objects.filter(id=notice).exists():
            continue
        said = {person: Notice.Source.SAID, NOWHERE: Notice.Source.NAMED}
        source = said.get(because, Notice.Source.DECLARED)
        Notice.objects.create(
            id=notice,
            file_id=file,
            reference=CaseFile.objects.values_list("reference", flat=True).get(id=file),
            worker_id=person,
            source=source,
            declared=because if source == Notice.Source.DECLARED else None,
            wall=wall,
            made_at=event.at,
        )


@replays("conflict_wall_lifted")
def lift_again(event: Shipped) -> None:
    """Lift a wall again that a manager had lifted, unless another notice stands for it."""
    notice, person = event.ids
    Notice.objects.filter(id=notice).update(
        settled_at=event.at, settled_by=None, outcome=Notice.Outcome.LIFTED
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.lower_wall(%s, %s)", [event.on, person])
