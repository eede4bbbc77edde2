"""What becomes of this room's events at a restore: what had ended ends again, what was described stays gone."""

from confidentiality.sealing.keys import KeyRef, destroy_key
from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

from .models import EmergencyAccess, EmergencySearch

harmless(
    "emergency_reviews_listed",
    "emergency_review_opened",
    "emergency_access_listed",
    "emergency_search_opened",
    "safety_records_listed",
    "wall_alerts_listed",
    "wall_alert_seen",
)
# Its hour has run out by itself where the backup holds it; where it does not, nothing is open.
lost("emergency accesses", "emergency_asked")
lost("reviews of emergency access", "emergency_reviewed")
lost("second reviewers asked", "emergency_escalated")
lost("alerts of walls", "wall_tried")
lost("alerts of recipients who are partners", "recipient_alerted")
lost("alerts of what the client agrees to less of", "agreed_less_alerted")
lost("searches by description", "emergency_search_asked")


@replays("emergency_ended")
def end_again(event: Shipped) -> None:
    """End an emergency access again that was ended before its hour was over."""
    (access,) = event.ids
    EmergencyAccess.objects.filter(id=access, until__gt=event.at).update(until=event.at)


@replays("emergency_search_answered", "emergency_searches_lapsed")
def forget_again(event: Shipped) -> None:
    """Let go again of what was described in searches that were answered, or that nobody answered in time."""
    for search in event.ids:
        found = EmergencySearch.objects.filter(id=search, answered_at__isnull=True)
        if found.update(answered_at=event.at, words=None):
            destroy_key(KeyRef("search", search))
