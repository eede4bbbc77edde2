"""What a client holds against us, and what stands beside our record: complaints, disputes, conference minutes."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from clients.actions import put_beside
from clients.emergency.access import bank_holidays
from clients.hearing import hold_file
from clients.models import CaseFile, Entry
from clients.people.access import identifiers_of
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from disclosures.actions.lock import NotNow
from disclosures.others import named_others
from staff.access import roles_held
from staff.models import Worker

from . import clocks, rules
from .access_redress import not_judged_by
from .answers import against_answer
from .models import Complaint, ConferenceMark, FileRequest, Rectification


class NotCorrected(NotNow):
    """It is said to have been wrong, and nothing was put right."""


def complain(
    *,
    file: CaseFile,
    request: FileRequest | None,
    received_on: date,
    about: UUID | None,
    words: str,
    key: UUID,
    by: Worker,
) -> Complaint:
    """Take a complaint down; by when it is acknowledged is a setting (5.2.5)."""
    made = Complaint(
        id=key,
        file=file,
        request=request,
        received_on=received_on,
        acknowledge_by=clocks.acknowledge_by(received_on, days=settings.COMPLAINT_DAYS),
        recorded_by=by,
        about_id=about,
    )
    made.words, made.answer = words, None
    made.save(force_insert=True)
    record("complaint_recorded", file=file.id, ids=[made.id])
    return made


def acknowledge(*, complaint: Complaint, on: date) -> None:
    """Note that a complaint was acknowledged; raises NotNow the second time."""
    found = Complaint.objects.select_for_update().get(id=complaint.id)
    if found.acknowledged_on is not None or found.decided_on is not None:
        raise NotNow("It was acknowledged already.")
    found.acknowledged_on = on
    found.save(update_fields=["acknowledged_on"])
    record("complaint_acknowledged", file=found.file_id, ids=[found.id])


def judge(*, complaint: Complaint, upheld: bool, answer: str, by: Worker) -> None:
    """Decide about a complaint, as somebody whom it is not about; raises PermissionDenied, or NotNow once it is."""
    if not rules.may_judge(by.pk, not_by=not_judged_by(complaint), roles=roles_held(by)):
        raise PermissionDenied(
            "A manager or lead decides about a complaint whom it is not about (clause 5.2.5)."
        )
    found = Complaint.objects.select_for_update().get(id=complaint.id)
    if found.decided_on is not None:
        raise NotNow("It was decided already.")
    found.decided_on, found.decided_by = timezone.localdate(), by
    found.upheld, found.answer = upheld, answer
    found.save(update_fields=["decided_on", "decided_by", "upheld", "answer"])
    record("complaint_decided", file=found.file_id, ids=[found.id])


def dispute(
    *,
    entry: Entry,
    statement: str,
    received_on: date,
    key: UUID,
    by: Worker,
    sensitive_kind: str = "",
    remark: UUID | None = None,
) -> Rectification:
    """Put a client's statement beside an entry that they say is wrong; nothing is overwritten (E28).

    Raises Refused beside what they said themselves. `remark` is what they wrote at an office screen, if it was there:
    each stands beside one entry.
    """
    beside = put_beside(
        entry=entry, by=by, statement=statement, said_on=received_on, sensitive_kind=sensitive_kind
    )
    made = Rectification(
        id=key,
        file=entry.file,
        entry=entry,
        statement=beside,
        received_on=received_on,
        due_on=clocks.a_month_from(received_on, bank_holidays(), months=settings.OWN_FILE_MONTHS),
        recorded_by=by,
        remark=remark,
    )
    made.answer = None
    made.save(force_insert=True)
    record("rectification_recorded", file=made.file_id, ids=[made.id, entry.id, beside.id])
    return made


def answer_dispute(*, dispute: Rectification, decision: str, answer: str, by: Worker) -> None:
    """Answer what a client disputes; an answer that names anybody tied to the file is refused (E28, 3.2.1).

    Raises NotNow for such an answer, for a correction that there is not, and the second time; Refused where nobody can
    be looked for.
    """
    if named := named_others(answer, identifiers_of(dispute.file)):
        raise NotNow(
            f"The answer names {', '.join(named)}. It must confirm nobody as a source (clause 3.2.1): leave it out."
        )
    found = Rectification.objects.select_for_update().get(id=dispute.id)
    if found.decided_on is not None:
        raise NotNow("It was answered already.")
    if against := against_answer(decision, corrected=_is_corrected(found)):
        raise NotCorrected(against)
    found.decision, found.decided_by, found.decided_on = decision, by, timezone.localdate()
    found.answer = answer
    found.save(update_fields=["decision", "decided_by", "decided_on", "answer"])
    record("rectification_decided", file=found.file_id, ids=[found.id], reason=decision)


def _is_corrected(dispute: Rectification) -> bool:
    """Whether a correction was written after what they dispute, which may be a correction itself."""
    of = dispute.entry
    corrections = Entry.objects.filter(kind=Entry.Kind.CORRECTION, taken_out_at=None)
    return corrections.filter(
        corrects=of.corrects_id or of.id, written_at__gt=of.written_at
    ).exists()


def mark_minutes(*, entry: Entry, key: UUID, by: Worker) -> ConferenceMark:
    """Say that an entry is minutes of a multi-agency conference: never part of what a client reads (E33).

    Whoever releases the file to them at this moment is waited for, or waits.
    """
    hold_file(entry.file_id)
    standing = ConferenceMark.objects.filter(entry=entry, taken_back_at=None).first()
    if standing is not None:
        return standing
    made = ConferenceMark(id=key, file=entry.file, entry=entry, by=by)
    made.save(force_insert=True)
    record("conference_marked", file=made.file_id, ids=[made.id, entry.id])
    return made


def unmark_minutes(*, file: CaseFile, mark_id: UUID, by: Worker) -> None:
    """Say that it was no such thing; raises Hidden for a mark that does not stand on this file."""
    mark = ConferenceMark.objects.filter(id=mark_id, file=file, taken_back_at=None)
    if not mark.update(taken_back_at=timezone.now(), taken_back_by=by):
        raise Hidden("conference_mark_hidden", file=file.id)
    record("conference_unmarked", file=file.id, ids=[mark_id])
