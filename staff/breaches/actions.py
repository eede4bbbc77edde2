"""Reporting a breach, and noting what is done about it; each with its audit event in the same transaction."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection

from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, make_key
from staff.models import Worker

from .access import case_of
from .models import Breach, Event
from .rules import Case, Kind, Refusal, Stage, refusal, stage

JUDGED = (Kind.CONFIRMED, Kind.CLOSED)  # nobody puts their name to what they were not shown
NEWER = Refusal(
    "1.1", "Something was noted since you opened this page. Read it on the breach’s page first."
)


class CannotNote(Exception):
    """A rule stands against it; `refusal` says which, in a plain sentence."""

    def __init__(self, refused: Refusal) -> None:
        super().__init__(refused.clause)
        self.refusal = refused


def report(
    *,
    breach_id: UUID,
    words: str,
    noticed_at: datetime,
    happened_on: date | None,
    danger: str,
    going_on: str,
    near_miss: bool,
    whose: str,
    named: str,
    concerns: str,
    by: Worker,
) -> Breach:
    """Report a breach or near miss; `named` is kept as it was typed and looked up nowhere (clause 1.1)."""
    for kind in ("breach", "handling"):
        make_key(KeyRef(kind, breach_id))
    breach = Breach(
        id=breach_id,
        reported_by=by,
        noticed_at=noticed_at,
        happened_on=happened_on,
        danger=danger,
        going_on=going_on,
        near_miss=near_miss,
        whose=whose,
        named=named,
        words=words,
        concerns=concerns,
    )
    breach.save(force_insert=True)
    record("breach_reported", ids=[breach_id])
    return breach


def note(
    *,
    event_id: UUID,
    breach: Breach,
    kind: Kind,
    by: Worker,
    shown: int,
    code: str = "",
    happened_at: datetime | None = None,
    worker: Worker | None = None,
    named: str | None = None,
    words: str = "",
) -> None:
    """Note something on a breach, as somebody who handles it, after asking the rules again on the locked breach.

    The first note takes it in hand. The same form sent twice notes once. Raises CannotNote, or Hidden where the
    breach is not theirs to handle any more.
    """
    _lock(breach.id)
    events = list(breach.events.order_by("number"))
    if any(each.id == event_id for each in events):
        return
    case = case_of(breach, events)
    _ask_the_rules(case, kind, by, shown)
    number = len(events) + 1
    if stage(case) == Stage.REPORTED and kind != Kind.TAKEN:
        _insert(Event(breach=breach, number=number, kind=Kind.TAKEN, by=by))
        number += 1
    noted = Event(id=event_id, breach=breach, number=number, kind=kind, by=by, worker=worker)
    noted.happened_at, noted.named, noted.words = happened_at, named or None, words or None
    if kind == Kind.SEVERITY:
        noted.level = code
    else:
        noted.code = code
        noted.level = _level(case) if kind == Kind.DISCIPLINARY else ""
    _insert(noted)


def _lock(breach_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.lock_breach(%s)", [breach_id])
        (mine,) = cursor.fetchone()
    if not mine:
        raise Hidden("breach_hidden")


def _ask_the_rules(case: Case, kind: Kind, by: Worker, shown: int) -> None:
    refused = refusal(case, kind, by.pk)
    if refused is None and kind in JUDGED and shown != len(case.noted):
        refused = NEWER
    if refused is not None:
        raise CannotNote(refused)


def _level(case: Case) -> str:
    """Return the level that HR is told of: the last that was given."""
    given = case.last(Kind.SEVERITY)
    return given.code if given else ""


def _insert(noted: Event) -> None:
    noted.save(force_insert=True)
    ids = [noted.breach_id, noted.id]
    whom = [noted.worker.pk] if noted.worker else []
    if noted.kind == Kind.CONCERNED:
        record("breach_concern_named", ids=[*ids, *whom])
    elif noted.kind == Kind.NOT_CONCERNED:
        record("breach_concern_lifted", ids=[*ids, *whom])
    else:
        record("breach_noted", ids=ids, reason=noted.kind)
