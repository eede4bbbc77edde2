"""Every write of this room on staff's side; each writes its audit event in the same transaction."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from clients.models import Entry
from clients.tasks.models import Task
from confidentiality.access.http import Refused
from confidentiality.audit.record import record
from confidentiality.sealing.fields import sealed_for
from confidentiality.sealing.keys import load_keys
from disclosures.access import consents_on
from disclosures.actions import NotNow, Obstructed
from disclosures.limits import ends_on, limits_of, provisos_of
from disclosures.models import Consent, ConsentItem, Package
from disclosures.ownfile.access import own_file_of
from disclosures.ownfile.picture import Asker
from disclosures.picture import ProvisoKind
from disclosures.provisos import to_client
from disclosures.readers.access import hold_release, recall_of
from disclosures.readers.closing import asked
from disclosures.readers.models import Secret, Ticket
from disclosures.replaced import entries_refused_since
from disclosures.standing import stands
from staff.models import Worker
from staff.organisation.in_force import letterhead

from .access import against_reading, obstacles
from .codes import (
    new_client_code,
    new_screen_code,
    new_ticket_code,
    print_of_client,
    print_of_screen_code,
    print_of_ticket,
)
from .models import Offered, OfficeScreen, Sitting
from .pictures import pages_of_documents
from .rules import TICKET_MINUTES

REFUSED = (
    "This is for whoever may write in the file, who released the package, or who manages the file."
)
SCREENS = "A line manager or the records admin sets up office screens."


@dataclass(frozen=True)
class Given:
    """A ticket to the office screen and its two codes, told once: neither is kept anywhere."""

    ticket: Ticket
    staff_code: str
    client_code: str


def give_ticket(
    *, package: Package, ticket_id: UUID, supporter: bool, interpreter: bool, by: Worker
) -> Given:
    """Let the client of a package read it at an office screen, now; whatever was open to it closes (5.2.4).

    Raises Obstructed with what stands against it, Hidden when the package is not there for whoever acts.
    """
    own = own_file_of(package.release.request, hold=True)  # before the release, as everywhere
    hold_release(package.id)
    against = obstacles(package, recalled=recall_of(package) is not None)
    against = against or against_reading(package, own, supporter=supporter)
    if against:
        codes = sorted({each.code for each in against})
        record(
            "office_ticket_refused",
            file=package.file_id,
            ids=[package.id],
            fields=codes,
            outcome="denied",
        )
        raise Obstructed(against)
    asked("shut_out_reader", package.id, "replaced")
    # what the client agreed to is nobody's to read or withdraw who asks for them
    standing = _standing(package) if own and own.asker == Asker.CLIENT else []
    ticket = _ticket(package, ticket_id, standing, by)
    staff_code, client_code = new_ticket_code(), new_client_code()
    Secret.objects.create(
        file_id=package.file_id,
        ticket=ticket,
        link=print_of_ticket(staff_code),
        code=print_of_client(client_code),
    )
    sitting = Sitting.objects.create(
        file_id=package.file_id,
        ticket=ticket,
        staff=by,
        supporter=supporter,
        interpreter=interpreter,
    )
    Offered.objects.bulk_create(_offered(sitting, each) for each in standing)
    record("office_ticket_given", file=package.file_id, ids=[ticket.id, package.id])
    return Given(ticket, staff_code, client_code)


def _standing(package: Package) -> list[Consent]:
    """Return the consents of the file that stand today."""
    given = consents_on(package.file)
    since = limits_of(each.id for each in given)
    return [each for each in given if stands(each, since[each.id], package.file)]


def _ticket(package: Package, ticket_id: UUID, standing: list[Consent], by: Worker) -> Ticket:
    head, release, now = letterhead(), package.release, timezone.now()
    load_keys([package.sealed_under()])
    has_pages = bool(package.letter and package.contents.get("pages"))
    ticket = Ticket(
        id=ticket_id,
        file_id=package.file_id,
        package=package,
        contact=None,
        kind=Ticket.Kind.OFFICE,
        given_by=by,
        given_at=now,
        expires_at=now + timedelta(minutes=TICKET_MINUTES),
        may_download=False,
        cover={
            "organisation": head.name,
            "ask": by.display_name,
            "released_on": timezone.localdate(release.released_at).isoformat(),
            "pictures": pages_of_documents(package.letter or b"") if has_pages else [],
            "agreed": [_told(each, package) for each in standing],
            "sensitive": _sensitive_in(package),
        },
    )
    ticket.save(force_insert=True)
    return ticket


def _sensitive_in(package: Package) -> list[str]:
    """Return the entries of a package that hold a sensitive fact: none of their words stand on the list (4.4.2)."""
    ids = [each["entry"] for each in package.contents["items"] if each["entry"]]
    found = Entry.objects.filter(id__in=ids, sensitive=True).values_list("id", flat=True)
    return [str(each) for each in found]


def _told(consent: Consent, package: Package) -> dict[str, Any]:
    """Return what the client is told of a consent of theirs; of its entries, those that they read here."""
    since = limits_of([consent.id])[consent.id]
    limits = provisos_of(consent, since)
    ends, barred = ends_on(consent, since), {each.item for each in limits}
    covers = set(ConsentItem.objects.filter(consent=consent).values_list("entry_id", flat=True))
    mine = {str(each) for each in covers - barred - entries_refused_since(consent)}
    return {
        "id": str(consent.id),
        "to": consent.to_agency.name,
        "since": consent.given_on.isoformat(),
        "until": ends.isoformat() if ends else "",
        "why": consent.why,
        "new_words": consent.new_words or "",
        "by_parent": bool(consent.authority),
        "items": [
            {"id": each["entry"], "kind": each["kind"], "day": each["happened_on"]}
            for each in package.contents["items"]
            if each["entry"] in mine
        ],
        "limits": [said for each in limits if (said := to_client(each))],
        "spoken": any(each.kind == ProvisoKind.ONLY_VERBALLY for each in limits),
    }


def _task(sitting: Sitting, words: str) -> tuple[UUID, bytes]:
    task = Task(id=uuid4(), file_id=sitting.file_id)
    task.words = words
    return task.id, bytes(sealed_for(task, "words"))


def _offered(sitting: Sitting, consent: Consent) -> Offered:
    agency = consent.to_agency.name
    gone, gone_words = _task(
        sitting,
        f"At the office screen the client withdrew their consent to share with {agency}."
        " Look at what rests on it.",
    )
    less, less_words = _task(
        sitting,
        f"At the office screen the client set a further limit on what we may share with {agency}."
        " Read it under Consents, and look at what rests on it.",
    )
    return Offered(
        file_id=sitting.file_id,
        sitting=sitting,
        consent=consent,
        task=gone,
        words=gone_words,
        limit_task=less,
        limit_words=less_words,
    )


def end_sitting(*, package: Package, ticket_id: UUID, by: Worker) -> None:
    """Close a sitting at once, or a ticket that waits; raises NotNow where none is open."""
    said = asked("end_sitting", ticket_id)
    if said == "refused":
        raise Refused(REFUSED, "office_ticket_kept", file=package.file_id)
    if said != "done":
        raise NotNow("Nothing of this package is open at a screen.")


def renew_client_code(*, package: Package, ticket_id: UUID, by: Worker) -> str:
    """Give the client another code to come back with; raises NotNow where they are not reading."""
    code = new_client_code()
    said = asked("renew_client_code", ticket_id, print_of_client(code))
    if said == "refused":
        raise Refused(REFUSED, "office_code_kept", file=package.file_id)
    if said != "done":
        raise NotNow("Nobody is reading this package at a screen.")
    return code


def ask_for_screen(*, screen_id: UUID, room: str, by: Worker) -> OfficeScreen:
    """Ask that a browser in a room becomes an office screen; somebody else agrees."""
    screen = OfficeScreen(id=screen_id, room=room, asked_by=by)
    screen.save(force_insert=True)
    record("screen_asked", ids=[screen.id])
    return screen


def agree_to_screen(*, screen: OfficeScreen, by: Worker) -> tuple[str, str]:
    """Agree to a screen; return 'done' or why not, and the code to type there, told once."""
    code = new_screen_code()
    said = str(asked("agree_to_screen", screen.id, print_of_screen_code(code)))
    return said, code if said == "done" else ""


def end_screen(*, screen: OfficeScreen, by: Worker) -> None:
    """Take a screen away; what is being read there closes. Raises NotNow when it was taken away already."""
    if asked("end_screen", screen.id) != "done":
        raise NotNow("This screen was taken away already.")
