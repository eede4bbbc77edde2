"""Taking an enquiry, writing on, closing it, and making a file of it, each with its audit event."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from clients import actions as files
from clients.models import CaseFile, Entry
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.filters import date_gb, datetime_gb
from confidentiality.sealing.keys import make_key
from staff.models import Worker

from .models import Enquiry, EnquiryNote

SEE_THIRD_PARTY = "The file was opened after an enquiry by somebody else. What they said stands under Third party."


@dataclass(frozen=True)
class Told:
    """What an enquiry says; sealed as it is stored. `caller` is empty where nobody gave a name."""

    came_from: Enquiry.From
    about: str
    body: str
    caller: str = ""
    source: str = ""
    contact: dict[str, Any] = field(default_factory=dict)


class Gone(Exception):
    """The enquiry became a file, or was destroyed, at this moment."""


def take_enquiry(
    *,
    enquiry_id: UUID,
    service: str,
    told: Told,
    danger: bool,
    ring_back_on: date | None,
    by: Worker,
) -> Enquiry:
    """Write an enquiry down for the worker's own service, under a key of its own; the same form sent twice is one."""
    enquiry = Enquiry(
        id=enquiry_id,
        service=service,
        danger=danger,
        came_from=told.came_from,
        taken_by=by,
        touched_on=timezone.localdate(),
        ring_back_on=ring_back_on,
        caller=told.caller,
        source=told.source,
        contact=told.contact,
        about=told.about,
        body=told.body,
    )
    try:
        with transaction.atomic():
            make_key(enquiry.sealed_under())
            enquiry.save(force_insert=True)
    except IntegrityError:
        twin = Enquiry.objects.filter(id=enquiry_id).first()
        if twin is None:
            raise Hidden("enquiry_hidden", purpose="take_enquiry") from None
        return twin
    record("enquiry_taken", ids=[enquiry.id])
    return enquiry


def _lock(enquiry: Enquiry) -> None:
    if not Enquiry.objects.select_for_update().filter(id=enquiry.id).exists():
        raise Gone


def write_on(
    *, enquiry: Enquiry, note_id: UUID, body: str, ring_back_on: date | None, by: Worker
) -> None:
    """Write what happened since; a closed enquiry is open again. Raises Gone."""
    _lock(enquiry)
    if EnquiryNote.objects.filter(id=note_id).exists():
        return  # the same form, sent twice
    EnquiryNote.objects.create(id=note_id, enquiry=enquiry, author=by, body=body)
    Enquiry.objects.filter(id=enquiry.id).update(
        state=Enquiry.State.OPEN,
        closed_by=None,
        outcome="",
        touched_on=timezone.localdate(),
        ring_back_on=ring_back_on,
    )
    record("enquiry_note_added", ids=[enquiry.id, note_id])


def close_enquiry(*, enquiry: Enquiry, outcome: Enquiry.Outcome, by: Worker) -> bool:
    """Close an enquiry; its time begins to run. Returns False when it is closed already; raises Gone."""
    _lock(enquiry)
    still = Enquiry.objects.filter(id=enquiry.id, state=Enquiry.State.OPEN)
    done = still.update(
        state=Enquiry.State.CLOSED, closed_by=by, outcome=outcome, ring_back_on=None
    )
    if done:
        record("enquiry_closed", ids=[enquiry.id], reason=outcome)
    return bool(done)


def become_file(
    *,
    enquiry: Enquiry,
    notes: list[EnquiryNote],
    particulars: files.Particulars,
    opened_on: date,
    sensitive_kind: str,
    by: Worker,
    walled_off: Iterable[UUID] = (),
) -> CaseFile:
    """Open a file with what the enquiry knows; its words become the file's first, and it is destroyed with its key.

    What somebody else said becomes a third-party record (clause 3.2.1), and the first entry says so. Raises Gone.
    """
    with transaction.atomic():
        _lock(enquiry)
        file = files.open_new_file(
            service=enquiry.service,
            particulars=particulars,
            by=by,
            opened_on=opened_on,
            walled_off=walled_off,
        )
        _hand_words_over(enquiry, notes, file, sensitive_kind, by)
        with connection.cursor() as cursor:
            cursor.execute("SELECT access.enquiry_became_file(%s)", [enquiry.id])
            if not cursor.fetchone()[0]:
                raise Gone
        record("enquiry_became_file", file=file.id, ids=[enquiry.id])
    return file


def _hand_words_over(
    enquiry: Enquiry, notes: list[EnquiryNote], file: CaseFile, sensitive_kind: str, by: Worker
) -> None:
    words = in_one(enquiry, notes)
    own = enquiry.came_from == Enquiry.From.THEMSELVES
    files.add_entry(
        file=file,
        by=by,
        kind=Entry.Kind.CALL if own else Entry.Kind.NOTE,
        nature=Entry.Nature.FACT,
        body=words if own else SEE_THIRD_PARTY,
        happened_on=timezone.localtime(enquiry.taken_at).date(),
        sensitive_kind=sensitive_kind if own else "",
        entry_id=enquiry.id if own else None,
    )
    if not own:
        files.add_third_party_record(
            file=file,
            by=by,
            about_whom=file.name,
            from_whom=enquiry.source or enquiry.get_came_from_display(),
            body=words,
            in_confidence=True,
            safety_critical=enquiry.danger,
            record_id=enquiry.id,
        )


def in_one(enquiry: Enquiry, notes: list[EnquiryNote]) -> str:
    """Return all words of an enquiry as one text: when, who took it, what about, what was said, what followed."""
    head = f"Enquiry of {datetime_gb(enquiry.taken_at)}, taken by {enquiry.taken_by.display_name}."
    danger = ["Somebody was in danger when it was taken."] if enquiry.danger else []
    later = [
        f"{date_gb(note.written_at)}, {note.author.display_name}: {note.body}" for note in notes
    ]
    return "\n\n".join([head, *danger, f"About: {enquiry.about}", enquiry.body, *later])
