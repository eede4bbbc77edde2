"""The doors to the access review: what is before whom in the round that runs, and what came of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from confidentiality.access.grants import RIGHTS
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from staff.access import has_role
from staff.accounts.access import asks_for_everybody
from staff.models import Role, Worker

from .models import Finished, Round, Side

PAGE = 50
BEGINNING = UUID(int=0)
_NAMES = {codename: right for right, codename in RIGHTS.items()}


@dataclass(frozen=True)
class Person:
    """Whose grants are before me: on how many files, and of how many of these something was said."""

    worker: Worker
    files: int
    done: int


@dataclass(frozen=True)
class Line:
    """What one person holds on one file; `ends` None: no end; `last_used` None: not within a year."""

    reference: str
    leads: bool
    grants: list[UUID]
    rights: list[str]
    reasons: list[str]
    givers: list[str]
    since: datetime
    ends: datetime | None
    last_used: datetime | None

    @property
    def key(self) -> str:
        """Return the ids of its grants as the page's form carries them."""
        return ",".join(str(each) for each in self.grants)


@dataclass(frozen=True)
class LinePage:
    """One page of lines; `after` names the next page."""

    lines: list[Line]
    after: UUID | None


@dataclass(frozen=True)
class Given:
    """What the house gave somebody: role, teams that they manage, roles lent; whether somebody has looked."""

    worker: Worker
    teams: list[str]
    lent: list[str]
    done: bool


@dataclass(frozen=True)
class Result:
    """How one reviewer stands in a round; `finished` None: not yet."""

    worker: Worker
    side: str
    finished: Finished | None


def reviews_files(worker: Worker) -> bool:
    """Say whether grants on files can be before the worker: line managers, and who stands in for one."""
    return has_role(worker, Role.LINE_MANAGER)


def may_see(worker: Worker) -> bool:
    """Say whether the worker has to do with the review at all."""
    return reviews_files(worker) or asks_for_everybody(worker)


def current_round(worker: Worker) -> Round | None:
    """Return the newest round, or None before the first; raises Hidden for whoever has nothing to do with it."""
    if not may_see(worker):
        raise Hidden("access_review_hidden")
    return Round.objects.order_by("-begun_at", "-id").first()


def _open_round(worker: Worker) -> Round:
    found = current_round(worker)
    if found is None:
        raise Hidden("access_review_hidden")
    return found


def is_overdue(found: Round) -> bool:
    """Say whether a round's day has passed in London."""
    return found.due_on < timezone.localdate()


def side_of(worker: Worker) -> Side:
    """Return the side that waits for the worker: a line manager's is the files, else the house's."""
    return Side.FILES if reviews_files(worker) else Side.HOUSE


def _waiting(worker: Worker) -> QuerySet[Round] | None:
    """Return the newest round until the worker has finished it; None for whoever is not asked."""
    if not (reviews_files(worker) or worker.role == Role.RECORDS_ADMIN):
        return None
    mine = Finished.objects.filter(round=OuterRef("pk"), reviewer=worker.pk, side=side_of(worker))
    newer = Round.objects.filter(begun_at__gt=OuterRef("begun_at"))
    return Round.objects.filter(~Exists(mine), ~Exists(newer))


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts the rounds that wait for the worker: the newest, until they have finished."""
    waiting = _waiting(worker)
    return Value(0) if waiting is None else how_many(waiting)


def overdue_for(worker: Worker) -> Round | None:
    """Return the round whose day has passed and that the worker has not finished, or None."""
    waiting = _waiting(worker)
    return None if waiting is None else waiting.filter(due_on__lt=timezone.localdate()).first()


def finished_by(worker: Worker, found: Round, side: Side) -> Finished | None:
    """Return that the worker has finished a side of a round, or None."""
    return Finished.objects.filter(round=found, reviewer=worker.pk, side=side).first()


def people_before(worker: Worker, found: Round) -> list[Person]:
    """Return whose grants are before the worker, who is not done first, by name; recorded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.review_people(%s)", [found.id])
        rows = cursor.fetchall()
    workers = Worker.objects.in_bulk([person for person, _, _ in rows])
    record("access_review_listed", ids=[found.id])
    people = [Person(workers[person], files, done) for person, files, done in rows]
    return sorted(people, key=lambda each: (each.done == each.files, each.worker.display_name))


def lines_of(
    worker: Worker, person_id: UUID, *, after: UUID = BEGINNING
) -> tuple[Round, Worker, LinePage]:
    """Return a page of what somebody holds and nobody has said anything about yet; raises Hidden for nobody of mine."""
    found = _open_round(worker)
    with connection.cursor() as cursor:
        cursor.execute("SELECT person FROM access.review_people(%s)", [found.id])
        if (person_id,) not in cursor.fetchall():
            raise Hidden("access_review_person_hidden")
        cursor.execute(
            "SELECT * FROM access.review_lines(%s, %s, %s, %s)",
            [found.id, person_id, after, PAGE + 1],
        )
        rows = cursor.fetchall()
    givers = {giver for row in rows for giver in row[6]}
    names = Worker.objects.in_bulk({*givers, person_id})
    record("access_review_listed", ids=[found.id, person_id])
    lines = [_line(row, names) for row in rows[:PAGE]]
    return (
        found,
        names[person_id],
        LinePage(lines, rows[PAGE - 1][0] if len(rows) > PAGE else None),
    )


def _line(row: tuple[Any, ...], names: dict[UUID, Worker]) -> Line:
    _file, reference, leads, grants, rights, reasons, givers, since, ends, used = row
    return Line(
        reference=reference,
        leads=leads,
        grants=grants,
        rights=[_NAMES[right].replace("_", " ") for right in rights],
        reasons=[reason for reason in reasons if reason],
        givers=[names[giver].display_name for giver in givers if giver in names],
        since=since,
        ends=ends,
        last_used=used,
    )


def given_by_house(worker: Worker) -> tuple[Round, list[Given]]:
    """Return what the house gave everybody else, recorded; raises Hidden for whoever does not ask for everybody."""
    if not asks_for_everybody(worker):
        raise Hidden("access_review_house_hidden")
    found = _open_round(worker)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.review_house(%s)", [found.id])
        rows = cursor.fetchall()
    workers = Worker.objects.in_bulk([row[0] for row in rows])
    labels = dict(Role.choices)
    record("access_review_listed", ids=[found.id])
    return found, [
        Given(workers[person], teams, [str(labels[role]) for role in lent], done)
        for person, teams, lent, done in rows
    ]


def results(worker: Worker) -> list[tuple[Round, list[Result]]]:
    """Return the last rounds with how each reviewer stands, for whoever asks for everybody; raises Hidden."""
    if not asks_for_everybody(worker):
        raise Hidden("access_review_results_hidden")
    rounds = list(Round.objects.order_by("-begun_at", "-id")[:8])
    managers = Worker.objects.filter(role=Role.LINE_MANAGER, in_post=True)
    waiting = list(managers.order_by("display_name"))
    finished: dict[UUID, list[Finished]] = {}
    for each in Finished.objects.filter(round__in=rounds).select_related("reviewer").order_by("at"):
        finished.setdefault(each.round_id, []).append(each)
    return [
        (found, _results(finished.get(found.id, []), waiting if found == rounds[0] else []))
        for found in rounds
    ]


def _results(finished: list[Finished], waiting: list[Worker]) -> list[Result]:
    done = {each.reviewer_id for each in finished if each.side == Side.FILES}
    found = [Result(each.reviewer, each.side, each) for each in finished]
    return found + [Result(each, Side.FILES, None) for each in waiting if each.pk not in done]
