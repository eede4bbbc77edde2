"""The doors to safe contact: what was told and done on an opened file, and what waits for whoever leads one."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from clients.grants import led_by
from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.models import Worker

from .models import ContactMade, ContactVersion
from .profile import Difference, Profile, differences, read
from .rules import is_stale

MOST = 50
MOST_WAITING = 100


@dataclass(frozen=True)
class Step:
    """One telling of safe contact, and what it changed of the one before."""

    version: ContactVersion
    changed: list[Difference]


def trail(file: CaseFile) -> list[Step]:
    """Return how an opened file's safe contact came to be, the newest first; fifty tellings at most."""
    found = ContactVersion.objects.filter(file_id=file.id).select_related("by", "handing")
    shown = list(found.order_by("-number")[: MOST + 1])
    told = [read(each.profile) for each in shown]
    steps = [
        Step(each, differences(before, now))
        for each, now, before in zip(shown, told, told[1:], strict=False)
    ]
    if shown and len(shown) <= MOST:
        steps.append(Step(shown[-1], []))
    return steps


def telling_in(file: CaseFile, version_id: UUID) -> tuple[ContactVersion, ContactVersion | None]:
    """Return one telling of an opened file, and what may stand instead of it; raises Hidden for any other id."""
    told = ContactVersion.objects.filter(file_id=file.id).select_related("by", "handing__by")
    found = told.filter(pk=version_id).first()
    if found is None:
        raise Hidden("telling_hidden", file=file.id)
    return found, stood_before(found)


def stood_before(told: ContactVersion) -> ContactVersion | None:
    """Return the last telling before one that says nothing known as another's: that, or what is handed on."""
    tellings = ContactVersion.objects.filter(file_id=told.file_id).select_related("by", "handing")
    every = list(tellings.order_by("-number"))
    theirs = [_said(each) for each in every if each.id == told.id or hasattr(each, "handing")]
    earlier = (each for each in every if each.number < told.number)
    return next((each for each in earlier if _said(each) not in theirs), None)


def _said(told: ContactVersion) -> Profile:
    """Return what it says of how the client is reached, whoever confirmed it and when."""
    return replace(read(told.profile), version=0, verified_on="", verified_by="")


def contacts_of(file: CaseFile) -> list[ContactMade]:
    """Return the contacts made on an opened file, the newest first; fifty at most, recorded."""
    found = ContactMade.objects.filter(file_id=file.id).select_related("made_by", "seen_by")
    shown = list(found.order_by("-happened_at", "-id")[:MOST])
    record("contact_listed", file=file.id, ids=[each.id for each in shown])
    return shown


def asked_again(file: CaseFile) -> date:
    """Return when the client of an opened file is asked again whether it is still right."""
    if hasattr(file, "ask_again_on"):  # as whoever opened it was told, on duty as well
        told: date | None = file.ask_again_on
    else:
        standing = getattr(file, "contact_standing", None)
        told = standing.ask_again_on if standing else None
    return told or file.opened_on + timedelta(days=settings.CONTACT_ASK_DAYS)


def is_to_be_asked(file: CaseFile) -> bool:
    """Whether the client of an opened file should have been asked again by now."""
    return is_stale(asked_again(file), timezone.localdate())


def _to_ask(worker: Worker) -> QuerySet[CaseFile]:
    """Return the open files whose client is to be asked again: by whoever leads one, or could where nobody does."""
    today = timezone.localdate()
    old = Q(contact_standing=None, opened_on__lte=today - timedelta(days=settings.CONTACT_ASK_DAYS))
    mine = Q(lead=worker.pk) | Q(Q(lead=None), led_by(worker, "pk"))
    led = CaseFile.objects.filter(mine).exclude(status=CaseFile.Status.CLOSED)
    return led.filter(old | Q(contact_standing__ask_again_on__lte=today))


def _to_know(worker: Worker) -> QuerySet[ContactMade]:
    """Return what did not keep to safe contact and waits to be known: by the lead, or a manager if it was the lead."""
    unseen = ContactMade.objects.filter(against=True, seen_at=None).exclude(made_by=worker.pk)
    mine = Q(file__lead=worker.pk) | Q(file__lead=None) | Q(file__lead=F("made_by"))
    return unseen.filter(mine).filter(led_by(worker))


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts what waits for this worker about safe contact, for the navigation."""
    return how_many(_to_ask(worker)) + how_many(_to_know(worker))


@dataclass(frozen=True)
class Waiting:
    """What waits for whoever leads files: clients to be asked again, and contacts to know of."""

    to_ask: list[CaseFile]
    to_know: list[ContactMade]


def waiting_for(worker: Worker) -> Waiting:
    """Return what waits for this worker, the oldest first, recorded."""
    ask = list(
        _to_ask(worker)
        .select_related("contact_standing")
        .order_by("opened_on", "id")[:MOST_WAITING]
    )
    know = list(
        _to_know(worker)
        .select_related("file", "made_by")
        .order_by("happened_at", "id")[:MOST_WAITING]
    )
    load_keys({KeyRef("file", each.id) for each in (*ask, *(made.file for made in know))})
    record("contact_waiting_listed", ids=[*(each.id for each in ask), *(each.id for each in know)])
    return Waiting(sorted(ask, key=asked_again), know)


def open_contact(worker: Worker, contact_id: UUID) -> ContactMade:
    """Return a contact that waits to be known of by this worker; raises Hidden for any other id."""
    found = _to_know(worker).filter(pk=contact_id).first()
    if found is None:
        raise Hidden("contact_hidden")
    return found
