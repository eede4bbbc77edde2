"""One's own address and choice, whom the mailer has to look after now, and whether something waits for somebody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from confidentiality.interface.context import count_places
from confidentiality.interface.filters import LONDON
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.declarations import access as declarations
from staff.induction import access as policy
from staff.induction.rules import Stands
from staff.models import RoleLoan, Worker
from staff.training import access as training
from staff.training.rules import Induced

from .models import Address, Choice, Message

URGENT_HOURS = 4  # what is urgent is said once in so many hours
MOST_SHOWN = 20


@dataclass(frozen=True)
class Mine:
    """How somebody's reminders stand. `address`: the one that counts; `waiting`: the one whose code was not typed."""

    address: Address | None
    waiting: Address | None
    choice: Choice | None
    sent: list[Message]


def mine(worker: Worker) -> Mine:
    """Return how the worker's own reminders stand."""
    found = {each.confirmed_at is None: each for each in Address.objects.filter(worker=worker)}
    load_keys(KeyRef("address", each.id) for each in found.values())
    sent = Message.objects.filter(worker=worker).order_by("-asked_at")[:MOST_SHOWN]
    choice = Choice.objects.filter(worker=worker).first()
    return Mine(found.get(False), found.get(True), choice, list(sent))


def is_set_up() -> bool:
    """Say whether two people have agreed to a mail server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_set FROM access.mail_figures()")
        return bool(cursor.fetchone()[0])


# ---- for the mailer


@dataclass(frozen=True)
class Due:
    """Somebody to look after now: their daily reminder, what is urgent, or both; and the occasions' names."""

    worker: UUID
    daily: str  # empty: not now
    urgent: str  # empty: they do not want that, or had one lately


def due_now(now: datetime) -> list[Due]:
    """Return whom the mailer has to look after at this moment, in two questions."""
    local = now.astimezone(LONDON)
    today = local.date()
    occasion = f"urgent {today} {local.hour // URGENT_HOURS}"
    counts = Address.objects.filter(worker=OuterRef("worker"), confirmed_at__isnull=False)
    lately = now - timedelta(hours=URGENT_HOURS)
    had = Message.objects.filter(worker=OuterRef("worker"), slot__isnull=False, asked_at__gt=lately)
    asked = Choice.objects.filter(Exists(counts), worker__in_post=True)
    asked = asked.filter(Q(hour__isnull=False) | Q(urgent=True)).annotate(had=Exists(had))
    found = [
        Due(
            each.worker_id,
            f"daily {today}"
            if each.hour is not None and each.hour <= local.hour and each.looked_on != today
            else "",
            occasion if each.urgent and not each.had else "",
        )
        for each in asked.order_by("worker")
    ]
    return [each for each in found if each.daily or each.urgent]


# ---- for the person themself


@dataclass(frozen=True)
class Waits:
    """Whether something waits for somebody, and whether any of it is urgent; not what."""

    anything: bool
    urgent: bool


def what_waits(person: UUID) -> Waits:
    """Say whether something waits for whoever acts, as their Today page counts it; asked under their own identity."""
    known = {**policy.known_of(), **training.known_of(), **declarations.known_of()}
    worker = Worker.objects.filter(pk=person, in_post=True).annotate(**known).first()
    if worker is None:
        return Waits(False, False)
    now = timezone.now()
    lent = RoleLoan.objects.filter(worker=worker, starts_at__lte=now, ends_at__gt=now)
    own = f"{worker.service} {worker.role}"
    roles = frozenset({str(worker.role), own, *lent.values_list("role", flat=True)})
    counted = count_places(worker, roles, settings.COUNTED_PLACES)
    pressing = count_places(worker, roles, settings.URGENT_PLACES)
    owed = (
        policy.stands_of(worker) != Stands.KEPT
        or training.induced_of(worker) != Induced.DONE
        or declarations.owes(worker)
    )
    return Waits(owed or any(counted.values()), any(pressing.values()))
