"""The doors to a man's events: those of an opened programme file, and one of them."""

from uuid import UUID

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from staff.models import Service

from .models import ProgrammeEvent, SignedForm


def on_programme(file: CaseFile) -> CaseFile:
    """Return an opened file of the programme; raises Hidden for a file of another service."""
    if file.service != Service.DVPP:
        raise Hidden("programme_hidden", file=file.id)
    return file


def events_of(file: CaseFile) -> list[ProgrammeEvent]:
    """Return the events of an opened file, the last day first; recorded."""
    found = ProgrammeEvent.objects.filter(file_id=file.id).select_related("recorded_by", "file")
    shown = list(found.order_by("-happened_on", "-recorded_at", "-id"))
    record("programme_listed", file=file.id, ids=[each.id for each in shown])
    return shown


def open_event(file: CaseFile, event_id: UUID) -> ProgrammeEvent:
    """Return an event of an opened file that stands; raises Hidden for any other id."""
    found = ProgrammeEvent.objects.filter(file_id=file.id, pk=event_id, corrected_by=None).first()
    if found is None:
        raise Hidden("programme_event_hidden", file=file.id)
    return found


def forms_signed(file: CaseFile, most: int | None = 20) -> list[SignedForm]:
    """Return the forms that the man of an opened file has signed, the latest first; `most` or all."""
    found = SignedForm.objects.filter(file=file).select_related("version", "witnessed_by")
    return list(found.defer("version__text").order_by("-signed_on", "-recorded_at")[:most])


def has_signed(file: CaseFile) -> bool:
    """Say whether the man of an opened file has signed the form (clause 1)."""
    return SignedForm.objects.filter(file=file).exists()
