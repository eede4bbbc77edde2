"""Breaches for tests: reported and handled as the product would."""

from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from staff.breaches import access, actions
from staff.breaches.models import Breach, Event
from staff.breaches.rules import Kind, Stage, stage
from tests import cast

WORDS = "I sent the Larkspur letter to her old address."  # stands nowhere else in tests or cast
HANDLED = "He rang the sorting office about Larkspur."
REPORTER, LEAD, SECOND, ADMIN = "iss_worker", "dp_lead", "safeguarding_lead", "records_admin"
# What is noted on a breach that is to be closed, once no safety call is owed; in order.
ENOUGH: tuple[tuple[Kind, dict[str, Any]], ...] = (
    (Kind.CONTAINED, {}),
    (Kind.SEVERITY, {"code": "slip"}),
    (Kind.AFFECTED, {"named": "7K3M-Q2XP"}),
    (Kind.REGULATOR, {"named": "IC-1"}),
    (Kind.PERSONS, {"code": "told"}),
    (Kind.TRUSTEES, {"code": "told"}),
    (Kind.CHARITY, {"code": "not_told"}),
    (Kind.OUTCOME, {"code": "right"}),
    (Kind.LESSONS, {}),
)


def report(by: str = REPORTER, *, breach_id: UUID | None = None, **more: Any) -> UUID:
    """Report a breach as a cast person; return its id."""
    said: dict[str, Any] = {
        "words": WORDS,
        "noticed_at": timezone.now(),
        "happened_on": None,
        "danger": "no",
        "going_on": "no",
        "near_miss": False,
        "whose": "clients",
        "named": "7K3M-Q2XP",
        "concerns": "",
    }
    with acting_as(cast.PEOPLE[by].id):
        return actions.report(
            breach_id=breach_id or uuid4(), by=cast.worker(by), **{**said, **more}
        ).id


def note(breach_id: UUID, kind: Kind, by: str = LEAD, *, worker: str = "", **more: Any) -> UUID:
    """Note something as a cast person who handles it; return the note's id."""
    event_id = more.pop("event_id", None) or uuid4()
    with acting_as(cast.PEOPLE[by].id):
        me = cast.worker(by)
        found, events = access.open_breach(me, breach_id)
        said = {"words": HANDLED, "happened_at": timezone.now(), "shown": len(events), **more}
        whom = cast.worker(worker) if worker else None
        actions.note(event_id=event_id, breach=found, kind=kind, by=me, worker=whom, **said)
    return event_id


def note_enough(breach_id: UUID, by: str = LEAD) -> None:
    """Note everything without which a breach is not closed."""
    for kind, said in ENOUGH:
        note(breach_id, kind, by, **said)


def handles(key: str, breach_id: UUID) -> bool:
    """Say whether a cast person may open a breach to handle it."""
    with acting_as(cast.PEOPLE[key].id):
        try:
            access.open_breach(cast.worker(key), breach_id)
        except Hidden:
            return False
        return True


def handlers(breach_id: UUID) -> set[str]:
    """Return who of the cast handles a breach."""
    return {key for key in cast.PEOPLE if handles(key, breach_id)}


def stage_of(breach_id: UUID, by: str = LEAD) -> Stage:
    """Return how far a breach is, as a cast person sees it."""
    with acting_as(cast.PEOPLE[by].id):
        found = Breach.objects.get(id=breach_id)
        return stage(access.case_of(found, found.events.order_by("number")))


def kinds_seen(key: str, breach_id: UUID) -> list[str]:
    """Return what kinds of notes a cast person sees on a breach."""
    with acting_as(cast.PEOPLE[key].id):
        noted = Event.objects.filter(breach_id=breach_id).order_by("number")
        return list(noted.values_list("kind", flat=True))
