"""What becomes of this room's events at a restore: what was recalled or closed stays so; nobody outside is let in."""

from uuid import UUID

from confidentiality.work.backup.replaying import CannotReplay, harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped
from disclosures.models import Package, Release
from staff.models import Worker

from .models import Recall, Ticket, Visit

harmless(
    *("reader_links_listed", "closed_link_seen", "reader_refused", "reader_left"),
)
lost("links to outside readers", "reader_link_given")
lost("what outside readers read", "package_read_outside")
lost("corrections begun", "correction_begun")
lost("limits that a manager read", "limits_read")  # they wait to be read again, and it stays closed
lost("readers let in again", "reader_let_in_again")  # it stays closed until somebody does so again


@replays("reader_came_in")
def use_up(event: Shipped) -> None:
    """Let a link that was used since stay used: it opens nothing a second time."""
    Ticket.objects.filter(id=event.ids[0], redeemed_at=None).update(redeemed_at=event.at)


@replays("reader_link_closed")
def close_link(event: Shipped) -> None:
    """Close a link again, and end the visit that it opened.

    One that was lost leaves a closed one in its place: whoever signs in must not find what was closed to them. The
    client signs in nowhere, and a ticket of theirs that was lost opens nothing.
    """
    package = Package.objects.filter(id=event.ids[-1]).select_related("release").first()
    _close(list(event.ids), event, _why(event, package))
    if package is None or package.release.contact_id is None:
        return
    if Ticket.objects.filter(id__in=event.ids).exists():
        return
    Ticket(
        id=event.ids[0], file_id=package.file_id, package=package, contact_id=package.release.contact_id,
        given_by_id=package.release.released_by_id, given_at=event.at, expires_at=event.at, may_download=False,
        closed_at=event.at, closed_for=Ticket.Closed.TAKEN_BACK, cover={},
    ).save(force_insert=True)  # fmt: skip


def _why(event: Shipped, package: Package | None) -> Ticket.Closed:
    """Return why it was closed: the package is named only where it was closed to its reader."""
    if package is not None:
        return Ticket.Closed.TAKEN_BACK
    return Ticket.Closed.REPLACED if event.person else Ticket.Closed.WRONG_CODES


def _close(tickets: list[UUID], event: Shipped, why: Ticket.Closed) -> None:
    open_ones = Ticket.objects.filter(id__in=tickets, closed_at=None)
    open_ones.update(closed_at=event.at, closed_for=why)
    Visit.objects.filter(ticket__in=tickets, ended_at=None).update(ended_at=event.at)


@replays("package_recalled", "misfiled_recalled")
def recall_again(event: Shipped) -> None:
    """Recall a package again (E21); its reason was sealed and is lost with the database.

    The database itself recalls what held something of another file (E48). Raises CannotReplay where a person did who
    is not known.
    """
    recall, release = event.ids[:2]
    found = Release.objects.filter(id=release).first()
    by = Worker.objects.filter(account_id=event.by).first()
    if found is None or Recall.objects.filter(release_id=release).exists():
        return
    if by is None and event.action == "package_recalled":
        raise CannotReplay("a recall was made by somebody who is younger than the backup.")
    made = Recall(
        id=recall, file_id=found.file_id, release=found, recalled_by=by, recalled_at=event.at
    )
    made.reason = "The reason was lost with a database that had to be restored." if by else None
    made.save(force_insert=True)
    tickets = Ticket.objects.filter(package__release_id=release).values_list("id", flat=True)
    _close(list(tickets), event, Ticket.Closed.RECALLED)
