"""What becomes of this room's events at a restore."""

from uuid import uuid4

from django.db import connection

from clients.contacting.replay import call_nothing_safe
from confidentiality.sealing.keys import load_keys
from confidentiality.work.backup.replaying import CannotReplay, closes, harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped
from staff.models import Worker

from .models import Notification, Preference, Strand

LOST = "What she wanted was noted on a later day and lost, and the database restored: ask her."

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
    """Let her be asked before anything is told: what she wants is lost. On a strand only warnings of risk go on."""
    if event.file is not None:
        call_nothing_safe(event)
    for strand in Strand.objects.filter(id__in=event.ids[1:]).select_related("given_to"):
        _want_risk_alone(strand, event)


def _want_risk_alone(strand: Strand, event: Shipped) -> None:
    standing = Preference.objects.filter(strand=strand).order_by("-at", "-id").first()
    asked = standing is not None and standing.wants == Preference.Wants.RISK
    if asked or not load_keys([strand.sealed_under()]):
        return
    by = Worker.objects.filter(account_id=event.by).first() or strand.given_to
    if by is None:
        raise CannotReplay(
            "what a partner without a file wants to be told was noted by somebody who is younger than the backup, and"
            " nobody looks after her strand. Give it to somebody when the doors are open, who asks her first."
        )
    row = Preference(id=uuid4(), strand=strand, wants=Preference.Wants.RISK, by=by)
    row.words = LOST
    row.save(force_insert=True)


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
