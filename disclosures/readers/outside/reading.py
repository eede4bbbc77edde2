"""What a visit has: its ticket, its package, and the register of readings that every opening goes into."""

from collections.abc import Callable
from uuid import UUID

from django.db import ProgrammingError
from django.http import Http404

from confidentiality.access.identity import OutsideReader, current_principal
from confidentiality.audit.record import record
from disclosures.building.pdf import MOST_PICTURES
from disclosures.building.taking import page_in
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


def has_opened(visit: Visit) -> bool:
    """Say whether the package, whose pages are pictures, was opened in this visit."""
    return OutsideReading.objects.filter(visit=visit, what__in=(What.OPENED, What.PRINTED)).exists()


def write_down(visit: Visit, what: What) -> None:
    """Put what is opened on the register of readings and in the audit.

    Raises Http404 where the visit has ended meanwhile: then the database takes neither.
    """
    reading = OutsideReading(
        file_id=visit.file_id, visit=visit, package_id=visit.ticket.package_id, what=what
    )

    def write() -> None:
        reading.save(force_insert=True)
        _note(visit, str(what), reading.id)

    _as_long_as_it_lasts(write)


def _note(visit: Visit, reason: str, *more: UUID) -> None:
    ids = [visit.id, visit.ticket.package_id, *more]
    record("package_read_outside", file=visit.file_id, ids=ids, reason=reason)


def _as_long_as_it_lasts(write: Callable[[], None]) -> None:
    try:
        write()
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


def open_page(visit: Visit, number: int) -> bytes:
    """Return a page of a document (from 1) as the picture that was released; each is in the audit.

    Raises Http404 where the package has no such page, or there is none for the visit.
    """
    found = Package.objects.filter(id=visit.ticket.package_id).first()
    letter = found.letter if found and 0 < number <= MOST_PICTURES else None
    picture = page_in(letter, number - 1) if letter else None
    if picture is None:
        raise Http404
    _as_long_as_it_lasts(lambda: _note(visit, "page"))
    return picture
