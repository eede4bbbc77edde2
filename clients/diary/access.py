"""The doors to the diary: one's own week and what is to come, what is on an opened file, when colleagues are taken."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.models import Worker

from .models import Appointment
from .rules import begin_of, day_of, week_of

MOST = 100
State = Appointment.State


def _mine(worker: Worker) -> Q:
    """Return the test for the worker's own appointments, and a leaver's on a file that they lead (E51)."""
    return Q(worker=worker.pk) | Q(worker__in_post=False, file__lead=worker.pk)


def _planned(worker: Worker) -> QuerySet[Appointment]:
    return Appointment.objects.filter(_mine(worker), state=State.PLANNED)


def count_today(worker: Worker) -> Combinable:
    """Return the expression that counts what is planned up to the end of today, and of the past not said yet."""
    tomorrow = begin_of(timezone.localdate() + timedelta(days=1))
    return how_many(_planned(worker).filter(starts_at__lt=tomorrow))


def week(worker: Worker, day: date) -> dict[date, list[Appointment]]:
    """Return the worker's appointments of a week by day, those that were moved or cancelled left out; recorded."""
    days = week_of(day)
    since, until = begin_of(days[0]), begin_of(days[-1] + timedelta(days=1))
    found = Appointment.objects.filter(_mine(worker), starts_at__gte=since, starts_at__lt=until)
    shown = _shown(found.exclude(state__in=(State.MOVED, State.CANCELLED)).order_by("starts_at"))
    by_day: dict[date, list[Appointment]] = {each: [] for each in days}
    for each in shown:
        by_day[day_of(each.starts_at)].append(each)
    return by_day


def to_come(worker: Worker) -> list[Appointment]:
    """Return what is planned, the past of which nobody said yet first; recorded."""
    return _shown(_planned(worker).order_by("starts_at", "pk"))


def today_of(worker: Worker) -> list[Appointment]:
    """Return what is planned up to the end of today; recorded."""
    tomorrow = begin_of(timezone.localdate() + timedelta(days=1))
    return _shown(_planned(worker).filter(starts_at__lt=tomorrow).order_by("starts_at", "pk"))


def appointments_on(file: CaseFile) -> list[Appointment]:
    """Return the appointments on an opened file, the newest first; recorded."""
    return _shown(Appointment.objects.filter(file_id=file.id).order_by("-starts_at", "pk"), file)


def _shown(found: QuerySet[Appointment], file: CaseFile | None = None) -> list[Appointment]:
    shown = list(found.select_related("file", "worker")[:MOST])
    load_keys(_keys(shown))
    record("diary_listed", file=file.id if file else None, ids=[each.id for each in shown])
    return shown


def _keys(shown: Iterable[Appointment]) -> set[KeyRef]:
    return {each.sealed_under() for each in shown}


def open_appointment(appointment_id: UUID) -> Appointment:
    """Return one appointment that whoever acts may see; raises Hidden for any other id."""
    found = Appointment.objects.select_related("file", "worker", "said_by").filter(
        pk=appointment_id
    )
    appointment = found.first()
    if appointment is None:
        raise Hidden("appointment_hidden")
    return appointment


def busy(day: date, colleagues: dict[UUID, str]) -> list[tuple[str, datetime, datetime]]:
    """Return when colleagues of the worker's teams are taken in a week: who, from, until; not what for."""
    days = week_of(day)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT worker, starts_at, ends_at FROM access.busy(%s, %s)",
            [begin_of(days[0]), begin_of(days[-1] + timedelta(days=1))],
        )
        return [(colleagues.get(who, ""), start, end) for who, start, end in cursor.fetchall()]


def colleagues() -> dict[UUID, str]:
    """Return everybody's name by id, as colleagues know them."""
    return dict(Worker.objects.filter(in_post=True).values_list("pk", "display_name"))
