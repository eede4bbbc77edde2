"""What becomes of this room's events at a restore: whom we stopped working with stays so."""

from confidentiality.work.backup.replaying import closes, harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped
from disclosures.models import Agency, AgencyContact
from staff.models import Worker

harmless("agency_register_listed", "management_agreement_opened")
lost("changes of agencies and their people", "agency_changed", "agency_contact_changed")
lost("management agreements", "management_agreement_recorded")


@replays("agency_ended")
def end_again(event: Shipped) -> None:
    """Note again that we work with an agency no longer."""
    by = Worker.objects.filter(account_id=event.by).first()
    Agency.objects.filter(id=event.ids[0], ended_at=None).update(ended_at=event.at, ended_by=by)


@replays("agency_contact_left")
def leave_again(event: Shipped) -> None:
    """Note again that somebody works at an agency no longer."""
    by = Worker.objects.filter(account_id=event.by).first()
    found = AgencyContact.objects.filter(id=event.ids[1], left_at=None)
    found.update(left_at=event.at, left_by=by)


@closes("agency_changed")
def name_no_duty(event: Shipped) -> None:
    """Name no duty in law, which waives the assurance: it may have been taken back in words that are lost (4.1.1)."""
    Agency.objects.filter(id=event.ids[0]).update(statutory_duty="")
