"""What becomes of this room's events at a restore: a screen that was taken away stays so, nobody reads on."""

from confidentiality.work.backup.replaying import closes, harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped
from disclosures.models import Consent
from disclosures.readers.models import Visit
from staff.models import Worker

from .models import OfficeScreen

harmless("screen_refused", "office_code_renewed")
lost("office screens", "screen_asked", "screen_agreed", "screen_enrolled")
lost("tickets to office screens", "office_ticket_given")
lost("what clients left at office screens", "remark_left", "reading_signed")
lost(
    "limits that clients set on what they had agreed to",
    "consent_limited_at_office",
    "consent_limited",
)


@replays("screen_ended")
def end_screen(event: Shipped) -> None:
    """Take a screen away again."""
    by = Worker.objects.filter(account_id=event.by).first()
    found = OfficeScreen.objects.filter(id=event.ids[0], ended_at=None)
    found.update(ended_at=event.at, ended_by=by)


@replays("office_visit_ended")
def end_visit(event: Shipped) -> None:
    """Let a sitting that ended since stay ended."""
    Visit.objects.filter(id=event.ids[0], ended_at=None).update(ended_at=event.at)


@replays("consent_withdrawn_at_office")
def withdraw(event: Shipped) -> None:
    """Withdraw a consent again, at the time when the client did (E40); the task of it is lost."""
    Consent.objects.filter(id=event.ids[0], withdrawn_at=None).update(withdrawn_at=event.at)


@closes("consent_limited_at_office", "consent_limited")
def withdraw_what_was_limited(event: Shipped) -> None:
    """Let nothing leave on a consent that was limited since: by how much is lost, and its lead asks the client anew."""
    withdraw(event)
