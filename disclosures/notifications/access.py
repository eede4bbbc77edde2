"""The doors to notifications: the queue of those who tell, one of them, those of a file, and strands."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils import timezone

from clients.contacting.access import asked_again
from clients.contacting.profile import CHANNELS, IN_PERSON, REACHES, Profile, read
from clients.contacting.rules import Use, against
from clients.grants import EffectiveGrant
from clients.models import CaseFile
from confidentiality.access.http import Hidden, Refused
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import load_keys
from staff.access import roles_held
from staff.models import Role, Service, Worker

from .models import Attempt, Notification, Preference, Strand
from .rules import Standing, Verdict, judge

MOST = 100
NOT_YOURS = "You can see this file, but you have no grant to write in it, which telling her asks for (4.2.1)."
OF_ISS = frozenset({str(Service.ISS), str(Service.BOTH)})
_NEWEST = ("-made_at", "-id")


def may_tell_any(worker: Worker) -> bool:
    """Say whether notifications can come to the worker: the support service, and the safeguarding lead."""
    return worker.service in OF_ISS or str(Role.SAFEGUARDING_LEAD) in roles_held(worker)


def _waiting(worker: Worker) -> QuerySet[Notification]:
    """Return what waits for this worker.

    Of a file: its lead's, the managers' where nobody leads it; of a strand: whom it was given to, or the managers'.
    What is late is also theirs who lead beside the lead.
    """
    leads = EffectiveGrant.objects.filter(
        file_id=OuterRef("file_id"), user_id=worker.pk, lead_until__gt=Now()
    )
    late = Q(made_at__lt=Now() - timedelta(days=settings.NOTIFICATION_DAYS)) | Q(
        made_at__lt=Now() - timedelta(hours=settings.NOTIFICATION_RISK_HOURS),
        status__in=settings.NOTIFICATION_RISKS,
    )
    of_file = Q(file__isnull=False) & (Q(file__lead=worker.pk) | Q(file__lead=None) | late)
    of_strand = Q(strand__given_to=worker.pk) | Q(strand__given_to=None) | late
    return Notification.objects.filter(outcome="").filter(
        of_file & Exists(leads) | Q(strand__isnull=False) & of_strand
    )


def _idle(worker: Worker) -> QuerySet[Strand]:
    """Return the strands about which nothing was done for a year: to be kept or closed."""
    year = timezone.localdate() - timedelta(days=settings.STRAND_REVIEW_DAYS)
    return Strand.objects.filter(touched_on__lte=year, closed_why="")


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts the notifications that wait for this worker, for the navigation."""
    return how_many(_waiting(worker)) + how_many(_idle(worker))


@dataclass(frozen=True)
class Queue:
    """What waits for somebody: what is late and what warns of risk first, and strands to be reviewed."""

    waiting: list[Notification]
    strands: list[Strand]
    idle: list[Strand]


def queue(worker: Worker) -> Queue:
    """Return what waits for this worker, recorded; raises Hidden for whoever is not of the support service."""
    if not may_tell_any(worker):
        raise Hidden("notifications_hidden")
    rows = _waiting(worker).select_related("file", "strand", "corrects").order_by("made_at", "id")
    found = list(rows[:MOST])
    strands = list(Strand.objects.filter(closed_why="").order_by("-touched_on", "id")[:MOST])
    idle = list(_idle(worker).order_by("touched_on", "id")[:MOST])
    keys = [each.sealed_under() for each in found]
    load_keys(keys + [each.sealed_under() for each in (*strands, *idle)])
    record(
        "notifications_listed", ids=[*(each.id for each in found), *(each.id for each in strands)]
    )
    found.sort(key=lambda each: (not each.is_late, not each.is_risk))
    return Queue(found, strands, idle)


def open_notification(worker: Worker, notification_id: UUID) -> Notification:
    """Return a notification that is the worker's to tell, recorded.

    Raises Hidden for one that they may not see, Refused for whoever may only look at her file.
    """
    rows = Notification.objects.select_related(
        "file", "file__lead", "file__contact_standing", "strand", "strand__given_to", "corrects"
    )
    found = rows.filter(pk=notification_id).first()
    if found is None:
        raise Hidden("notification_hidden")
    if not _may_tell(found):
        raise Refused(NOT_YOURS, "notification_refused", file=found.file_id)
    load_keys([found.sealed_under()])
    record("notification_opened", file=found.file_id, ids=[found.id])
    return found


def _may_tell(found: Notification) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.tells_notification(%s)", [found.pk])
        return bool(cursor.fetchone()[0])


def attempts_of(*notifications: Notification) -> list[Attempt]:
    """Return what was done about opened notifications, the last first."""
    found = Attempt.objects.filter(notification__in=notifications)
    return list(found.select_related("by", "notification").order_by("-at", "-id")[:MOST])


def told_on(file: CaseFile) -> list[Notification]:
    """Return the notifications of an opened file, the newest first; recorded."""
    found = Notification.objects.filter(file_id=file.id).select_related("corrects")
    shown = list(found.order_by(*_NEWEST)[:MOST])
    record("notifications_of_file_listed", file=file.id, ids=[each.id for each in shown])
    return shown


def told_to_client(file: CaseFile) -> list[Notification]:
    """Return what the client of an opened file was told, the newest first, for her register."""
    found = Notification.objects.filter(file_id=file.id, outcome=Notification.Outcome.TOLD)
    return list(found.select_related("corrects").order_by("-ended_at", "-id"))


def preference_of(of: CaseFile | Strand) -> Preference | None:
    """Return what she last said she wants to be told; None: nobody has asked her."""
    where = Q(file_id=of.pk) if isinstance(of, CaseFile) else Q(strand_id=of.pk)
    return Preference.objects.filter(where).select_related("by").order_by("-at", "-id").first()


def open_strand(worker: Worker, strand_id: UUID) -> Strand:
    """Return a strand that the worker may read, recorded; raises Hidden for any other id."""
    found = Strand.objects.select_related("given_to").filter(pk=strand_id).first()
    if found is None:
        raise Hidden("strand_hidden")
    load_keys([found.sealed_under()])
    record("strand_opened", ids=[found.id])
    return found


def notifications_of(strand: Strand) -> list[Notification]:
    """Return the notifications of an opened strand, the newest first."""
    found = Notification.objects.filter(strand_id=strand.pk).select_related("corrects")
    return list(found.order_by(*_NEWEST)[:MOST])


def who_can_take(strand: Strand) -> list[Worker]:
    """Return to whom an opened strand can be given, by name; nobody for whoever does not manage it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.who_can_take_strand(%s)", [strand.pk])
        ids = [row[0] for row in cursor.fetchall()]
    return list(Worker.objects.filter(pk__in=ids).order_by("display_name"))


def manages(strand: Strand) -> bool:
    """Say whether whoever acts may give an opened strand to somebody, and close it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.manages_strand(%s)", [strand.pk])
        return bool(cursor.fetchone()[0])


def verdict_on(notification: Notification) -> Verdict:
    """Say what is to be done about an opened notification now, by how she can be reached now (E15).

    Of a strand nobody has said what is safe: what he gave is no safe contact.
    """
    file, wanted = notification.file, preference_of(notification.file or notification.strand)  # type: ignore[arg-type]
    profile = read(file.contact) if file else Profile()
    today = timezone.localdate()
    return judge(
        Standing(
            wants_risk_only=wanted is not None and wanted.wants == Preference.Wants.RISK,
            is_risk=notification.is_risk,
            version=profile.version if file else 0,
            queued=notification.contact_version,
            verified_on=profile.verified_on,
            made_on=timezone.localdate(notification.made_at),
            ask_again_on=asked_again(file) if file else today + timedelta(days=1),
            reachable=_is_reachable(profile),
            today=today,
        )
    )


def _is_reachable(profile: Profile) -> bool:
    today = timezone.localdate()
    return any(
        not against(Use(channel, each.text, each.postcode), profile, today)
        for channel in CHANNELS
        if channel != IN_PERSON
        for each in profile.points(REACHES[channel])
    )


def programme_waits() -> bool:
    """Say whether the notifier has anything to look at, to the clock alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.programme_waits()")
        return bool(cursor.fetchone()[0])
