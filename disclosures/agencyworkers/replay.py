"""What becomes of this room's events at a restore: whoever was shut out stays so, and nobody younger comes in."""

from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped
from staff.models import Worker

from .models import AgencySecret, AgencySession, AgencyWorker

harmless("agency_worker_refused", "agency_worker_left")
harmless("agency_list_shown", "agency_package_refused")
lost("people of partner agencies asked for", "agency_worker_asked")
lost("decisions about people of partner agencies", "agency_worker_decided")
lost("passwords and second factors of people of partner agencies", "agency_worker_welcomed")


@replays("agency_worker_ended")
def end_again(event: Shipped) -> None:
    """Shut somebody out again, or withdraw what was asked for."""
    by = Worker.objects.filter(account_id=event.by).first()
    (asked,) = event.ids
    AgencyWorker.objects.filter(id=asked, outcome="").update(outcome="withdrawn")
    standing = AgencyWorker.objects.filter(id=asked, outcome="agreed", ended_at=None)
    standing.update(ended_at=event.at, ended_by=by)
    AgencySession.objects.filter(agency_worker=asked, ended_at=None).update(ended_at=event.at)


@replays("agency_worker_signed_in")
def use_up_codes(event: Shipped) -> None:
    """Let an invitation's codes open nothing any more: they did until its person first signed in."""
    secret = AgencySecret.objects.filter(agency_worker=event.ids[0], confirmed_at=None)
    secret.update(confirmed_at=event.at)
