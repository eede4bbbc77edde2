"""What becomes of this room's events at a restore."""

from django.db import connection

from clients.contacting.replay import call_nothing_safe
from confidentiality.work.backup.replaying import closes, harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

from .models import Notification

harmless(
    "notifications_listed",
    "notification_opened",
    "notifications_of_file_listed",
    "strand_opened",
    "strand_reviewed",
)
# Whoever was told may be told a second time: silence would be worse.
lost(
    "notifications and what was done about them; ask each partner again what they know",
    "partners_notified",
    "notification_attempted",
    "notification_put_before_lead",
    "notification_preference_noted",
    "strand_given",
)


@closes("notification_preference_noted")
def settle_first(event: Shipped) -> None:
    """Let her be asked before anything is told: what she wants is lost. Of a strand's the event says not whose."""
    if event.file is not None:
        call_nothing_safe(event)


@replays("strands_destroyed")
def destroy_again(event: Shipped) -> None:
    """Destroy strands again whose time had come; their keys go by themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.drop_strands(%s::uuid[])", [list(event.ids)])


@replays("notification_stopped")
def stop_again(event: Shipped) -> None:
    """End again what she has asked not to be told; what she wants, noted since the backup, is lost."""
    _end(event, Notification.Outcome.STOPPED)


@replays("notification_decided_against")
def decide_again(event: Shipped) -> None:
    """End again what somebody has decided not to tell: nobody tells it who knows nothing of the reason."""
    _end(event, Notification.Outcome.NOT_TOLD)


def _end(event: Shipped, outcome: str) -> None:
    waits = Notification.objects.filter(id=event.ids[0], outcome="")
    waits.update(outcome=outcome, ended_at=event.at)
