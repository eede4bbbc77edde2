"""The doors to the policy's text, and how each stands to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from confidentiality.access.http import Hidden
from staff.models import Role, Worker

from .models import Acknowledgement, PolicyVersion
from .rules import Known, Stands, grace_ends, stands

WRITERS = (Role.RECORDS_ADMIN, Role.DATA_PROTECTION_LEAD)
SEES_ALL = (*WRITERS, Role.HR)
MOST_SHOWN = 200


def grace() -> timedelta:
    """Return for how long those who acknowledged the version before may go on."""
    return timedelta(days=settings.POLICY_GRACE_DAYS)


def _in_force() -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(number__isnull=False).order_by("-number")


def known_of(person: str = "pk") -> dict[str, Any]:
    """Return annotations that tell of each person what `stands_of` asks, in the query they are added to."""
    newest = _in_force().values("number")[:1]
    mine = Acknowledgement.objects.filter(worker=OuterRef(person))
    return {
        "policy_published_at": Subquery(_in_force().values("published_at")[:1]),
        "policy_acknowledged": Exists(mine.filter(version__number=Subquery(newest))),
        "policy_acknowledged_before": Exists(
            mine.filter(
                version__number=Subquery(newest.annotate(before=F("number") - 1).values("before"))
            )
        ),
    }


def stands_of(annotated: Any) -> Stands:
    """Say how somebody read with `known_of` stands to the policy now (clauses 1, 5.1.1)."""
    known = Known(
        annotated.policy_published_at,
        annotated.policy_acknowledged,
        annotated.policy_acknowledged_before,
    )
    return stands(known, timezone.now(), grace())


def current() -> PolicyVersion | None:
    """Return the version in force, for every worker; None before the first."""
    return _in_force().select_related("published_by").first()


def open_version(number: int) -> PolicyVersion:
    """Return a version that is or was in force; raises Hidden for any other."""
    found = _in_force().select_related("written_by", "published_by").filter(number=number).first()
    if found is None:
        raise Hidden("policy_version_hidden")
    return found


def versions() -> list[PolicyVersion]:
    """Return the versions that are or were in force, the newest first, without their text."""
    return list(_in_force().defer("text").select_related("written_by", "published_by")[:MOST_SHOWN])


def may_write(worker: Worker) -> bool:
    """Say whether the worker may write the policy and put it in force."""
    return worker.role in WRITERS


def open_writing(worker: Worker) -> PolicyVersion | None:
    """Return the version that waits to be put in force, or None; raises Hidden for whoever may not write."""
    if not may_write(worker):
        raise Hidden("policy_writing_hidden")
    waiting = PolicyVersion.objects.filter(number__isnull=True)
    return waiting.select_related("written_by").first()


@dataclass(frozen=True)
class Standing:
    """One worker and the policy; `until`: the end of the days of grace."""

    worker: Worker
    stands: Stands
    at: datetime | None  # when they acknowledged the version in force; None: not yet
    until: datetime | None


def may_see_standings(worker: Worker) -> bool:
    """Say whether the worker may see how others stand: their own team's to a line manager, all to some."""
    return worker.role in SEES_ALL or worker.role == Role.LINE_MANAGER


def standings(worker: Worker) -> list[Standing]:
    """Return how others stand to the policy in force, who owes it first; raises Hidden for whoever may not know."""
    if not may_see_standings(worker):
        raise Hidden("policy_standings_hidden")
    whose = Q() if worker.role in SEES_ALL else Q(line_manager=worker)
    newest = Subquery(_in_force().values("number")[:1])
    at = Acknowledgement.objects.filter(worker=OuterRef("pk"), version__number=newest)
    found = Worker.objects.filter(whose).annotate(**known_of(), at=Subquery(at.values("at")[:1]))
    order = list(Stands)
    shown = [_standing(each) for each in found.order_by("display_name")[:MOST_SHOWN]]
    return sorted(shown, key=lambda each: -order.index(each.stands))


def _standing(each: Any) -> Standing:
    how = stands_of(each)
    until = grace_ends(each.policy_published_at, grace()) if how == Stands.GRACE else None
    return Standing(each, how, each.at, until)
