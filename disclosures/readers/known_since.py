"""Closing what somebody outside can read once they are known as a partner of the client (3.3.2 e, E13)."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Exists, OuterRef

from clients.emergency.walls import tell_of_recipient
from clients.models import CaseFile
from clients.people.hearing import hears_of_people
from disclosures.actions.lock import TO_PARTNER
from disclosures.agencyworkers.models import AgencyWorker
from disclosures.models import Package
from staff.models import Worker

from .access import hold_release, obstacles
from .actions import keep_out
from .models import Recall, Ticket

CLOSED = (
    "Somebody outside to whom something of this file was released is called like a partner of the client. What they"
    " could read is closed to them, and the managers are told. If it was them, recall it: see Disclosures"
    " (clause 3.3.2 e)."
)


@hears_of_people
def close_to_partners(file: CaseFile, by: Worker) -> str:
    """Close what a recipient can read who is like a partner now; her managers are told. Returns what to say.

    Closed is all that was released to them: who signs in later must find nothing of it either.
    """
    found = [
        package
        for packages in _released_to(file).values()
        if any(_reaches_a_partner(each, by) for each in _telling(packages))
        for package in packages
    ]
    shut = [keep_out(package=each, by=by) for each in found]
    if any(shut):
        tell_of_recipient(file.id)
    return CLOSED if any(shut) else ""


def _released_to(file: CaseFile) -> dict[UUID, list[Package]]:
    """What was written to a recipient of the register and stands, by recipient, the newest first.

    `is_read` where it can be read; what was only told is nowhere to be read.
    """
    signs_in = AgencyWorker.objects.filter(
        contact=OuterRef("release__contact"), outcome=AgencyWorker.Outcome.AGREED, ended_at=None
    )
    let_in = Ticket.objects.filter(package=OuterRef("pk"), closed_at=None)
    recalled = Recall.objects.filter(release=OuterRef("release"))
    standing = Package.objects.filter(
        ~Exists(recalled), file=file, release__contact__isnull=False, release__letter_sha256__gt=""
    )
    found: dict[UUID, list[Package]] = defaultdict(list)
    for each in (
        standing.annotate(is_read=Exists(let_in) | Exists(signs_in))
        .select_related("release")
        .order_by("-release__released_at")
    ):
        found[each.release.contact_id].append(each)  # type: ignore[index]  # asked for above
    return found


def _telling(packages: list[Package]) -> list[Package]:
    """Those of one recipient that are compared: each that can be read, for who else reads it; else the newest."""
    return [each for each in packages if each.is_read] or packages[:1]  # type: ignore[attr-defined]


def _reaches_a_partner(package: Package, by: Worker) -> bool:
    hold_release(package.id)
    return any(each.code in TO_PARTNER for each in obstacles(package, giving=by))
