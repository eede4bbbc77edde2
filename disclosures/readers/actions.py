"""Every write of this room on staff's side; each writes its audit event in the same transaction."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from clients.emergency.walls import tell_of_recipient
from confidentiality.access.http import Hidden, Refused
from confidentiality.audit.record import record
from confidentiality.sealing.fields import sealed_for
from confidentiality.sealing.keys import load_keys
from disclosures.actions import NotNow, Obstructed, Particulars, ask_to_disclose
from disclosures.actions.lock import TO_PARTNER
from disclosures.grounds import grounds_from
from disclosures.models import DisclosureRequest, Package
from disclosures.picture import Basis
from staff.models import Worker
from staff.organisation.in_force import letterhead

from .access import hold_release, obstacles
from .closing import asked
from .codes import link_of, new_code, new_token, print_of_code, print_of_link
from .models import Correction, Recall, Secret, Ticket

READS = "Limits that a client set since are read by a line manager who sees the file."
REFUSED = (
    "This is for whoever may write in the file, who released the package, or who manages the file."
)


@dataclass(frozen=True)
class Given:
    """A link and its code, told once: neither is kept anywhere."""

    ticket: Ticket
    link: str
    code: str


def give_link(
    *, package: Package, ticket_id: UUID, may_download: bool, by: Worker, seen: Sequence[UUID] = ()
) -> Given:
    """Give the release's recipient a one-time link; an earlier one, and what it opened, is closed.

    What can have changed since the release is asked again with the release held; her managers are told where it would
    let somebody in who is known as a partner now (E13). `seen` are the closings that whoever gives it knows of: with
    the link their recipient is let in again. Raises Obstructed with what stands against it, NotNow where it is closed
    to them for what was not seen, Hidden when the package is not there for whoever acts.
    """
    _ask_again(package, by)
    if package.release.contact_id is None:
        raise NotNow("A link is given to somebody on the register of agencies alone.")
    _lift_closings(package, seen)
    asked("shut_out_reader", package.id, "replaced")
    ticket = _new_ticket(package, ticket_id, may_download, by)
    token, code = new_token(), new_code()
    Secret.objects.create(
        file_id=package.file_id, ticket=ticket, link=print_of_link(token), code=print_of_code(code)
    )
    record("reader_link_given", file=package.file_id, ids=[ticket.id, package.id])
    return Given(ticket, link_of(token), code)


def _new_ticket(package: Package, ticket_id: UUID, may_download: bool, by: Worker) -> Ticket:
    """Write a ticket to a package for its recipient, who is on the register of agencies."""
    head, release, now = letterhead(), package.release, timezone.now()
    load_keys([package.sealed_under()])
    ticket = Ticket(
        id=ticket_id,
        file_id=package.file_id,
        package=package,
        contact_id=release.contact_id,
        given_by=by,
        given_at=now,
        expires_at=now + timedelta(days=settings.LINK_DAYS),
        may_download=may_download,
        cover={
            "organisation": head.name,
            "contact": head.contact,
            "reference": release.reference,
            "released_on": timezone.localdate(release.released_at).isoformat(),
        },
    )
    ticket.save(force_insert=True)
    return ticket


def _ask_again(package: Package, by: Worker) -> None:
    """Hold a release, and ask what can have changed since; raises Obstructed with what stands against letting in."""
    hold_release(package.id)
    against = obstacles(package, giving=by)
    if not against:
        return
    record(
        "reader_link_refused",
        file=package.file_id,
        ids=[package.id],
        fields=sorted({each.code for each in against}),
        outcome="denied",
    )
    if any(each.code in TO_PARTNER for each in against):
        tell_of_recipient(package.file_id)
    raise Obstructed(against)


def take_back(*, package: Package, by: Worker) -> None:
    """Close the open link of a package and end the visit that it opened; raises NotNow where none is open."""
    said = asked("shut_out_reader", package.id, "")
    if said == "refused":
        raise Refused(REFUSED, "reader_link_kept", file=package.file_id)
    if said != "closed":
        raise NotNow("No link to this package is open.")


def note_limits_read(*, package: Package, read: Sequence[UUID]) -> None:
    """Note that a manager has read the limits of the consents that were given since; nobody is let in by it (3.3.2 d).

    Raises NotNow where nothing waits, or another consent came meanwhile.
    """
    said = asked("note_limits_read", package.id, list(read))
    if said == "refused":
        raise Refused(READS, "limits_kept_unread", file=package.file_id)
    if said == "unread":
        raise NotNow("The client has set other limits meanwhile. Read them first.")
    if said != "done":
        raise NotNow("No limits wait to be read.")


def let_in_again(*, package: Package, by: Worker, seen: Sequence[UUID]) -> None:
    """Let a recipient in again to a package that was closed to them, as a new link would.

    `seen` are the closings that whoever lets them in knows of. Raises NotNow where it was not closed, or a consent with
    limits or another closing came meanwhile, Obstructed with what stands against letting them in now (E10, E11, E13).
    """
    _ask_again(package, by)
    if not _lift_closings(package, seen):
        raise NotNow("It is not closed to them.")


def _lift_closings(package: Package, seen: Sequence[UUID]) -> bool:
    """Lift what keeps a recipient out; False where nothing does."""
    said = asked("let_in_again", package.id, list(seen))
    if said == "refused":
        raise Refused(REFUSED, "reader_kept_out", file=package.file_id)
    if said == "unread":
        raise NotNow("The client has set other limits meanwhile. A line manager reads them first.")
    if said == "unseen":
        raise NotNow("It was closed to them again meanwhile. See below why, and try again.")
    if said not in ("done", "none"):
        raise Hidden("package_hidden")
    return bool(said == "done")


def recall(*, package: Package, recall_id: UUID, reason: str, by: Worker) -> Recall:
    """Call a released package back (E21): nobody outside reads it from now on; it stays as it was.

    Raises Refused for whoever neither leads or manages the file nor released it, NotNow when it was recalled already.
    """
    made = Recall(id=recall_id, file_id=package.file_id, release=package.release, recalled_by=by)
    made.reason = reason
    said = asked(
        "recall_release",
        made.id,
        package.release_id,
        bytes(sealed_for(made, "reason")),
    )
    if said == "hidden":
        raise Hidden("package_hidden")
    if said == "refused":
        sentence = (
            "A package is recalled by whoever leads the file, by its line manager, by the safeguarding lead,"
            " or by whoever released it."
        )
        raise Refused(sentence, "package_recall_refused", file=package.file_id)
    if said != "recalled":
        raise NotNow("This package was recalled already.")
    return made


def begin_correction(*, recalled: Recall, request_id: UUID, by: Worker) -> DisclosureRequest:
    """Begin a new disclosure to the same recipient that is to put a recalled one right (E21).

    It starts as a draft with the same recipient, basis, consent and readers and with nothing picked: what leaves, and
    whether it may, is judged anew. Raises NotNow for a client's own file: that is prepared anew from their request.
    """
    old = recalled.release.request
    if old.basis == Basis.OWN_FILE:
        raise NotNow("What a client reads of their own file is prepared anew from their request.")
    says = Particulars(
        contact=recalled.release.contact,
        consent=recalled.release.consent,
        entries=(),
        readers=tuple(old.readers),
        basis=Basis(old.basis),
        reached=old.reached,
        grounds=grounds_from(old.grounds),
        request_id=request_id,
    )
    request = ask_to_disclose(file=old.file, says=says, by=by)
    Correction.objects.create(
        id=uuid.uuid4(), file_id=request.file_id, recall=recalled, request=request
    )
    record("correction_begun", file=request.file_id, ids=[request.id, recalled.id])
    return request


def see_closed_link(*, ticket: Ticket, by: Worker) -> None:
    """Note that whoever acts has seen that a link was closed after wrong codes."""
    if not asked("saw_closed_link", ticket.id):
        raise Hidden("reader_link_hidden")
    record("closed_link_seen", file=ticket.file_id, ids=[ticket.id])
