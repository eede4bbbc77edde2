"""What a visit has: its ticket, its package, and the register of readings that every opening goes into."""

from django.db import ProgrammingError
from django.http import Http404

from confidentiality.access.identity import OutsideReader, current_principal
from confidentiality.audit.record import record
from disclosures.models import Package

from ..models import OutsideReading, Ticket, Visit

What = OutsideReading.What


def open_visit() -> Visit:
    """Return whoever acts as their visit with its ticket; raises Http404 where it has ended since."""
    who = current_principal()
    if not isinstance(who, OutsideReader):
        raise Http404
    visit = Visit.objects.filter(id=who.visit).first()
    ticket = Ticket.objects.filter(id=visit.ticket_id).first() if visit else None
    if visit is None or ticket is None:
        raise Http404
    visit.ticket = ticket
    return visit


def has_accepted(visit: Visit) -> bool:
    """Say whether the terms were accepted in this visit."""
    return OutsideReading.objects.filter(visit=visit, what=What.TERMS).exists()


def write_down(visit: Visit, what: What) -> None:
    """Put what is opened on the register of readings and in the audit.

    Raises Http404 where the visit has ended meanwhile: then the database takes neither.
    """
    reading = OutsideReading(
        file_id=visit.file_id, visit=visit, package_id=visit.ticket.package_id, what=what
    )
    ids = [visit.id, reading.package_id, reading.id]
    try:
        reading.save(force_insert=True)
        record("package_read_outside", file=visit.file_id, ids=ids, reason=str(what))
    except ProgrammingError as refused:
        if getattr(refused.__cause__, "pgcode", "") != "42501":
            raise
        raise Http404 from None


def open_package(visit: Visit, what: What) -> Package:
    """Return the visit's package and write down that it was opened; raises Http404 where there is none for it."""
    found = Package.objects.filter(id=visit.ticket.package_id).first()
    if found is None:
        raise Http404
    write_down(visit, what)
    return found
