"""The doors to groups: those of one's service, a session, and those who were there whose files one may view."""

from collections import defaultdict
from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from clients.allocation.access import is_manager
from clients.grants import EffectiveGrant
from clients.models import CaseFile
from clients.programme.models import SignedForm
from clients.programme.rules import Missing
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.models import Service, Worker

from .models import Attendance, ClientGroup, GroupSession, KeepingAgreement
from .rules import lacks

MOST = 100
SERVICES = (Service.ISS, Service.DVPP)


def services_of(worker: Worker) -> tuple[str, ...]:
    """Return the services whose groups are for the worker: their own; of a manager of both each, on its own page."""
    return SERVICES if worker.service == Service.BOTH else (worker.service,)


def groups_of(service: str) -> list[ClientGroup]:
    """Return the groups of one service that meet, by their day."""
    found = ClientGroup.objects.filter(service=service, ended_at=None)
    return list(found.select_related("run_by", "run_with").order_by("day", "made_at")[:MOST])


def open_group(worker: Worker, group_id: UUID) -> ClientGroup:
    """Return a group of the worker's service; raises Hidden for any other id."""
    found = ClientGroup.objects.filter(pk=group_id, service__in=services_of(worker))
    group = found.select_related("run_by", "run_with").first()
    if group is None:
        raise Hidden("group_hidden")
    return group


def sessions_of(group: ClientGroup) -> list[GroupSession]:
    """Return the sessions of an opened group, the latest first."""
    found = group.sessions.select_related("run_by", "run_with")
    return list(found.order_by("-held_on")[:MOST])


def open_session(worker: Worker, session_id: UUID) -> GroupSession:
    """Return a session of a group of the worker's service; raises Hidden for any other id."""
    found = GroupSession.objects.filter(pk=session_id, group__service__in=services_of(worker))
    session = found.select_related("group", "run_by", "run_with").first()
    if session is None:
        raise Hidden("group_session_hidden")
    return session


def latest_sessions(service: str) -> list[GroupSession]:
    """Return the latest sessions of the groups of a service, to choose from on a file."""
    found = GroupSession.objects.filter(group__service=service).select_related("group")
    return list(found.order_by("-held_on", "group__day", "pk")[:30])


def seen_at(session: GroupSession) -> list[Attendance]:
    """Return who was at an opened session of those whose files whoever acts may view; recorded, file by file unsaid.

    By reference, which is random: neither order nor number tells of anybody else.
    """
    found = Attendance.objects.filter(session=session, taken_back_at=None).select_related("file")
    shown = list(found.order_by("file__reference")[:MOST])
    load_keys(KeyRef("file", each.file_id) for each in shown)
    record("group_listed", ids=[each.file_id for each in shown])
    return shown


def may_have_been(worker: Worker, session: GroupSession) -> list[CaseFile]:
    """Return the files that the worker may say were at a session: those they lead or saw in that group before."""
    before = Attendance.objects.filter(
        file=OuterRef("file"), session__group=session.group_id, taken_back_at=None
    )
    there = before.filter(session=session)
    held = EffectiveGrant.objects.filter(
        user_id=worker.pk,
        contribute_until__gt=timezone.now(),
        file__service=session.group.service,
    ).exclude(file__status=CaseFile.Status.CLOSED)
    known = held.filter(Q(file__lead=worker.pk) | Exists(before)).exclude(Exists(there))
    files = [each.file for each in known.select_related("file").order_by("file__reference")[:MOST]]
    load_keys(KeyRef("file", file.id) for file in files)
    record("files_listed", ids=[file.id for file in files])
    return files


def sessions_on(file: CaseFile, most: int | None = MOST) -> list[Attendance]:
    """Return the sessions at which the client of an opened file was, the latest first; `most` or all; recorded."""
    found = Attendance.objects.filter(file=file).select_related(
        "session__group", "session__run_by", "session__run_with", "recorded_by", "taken_back_by"
    )
    shown = list(found.order_by("-session__held_on", "-recorded_at")[:most])
    record("groups_of_file_listed", file=file.id, ids=[each.id for each in shown])
    return shown


def open_attendance(file: CaseFile, attendance_id: UUID) -> Attendance:
    """Return an attendance of an opened file that stands; raises Hidden for any other id."""
    found = Attendance.objects.filter(file=file, pk=attendance_id, taken_back_at=None)
    attendance = found.select_related("session__group").first()
    if attendance is None:
        raise Hidden("attendance_hidden", file=file.id)
    return attendance


def agreements_on(file: CaseFile, most: int | None = 20) -> list[KeepingAgreement]:
    """Return what the client of an opened file has signed for groups, the latest first; `most` or all."""
    found = KeepingAgreement.objects.filter(file=file).select_related("witnessed_by")
    return list(found.order_by("-signed_on", "-recorded_at")[:most])


def has_signed(file: CaseFile) -> bool:
    """Say whether the client of an opened file signed to keep what others say, or the form that has it in it."""
    return (
        KeepingAgreement.objects.filter(file=file).exists()
        or SignedForm.objects.filter(file=file).exists()
    )


def _lacking(worker: Worker) -> QuerySet[Attendance]:
    """Return the attendances for which something is missing, as `rules.lacks` says, of files that the worker leads.

    Before a line manager stand those too of a file of their teams that nobody leads who could.
    """
    of_file = {"file": OuterRef("file")}
    signed = Exists(KeepingAgreement.objects.filter(**of_file)) | Exists(
        SignedForm.objects.filter(**of_file)
    )
    heard = Attendance.objects.filter(
        **of_file, taken_back_at=None, session__held_on__gte=OuterRef("session__held_on")
    ).exclude(wording="")
    # whoever had signed on the day has signed since: most rows are told by themselves, before their rights are asked
    unsigned, unheard = Q(signed=False) & ~signed, Q(wording="") & ~Exists(heard)
    that_day = Attendance.objects.filter(Q(signed=False) | Q(wording=""), taken_back_at=None)
    stands = that_day.filter(unsigned | unheard)
    still_here = stands.exclude(file__status=CaseFile.Status.CLOSED)  # who has left signs nothing
    led = Q(file__lead=worker.pk)
    return still_here.filter(led | Q(_nobody_leads()) if is_manager(worker) else led)


def _nobody_leads() -> Func:
    return Func(F("file_id"), function="access.nobody_leads", output_field=BooleanField())


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts the files before the worker whose client lacks something for groups."""
    first = _lacking(worker).order_by("file_id", "pk").distinct("file_id")
    return how_many(Attendance.objects.filter(pk__in=first.values("pk")))


def to_mend(worker: Worker, service: str) -> list[tuple[CaseFile, list[Missing]]]:
    """Return the files of one service before the worker whose client lacks something for groups, and what."""
    files = _lacking(worker).filter(file__service=service).values("file_id").distinct()[:MOST]
    was = Attendance.objects.filter(file__in=files, taken_back_at=None)
    signed = Exists(KeepingAgreement.objects.filter(file=OuterRef("file"))) | Exists(
        SignedForm.objects.filter(file=OuterRef("file"))
    )
    of = defaultdict[CaseFile, list[Attendance]](list)
    shown = was.select_related("file", "session").annotate(
        agreed=signed, reference=F("file__reference")
    )
    for each in shown.order_by("reference"):
        of[each.file].append(each)
    load_keys(KeyRef("file", file.id) for file in of)
    record("group_listed", ids=[file.id for file in of])
    return [(file, lacks(there, signed=there[0].agreed)) for file, there in of.items()]  # type: ignore[attr-defined]


def of_group(*entries: str) -> Exists:
    """Return the expression that says whether one of the entries that a row of a file names was written of a session.

    Also of one that was recorded by mistake: what was written of it stays, and may name who else was there (E27).
    """
    written = Q(*(("entry", OuterRef(f"{each}_id")) for each in entries), _connector=Q.OR)
    return Exists(Attendance.objects.filter(written, file=OuterRef("file")))
