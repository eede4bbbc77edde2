"""What becomes of this room's events at a restore: whom a breach concerns is kept from it again."""

from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped
from staff.models import Worker

from .models import Breach, Event

harmless(
    "breaches_listed",
    "breach_opened",
    "breach_report_opened",
    "breach_figures_shown",
    "breach_proceedings_listed",
)
lost("reports of breaches", "breach_reported")
lost("notes on breaches", "breach_noted")


@replays("breach_concern_named", "breach_concern_lifted")
def keep_from_again(event: Shipped) -> None:
    """Keep a breach again from whom it concerns, or no longer; the words that were written with it are lost."""
    breach, note, worker = event.ids
    there = Breach.objects.filter(id=breach).exists() and Worker.objects.filter(pk=worker).exists()
    if not there or Event.objects.filter(id=note).exists():
        return
    named = event.action == "breach_concern_named"
    Event(
        id=note,
        breach_id=breach,
        number=1 + Event.objects.filter(breach_id=breach).count(),
        kind=Event.Kind.CONCERNED if named else Event.Kind.NOT_CONCERNED,
        by_id=event.by,
        at=event.at,
        worker_id=worker,
    ).save(force_insert=True)
