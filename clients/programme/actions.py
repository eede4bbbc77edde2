"""Recording what happened to a man on the programme, and correcting it by a further event."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from clients.models import CaseFile
from confidentiality.access.http import Refused
from confidentiality.access.identity import SystemActor
from confidentiality.audit.record import record
from confidentiality.work.jobs import enqueue
from staff.induction.models import PolicyVersion
from staff.models import Worker

from .access import has_signed
from .models import ProgrammeEvent, SignedForm
from .rules import missing_for

LOOK = (
    "notifications.look"  # the kind of job that every event asks for, whoever may have to be told
)
OVERTAKEN = "Somebody has corrected this meanwhile: look at what stands now."


@dataclass(frozen=True)
class Happened:
    """What happened: `kind` of KINDS, the number of a stage, the day, and words for the file alone."""

    kind: str
    on: date
    stage: int | None = None
    words: str = ""


def record_event(
    *,
    file: CaseFile,
    happened: Happened,
    by: Worker,
    event_id: UUID,
    corrects: ProgrammeEvent | None = None,
) -> ProgrammeEvent:
    """Put an event on an opened file of the programme; `corrects` stays on record as it was (4.2.1, E16).

    Raises Refused when that was corrected already, or while the form that he signs is missing (clause 1).
    """
    if missing := missing_for(happened.kind, signed=has_signed(file)):
        raise Refused(missing.what, "programme_unsigned_refused", file=file.id)
    event = ProgrammeEvent(
        id=event_id,
        file=file,
        kind=happened.kind,
        stage=happened.stage,
        happened_on=happened.on,
        recorded_by=by,
        corrects=corrects,
    )
    event.words = happened.words
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        others = ProgrammeEvent.objects.filter(corrects=corrects).exclude(pk=event_id)
        if corrects is not None and others.exists():
            raise Refused(OVERTAKEN, "programme_correct_refused", file=file.id) from None
        raise
    corrected = [corrects.id] if corrects else []
    record("programme_event_recorded", file=file.id, ids=[event.id, *corrected])
    # In nobody's name: how long it takes says whether there is anybody to be told.
    enqueue(LOOK, event.id, by=SystemActor.NOTIFIER)
    return event


def record_signed(
    *,
    file: CaseFile,
    version: PolicyVersion,
    signed_on: date,
    witnessed_by: UUID,
    by: Worker,
    form_id: UUID,
) -> SignedForm:
    """Record that a man signed the form, which version, and before whom (clause 1)."""
    signed = SignedForm(
        id=form_id,
        file=file,
        version=version,
        signed_on=signed_on,
        witnessed_by_id=witnessed_by,
        recorded_by=by,
    )
    signed.save(force_insert=True)
    record("programme_form_signed", file=file.id, ids=[signed.id, version.id])
    return signed
