"""What becomes of this room's events at a restore: who stands in no more does not come back."""

from confidentiality.work.backup.replaying import lost, replays
from confidentiality.work.backup.shipped import Shipped
from staff.models import Membership, RoleLoan

from .models import Deputyship

lost("deputies", "deputy_appointed", "deputy_began")


@replays("deputy_ended")
def end_again(event: Shipped) -> None:
    """End again what ended early: the role's loan and every team that the deputy held to an end."""
    deputyship, deputy, _ = event.ids
    Deputyship.objects.filter(id=deputyship, ended_at=None).update(ended_at=event.at)
    RoleLoan.objects.filter(id=deputyship, ends_at__gt=event.at).update(ends_at=event.at)
    Membership.objects.filter(account_id=deputy, until__isnull=False).delete()
