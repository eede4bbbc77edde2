"""Who is on call: now and next, the shifts to come, and when nobody is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import holidays
from django.conf import settings
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.utils import timezone

from confidentiality.access.http import Hidden
from staff.access import has_role
from staff.deputies.models import Deputyship
from staff.models import Role, Service, Worker

from .models import Shift
from .rules import Span, gaps, office_hours

MOST = 100
LOOK_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class OnCall:
    """Who is on call for a service now, and who is next; None: nobody."""

    service: str
    now: Shift | None
    then: Shift | None


@dataclass(frozen=True)
class Rota:
    """A service's shifts that are not over, and the spans of the next 14 days in which nobody is to be rung."""

    service: Service
    shifts: list[Shift]
    gaps: list[Span]


def services_of(worker: Worker) -> list[Service]:
    """Return the services whose rota concerns the worker: their own, or both where they are of neither."""
    known = [Service.ISS, Service.DVPP]
    return [service for service in known if worker.service in (service, "both", "")]


def writes_for(worker: Worker) -> list[Service]:
    """Return the services whose rota the worker writes: a line manager, or who stands in for one, their own."""
    if not (worker.service and has_role(worker, Role.LINE_MANAGER)):
        return []
    return services_of(worker)


def services_to_write(worker: Worker) -> list[Service]:
    """Return the services whose rota the worker writes; raises Hidden for whoever writes none."""
    services = writes_for(worker)
    if not services:
        raise Hidden("rota_hidden")
    return services


def _to_come(services: Iterable[Service]) -> QuerySet[Shift]:
    """Return the shifts that are not over; `fits`: whether each of its people may still be on call."""

    def fit(person: str) -> Func:
        asked = (F(person), F("service"), F("starts_at"), F("ends_at"))
        return Func(*asked, function="access.fit_on_call", output_field=BooleanField())

    found = Shift.objects.filter(service__in=list(services), ends_at__gt=timezone.now())
    fitting = found.annotate(fits=fit("person"), second_fits=fit("second"))
    return fitting.select_related("person", "second").order_by("starts_at", "id")


def on_call(worker: Worker) -> list[OnCall]:
    """Return who is on call now and next for the services that concern the worker; nothing where no rota is kept."""
    services, now = services_of(worker), timezone.now()
    soon = [each for each in _to_come(services)[:MOST] if each.fits]  # type: ignore[attr-defined]
    found = []
    for service in services:
        theirs = [each for each in soon if each.service == service]
        if theirs:
            running = theirs[0] if theirs[0].starts_at <= now else None
            then = next((each for each in theirs if each is not running), None)
            found.append(OnCall(service.label, running, then))
    return found


def rotas(worker: Worker) -> list[Rota]:
    """Return the rotas that concern the worker; who writes one sees its gaps."""
    services = services_of(worker)
    shifts = list(_to_come(services)[:MOST])
    written = writes_for(worker)
    return [
        Rota(service, theirs, _gaps(theirs) if service in written else [])
        for service in services
        for theirs in [[each for each in shifts if each.service == service]]
    ]


def _gaps(shifts: list[Shift]) -> list[Span]:
    since = timezone.now()
    until = since + LOOK_AHEAD
    country, _, region = settings.BANK_HOLIDAYS.partition("-")
    opens, _, closes = settings.OFFICE_HOURS.partition("-")
    taken = office_hours(
        since,
        until,
        opens=int(opens),
        closes=int(closes),
        holidays=holidays.country_holidays(country, subdiv=region or None),
    )
    kept = [(each.starts_at, each.ends_at) for each in shifts if each.fits]  # type: ignore[attr-defined]
    return gaps(since, until, [*taken, *kept])


def who_can_be_on_call(worker: Worker) -> list[Worker]:
    """Return who might be on call for the services that the worker writes for, by name; the database decides."""
    services = [*writes_for(worker), "both"]
    managers = Q(role=Role.LINE_MANAGER, service__in=services)
    lead = Q(role=Role.SAFEGUARDING_LEAD)
    standing_in = Deputyship.objects.filter(ended_at=None, ends_at__gt=timezone.now())
    deputies = Q(service__in=services, pk__in=standing_in.values("deputy"))
    found = Worker.objects.filter(managers | lead | deputies, in_post=True)
    return list(found.order_by("display_name"))


def open_shift(worker: Worker, shift_id: UUID) -> Shift:
    """Return a shift that the worker may take back; raises Hidden for any other."""
    found = Shift.objects.select_related("person").filter(pk=shift_id).first()
    if found is None or found.service not in writes_for(worker):
        raise Hidden("shift_hidden")
    return found
