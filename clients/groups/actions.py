"""Every write of a group: who runs it, its sessions, and, file by file, who was there."""

from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.actions import add_entry, correct_entry
from clients.hearing import hold_file
from clients.models import CaseFile, Entry
from confidentiality.access.http import Refused
from confidentiality.audit.record import record
from staff.models import Worker

from .access import has_signed
from .models import Attendance, ClientGroup, GroupSession, KeepingAgreement
from .rules import KIND_OF, wording_of

TWICE = "That is recorded already: look at what stands there now."
NOT_THERE = "Recorded by mistake: was not at that session."


def make_group(
    *,
    service: str,
    day: int,
    part: str,
    run_by: Worker,
    run_with: Worker | None,
    by: Worker,
    group_id: UUID,
) -> ClientGroup:
    """Note that a service has a group, on which day it meets, and who of that service runs it."""
    group = ClientGroup(
        id=group_id,
        service=service,
        kind=KIND_OF[service],
        day=day,
        part=part,
        run_by=run_by,
        run_with=run_with,
        made_by=by,
    )
    group.save(force_insert=True)
    record("group_made", ids=[group.id])
    return group


def change_group(
    *, group: ClientGroup, run_by: Worker, run_with: Worker | None, ended: bool
) -> None:
    """Say who runs an opened group from now on, or that it meets no more; its sessions stay as they were."""
    group.run_by, group.run_with = run_by, run_with
    group.ended_at = timezone.now() if ended else None
    fields = ["run_by", "run_with", "ended_at"]
    group.save(update_fields=fields)
    record("group_changed", ids=[group.id], fields=fields)


def record_session(
    *,
    group: ClientGroup,
    held_on: date,
    run_by: Worker,
    run_with: Worker | None,
    by: Worker,
    session_id: UUID,
) -> GroupSession:
    """Record that a group met, and who of us ran it; raises Refused where that day is recorded already."""
    session = GroupSession(
        id=session_id,
        group=group,
        held_on=held_on,
        run_by=run_by,
        run_with=run_with,
        recorded_by=by,
    )
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError:
        if (
            GroupSession.objects.filter(group=group, held_on=held_on)
            .exclude(pk=session_id)
            .exists()
        ):
            raise Refused(TWICE, "group_session_refused") from None
        raise
    record("group_session_recorded", ids=[session.id])
    return session


def record_attendance(
    *, session: GroupSession, file: CaseFile, discussed: bool, by: Worker
) -> Attendance:
    """Record on one file that its client was at a session, with or without a signed agreement (clause 4.4.1).

    What happened can always be recorded: what is missing is marked, and stands before whoever leads the file. The
    timeline says the same in an entry, of this client alone. Raises Refused where it stands there already.
    """
    group, signed = session.group, has_signed(file)
    was = Attendance(
        id=uuid4(),
        session=session,
        file=file,
        wording=wording_of(group.kind) if discussed else "",
        signed=signed,
        entry=uuid4(),
        recorded_by=by,
    )
    try:
        with transaction.atomic():
            was.save(force_insert=True)
    except IntegrityError:
        raise Refused(TWICE, "attendance_refused", file=file.id) from None
    record("attendance_recorded", file=file.id, ids=[was.id])
    add_entry(
        file=file,
        by=by,
        kind=Entry.Kind.SESSION,
        nature=Entry.Nature.FACT,
        body=_told(was),
        happened_on=session.held_on,
        entry_id=was.entry,
    )
    return was


def _told(was: Attendance) -> str:
    """Return what a file's timeline says of an attendance: of its client and of us, never of anybody else."""
    group = was.session.group
    talk = (
        "Confidentiality was discussed, in these words: " + " ".join(was.words)
        if was.wording
        else "Confidentiality was not discussed with them."
    )
    agreed = "" if was.signed else " There was no signed agreement on the file (clause 4.4.1)."
    return f"At the {group.get_kind_display().lower()}. {talk}{agreed}"


def take_back(*, attendance: Attendance, file: CaseFile, by: Worker) -> None:
    """Say that an attendance was recorded by mistake: it is marked, and a further entry says so.

    Raises Refused where somebody was faster. Whoever puts its entry below another, or hands it on, is waited for.
    """
    hold_file(file.id)
    stands = Attendance.objects.filter(pk=attendance.pk, taken_back_at=None)
    if not stands.update(taken_back_at=timezone.now(), taken_back_by=by):
        raise Refused(TWICE, "attendance_refused", file=file.id)
    record("attendance_taken_back", file=file.id, ids=[attendance.id])
    day, entry = attendance.session.held_on, Entry.objects.filter(pk=attendance.entry).first()
    if entry is not None and entry.file_id == file.id:
        entry.file = file
        correct_entry(entry=entry, by=by, nature=Entry.Nature.FACT, body=NOT_THERE, happened_on=day)


def sign_keeping(
    *,
    file: CaseFile,
    signed_on: date,
    witnessed_by: UUID,
    by: Worker,
    agreement_id: UUID,
) -> KeepingAgreement:
    """Record that a client of the support service signed to keep what others say, and before whom (clause 5.2.6)."""
    signed = KeepingAgreement(
        id=agreement_id,
        file=file,
        wording=wording_of(KIND_OF[file.service]),
        signed_on=signed_on,
        witnessed_by_id=witnessed_by,
        recorded_by=by,
    )
    signed.save(force_insert=True)
    record("keeping_signed", file=file.id, ids=[signed.id])
    return signed
