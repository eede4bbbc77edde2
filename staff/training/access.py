"""The doors to inductions and trainings, and how each stands to theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.interface.counting import how_many
from staff.declarations import access as declarations
from staff.declarations.models import Statement
from staff.models import Role, Worker

from .models import Item, Noted, Training
from .rules import Induced, Known, grace_ends, induced, lapsed

Row = TypeVar("Row", Noted, Training)
NOTES_ALL = (Role.RECORDS_ADMIN, Role.HR)


def grace() -> timedelta:
    """Return for how long files stay open after a training was to be renewed."""
    return timedelta(days=settings.TRAINING_GRACE_DAYS)


def known_of() -> dict[str, Any]:
    """Return annotations that tell of each account or worker what `induced_of` asks, in the query they are added to."""
    explained = Noted.objects.filter(worker=OuterRef("pk"), item__code=Item.Code.EXPLAINED)
    trained = Training.objects.filter(worker=OuterRef("pk"), subject=Training.Subject.POLICY)
    latest = trained.order_by("-good_until").values("good_until")[:1]
    told = {"explained": Exists(explained), "trained_until": Subquery(latest)}
    return told | declarations.known_of()


def induced_of(annotated: Any) -> Induced:
    """Say how somebody read with `known_of` stands to their induction today (clauses 5.1.1, 5.10)."""
    return _induced(annotated, declared=annotated.declared_at is not None)


def _induced(annotated: Any, *, declared: bool) -> Induced:
    known = Known(annotated.explained, declared, annotated.trained_until)
    return induced(known, timezone.localdate(), grace())


def grace_until(annotated: Any) -> date | None:
    """Return until when files stay open to somebody read with `known_of`; None where that is not asked."""
    if induced_of(annotated) != Induced.GRACE:
        return None
    return grace_ends(annotated.trained_until, grace())


def may_see_people(worker: Worker) -> bool:
    """Say whether the worker notes inductions: their own people's a line manager, everybody's HR and records admins."""
    return worker.role in NOTES_ALL or worker.role == Role.LINE_MANAGER


def may_edit_items(worker: Worker) -> bool:
    """Say whether the worker may change the checklist."""
    return worker.role in NOTES_ALL


def _people_of(worker: Worker) -> QuerySet[Worker]:
    """Return whose induction the worker may note: never their own."""
    whose = Q() if worker.role in NOTES_ALL else Q(line_manager=worker)
    return Worker.objects.filter(whose, in_post=True).exclude(pk=worker.pk)


def _lapsed() -> QuerySet[Training]:
    """Return somebody's trainings on other matters that were to be renewed before today, and were not."""
    others = Training.objects.exclude(subject=Training.Subject.POLICY)
    again = others.filter(
        worker=OuterRef("worker"),
        content=OuterRef("content"),
        good_until__gt=OuterRef("good_until"),
    )
    late = others.filter(worker=OuterRef("pk"), good_until__lt=timezone.localdate())
    return late.exclude(Exists(again))


@dataclass(frozen=True)
class Standing:
    """How one person stands; `noted` of the checklist's `lines` are done, `lapsed` other trainings to be renewed.

    `declared_due`: the day from which they are to declare again; None: they never have. Nothing tells what (E2).
    """

    worker: Worker
    induced: Induced
    trained_until: date | None
    until: date | None  # the end of the days of grace
    noted: int
    lines: int
    lapsed: int
    declared_due: date | None
    owes_declaration: bool


def people(worker: Worker) -> list[Standing]:
    """Return how others stand, for whom files wait first; raises Hidden for whoever may not know."""
    if not may_see_people(worker):
        raise Hidden("inductions_hidden")
    on_list = Noted.objects.filter(worker=OuterRef("pk"), item__retired_at=None)
    found = _people_of(worker).annotate(
        **known_of(),
        noted=how_many(on_list),
        lines=how_many(Item.objects.filter(retired_at=None)),
        lapsed=how_many(_lapsed()),
    )
    shown = [_standing(each) for each in found.order_by("display_name")]
    order = (Induced.WAITS, Induced.GRACE, Induced.DONE)
    return sorted(
        shown,
        key=lambda each: (
            order.index(each.induced),
            each.noted == each.lines and not each.lapsed and not each.owes_declaration,
        ),
    )


def _standing(each: Any) -> Standing:
    return Standing(
        worker=each,
        induced=induced_of(each),
        trained_until=each.trained_until,
        until=grace_until(each),
        noted=each.noted + (each.declared_at is not None),
        lines=each.lines,
        lapsed=each.lapsed,
        declared_due=declarations.due_of(each),
        owes_declaration=declarations.owes(each),
    )


def count_who_wait() -> int:
    """Return for how many in post files wait, their own induction too; for whoever notes everybody's."""
    known = Worker.objects.filter(in_post=True).annotate(**known_of())
    return sum(induced_of(each) == Induced.WAITS for each in known)


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts whose induction or renewal waits for this worker, for the navigation."""
    if not may_see_people(worker):
        return Value(0)
    today = timezone.localdate()
    wait = Q(explained=False) | Q(trained_until=None) | Q(trained_until__lt=today)
    since = Now() - declarations.renewal()
    stated = Statement.objects.filter(worker=OuterRef("pk"), at__gt=since)
    known = _people_of(worker).annotate(**known_of())
    return how_many(known.filter(wait | ~Exists(stated) | Exists(_lapsed())))


@dataclass(frozen=True)
class Record:
    """One person's induction: each line of the list with what is noted of it, and their trainings, the newest first."""

    worker: Worker
    induced: Induced
    until: date | None  # the end of the days of grace
    lines: Sequence[tuple[Item, Noted | None]]
    trainings: Sequence[tuple[Training, bool]]  # and whether it was to be renewed, and was not
    declared_on: date | None  # when they last said whom they know; None: never
    declared_due: date | None
    others_owe: bool  # whether files wait for what somebody else notes


def own_record(worker: Worker) -> Record:
    """Return the worker's own induction, to read: nobody notes their own."""
    return _induction_of(Worker.objects.filter(pk=worker.pk))


def open_person(worker: Worker, person: UUID) -> Record:
    """Return the induction of somebody whose the worker may note; raises Hidden for anybody else."""
    if not may_see_people(worker) or not _people_of(worker).filter(pk=person).exists():
        raise Hidden("induction_hidden")
    return _induction_of(_people_of(worker).filter(pk=person))


def _induction_of(whose: QuerySet[Worker]) -> Record:
    person = whose.annotate(**known_of()).select_related("line_manager").get()
    noted = Noted.objects.filter(worker=person).select_related("item", "done_by", "noted_by")
    done = {each.item_id: each for each in noted}
    lines = [
        (item, done.get(item.pk))
        for item in Item.objects.order_by("position", "words")
        if item.retired_at is None or item.pk in done
    ]
    trainings = Training.objects.filter(worker=person).select_related("noted_by")
    shown = list(trainings.order_by("-held_on", "-noted_at"))
    held = [(each.subject, each.content, each.good_until) for each in shown]
    late = lapsed(held, timezone.localdate())
    return Record(
        worker=person,
        induced=induced_of(person),
        until=grace_until(person),
        lines=lines,
        trainings=list(zip(shown, late, strict=True)),
        declared_on=declarations.stated_on(person),
        declared_due=declarations.due_of(person),
        others_owe=_induced(person, declared=True) == Induced.WAITS,
    )


def open_line(worker: Worker, person: UUID, item: UUID) -> tuple[Record, Item, Noted | None]:
    """Return one line of somebody's checklist that others note, noted or not; raises Hidden."""
    found = open_person(worker, person)
    for each, noted in found.lines:
        if each.pk == item and each.code != Item.Code.DECLARED:
            return found, each, noted
    raise Hidden("induction_hidden")


def open_noted(worker: Worker, noted: UUID) -> Noted:
    """Return what is noted of somebody's checklist, for whoever may take it back; raises Hidden."""
    return _theirs(Noted.objects.select_related("item", "worker"), worker, noted)


def open_training(worker: Worker, training: UUID) -> Training:
    """Return somebody's training, for whoever may take it back; raises Hidden."""
    return _theirs(Training.objects.select_related("worker"), worker, training)


def _theirs(rows: QuerySet[Row], worker: Worker, key: UUID) -> Row:
    found = rows.filter(pk=key, worker__in=_people_of(worker)).first()
    if found is None:
        raise Hidden("induction_hidden")
    return found


def items(worker: Worker) -> list[Item]:
    """Return the checklist in order; raises Hidden for whoever may not change it."""
    if not may_edit_items(worker):
        raise Hidden("checklist_hidden")
    return list(Item.objects.filter(retired_at=None).order_by("position", "words"))


def open_item(worker: Worker, item: UUID) -> Item:
    """Return a line of the checklist to change; raises Hidden."""
    for each in items(worker):
        if each.pk == item:
            return each
    raise Hidden("checklist_hidden")


def colleagues_of(person: Worker) -> list[Worker]:
    """Return everybody who can have explained something to a person: all but themselves."""
    others = Worker.objects.filter(in_post=True).exclude(pk=person.pk)
    return list(others.order_by("display_name"))
