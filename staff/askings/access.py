"""The doors to requests about one of us: about oneself, to handle, and as one recorded them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func, IntegerField, Prefetch, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.models import Worker

from . import rules
from .models import Asking, AskingNote

MOST, MOST_OWN = 100, 20
WORDS = ("caller", "checked", "about", "asked", "told")


@dataclass(frozen=True)
class Listed:
    """One request in a list: how it stands, nothing of what was said."""

    asking: Asking
    stage: rules.Stage
    waits: bool


@dataclass(frozen=True)
class Opened:
    """A request that somebody handles, or that is about them, with all that was noted on it."""

    asking: Asking
    notes: list[AskingNote]
    case: rules.Case
    handles: bool


def case_of(asking: Asking, notes: Iterable[AskingNote]) -> rules.Case:
    """Return a request as the rules judge it; `notes` in their order."""
    return rules.Case(
        subject=asking.subject_id,
        in_post=asking.subject is not None and asking.subject.in_post,
        wanted=frozenset(asking.wanted),
        recorded_at=asking.recorded_at,
        noted=tuple(
            rules.Noted(
                rules.Kind(each.kind), each.by_id, each.at, each.code, frozenset(each.items)
            )
            for each in notes
        ),
    )


def _with_notes(found: QuerySet[Asking]) -> QuerySet[Asking]:
    notes = Prefetch("notes", AskingNote.objects.defer("words").order_by("number"))
    asked = found.defer(*WORDS).select_related("subject", "recorded_by").prefetch_related(notes)
    return asked.order_by("-recorded_at", "-id")


def about(worker: Worker) -> list[Listed]:
    """Return the requests about the worker that they are to see, the newest first, recorded (clause 2.1)."""
    now = timezone.now()
    # Row security shows a request that somebody recorded about themselves as well: then they know of it.
    found = [
        (each, case_of(each, each.notes.all()))
        for each in _with_notes(Asking.objects.filter(subject=worker))[:MOST]
    ]
    shown = [
        Listed(each, rules.stage(case), rules.waits_for_subject(case, now)) for each, case in found
    ]
    return _noted_as_shown(shown)


def handled_by(worker: Worker) -> list[Listed]:
    """Return the requests that the worker handles, what waits first, recorded."""
    now = timezone.now()
    handled = Asking.objects.exclude(subject=worker).alias(mine=_handles()).filter(mine=True)
    shown = [
        Listed(each, rules.stage(case), rules.waits_for_handler(case, worker.pk, now))
        for each in _with_notes(handled)[:MOST]
        for case in [case_of(each, each.notes.all())]
    ]
    return sorted(_noted_as_shown(shown), key=lambda each: not each.waits)


def _handles() -> Func:
    return Func(F("id"), function="access.handles_asking", output_field=BooleanField())


def _noted_as_shown(listed: list[Listed]) -> list[Listed]:
    if listed:
        record("askings_listed", ids=[each.asking.id for each in listed])
    return listed


def own_records(worker: Worker) -> list[Asking]:
    """Return the requests that the worker recorded, the newest first, without their words."""
    mine = Asking.objects.filter(recorded_by=worker).defer(*WORDS)
    return list(mine.order_by("-recorded_at", "-id")[:MOST_OWN])


def open_record(worker: Worker, asking_id: UUID) -> Asking:
    """Return a request that the worker recorded, as they recorded it, and record it; raises Hidden for any other."""
    people = Asking.objects.select_related("subject", "recorded_by")
    found = people.filter(id=asking_id, recorded_by=worker).first()
    if found is None:
        raise Hidden("asking_hidden")
    record("asking_record_opened", ids=[found.id])
    return found


def open_asking(worker: Worker, asking_id: UUID) -> Opened:
    """Return a request that the worker handles or that is about them, and record it.

    Raises Hidden for any other: what they only recorded, what is about a colleague, what never was.
    """
    handles, mine = _stands(asking_id)
    found = Asking.objects.filter(id=asking_id).select_related("subject", "recorded_by").first()
    if found is None or not (handles or mine):
        raise Hidden("asking_hidden")
    notes = list(found.notes.select_related("by").order_by("number"))
    load_keys([found.sealed_under(), KeyRef("answer", found.id)])
    record("asking_opened", ids=[found.id])
    return Opened(found, notes, case_of(found, notes), handles)


def _stands(asking_id: UUID) -> tuple[bool, bool]:
    """Return whether whoever acts handles a request, and whether it is about them and they see it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.handles_asking(%s), access.asked_about_me(%s)", [asking_id, asking_id]
        )
        handles, mine = cursor.fetchone()
    return bool(handles), bool(mine)


def allowed_now(opened: Opened, kind: rules.Kind, by: UUID, now: datetime) -> bool:
    """Say whether the way to a step is shown: whether anything but what is still to be typed stands against it."""
    case, items = opened.case, frozenset[str]()
    if kind == rules.Kind.GIVEN:
        items = rules.allowed(case)
    elif kind == rules.Kind.BASIS:
        items = case.wanted
    code = rules.Terms.NO if kind in (rules.Kind.TERMS, rules.Kind.REACHED) else ""
    note = rules.Noted(kind, by, now, code, items)
    return rules.refusal(case, note, handles=opened.handles, now=now) is None


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts what waits for this worker: to handle, to answer, or to know of."""
    return Func(function="access.askings_waiting", output_field=IntegerField())
