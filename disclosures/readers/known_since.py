"""Closing what somebody outside can read once they are known as a partner of the client (3.3.2 e, E13)."""

from django.db.models import Exists, OuterRef, QuerySet

from clients.emergency.walls import tell_of_recipient
from clients.models import CaseFile
from clients.people.hearing import hears_of_people
from disclosures.actions.lock import TO_PARTNER
from disclosures.agencyworkers.models import AgencyWorker
from disclosures.models import Package
from staff.models import Worker

from .access import hold_release, obstacles
from .actions import shut_out
from .models import Recall, Ticket

CLOSED = (
    "Somebody outside who can read what left this file is called like a partner of the client. The way in is closed,"
    " and the managers are told. If it was them, recall it: see Disclosures (clause 3.3.2 e)."
)


@hears_of_people
def close_to_partners(file: CaseFile, by: Worker) -> str:
    """Close every open way in of a recipient who is like a partner now; her managers are told. Returns what to say."""
    found = [each for each in _read_outside(file) if _reaches_a_partner(each, by)]
    for package in found:
        shut_out(package)
    if found:
        tell_of_recipient(file.id)
    return CLOSED if found else ""


def _read_outside(file: CaseFile) -> QuerySet[Package]:
    """What was released from a file and can be read: by a link that is open, or by somebody who signs in."""
    signs_in = AgencyWorker.objects.filter(
        contact=OuterRef("release__contact"), outcome=AgencyWorker.Outcome.AGREED, ended_at=None
    )
    let_in = Ticket.objects.filter(package=OuterRef("pk"), closed_at=None)
    recalled = Recall.objects.filter(release=OuterRef("release"))
    standing = Package.objects.filter(~Exists(recalled), file=file, release__contact__isnull=False)
    return standing.filter(Exists(let_in) | Exists(signs_in)).select_related("release")


def _reaches_a_partner(package: Package, by: Worker) -> bool:
    hold_release(package.id)
    return any(each.code in TO_PARTNER for each in obstacles(package, giving=by))
