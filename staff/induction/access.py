"""The doors to the policy's text, and how each stands to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from confidentiality.access.http import Hidden
from staff.models import Role, Worker

from .models import Acknowledgement, PolicyVersion
from .rules import Known, Stands, grace_ends, stands

WRITERS = (Role.RECORDS_ADMIN, Role.DATA_PROTECTION_LEAD)
SEES_ALL = (*WRITERS, Role.HR)


def grace() -> timedelta:
    """Return for how long those who acknowledged the version before may go on."""
    return timedelta(days=settings.POLICY_GRACE_DAYS)


def _in_force() -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(number__isnull=False).order_by("-number")


def known_of() -> dict[str, Any]:
    """Return annotations that tell of each account or worker what `stands_of` asks, in the query they are added to."""
    mine = Acknowledgement.objects.filter(worker=OuterRef("pk")).order_by("-version__number")
    following = _in_force().filter(number=OuterRef("policy_acknowledged") + 1)
    return {
        "policy_newest": Subquery(_in_force().values("number")[:1]),
        "policy_acknowledged": Subquery(mine.values("version__number")[:1]),
        "policy_behind_since": Subquery(following.values("published_at")[:1]),
    }


def stands_of(annotated: Any) -> Stands:
    """Say how somebody read with `known_of` stands to the policy now (clauses 1, 5.1.1)."""
    known = Known(
        annotated.policy_newest, annotated.policy_acknowledged, annotated.policy_behind_since
    )
    return stands(known, timezone.now(), grace())


def grace_until(annotated: Any) -> datetime | None:
    """Return until when somebody read with `known_of` may go on without acknowledging; None where that is not asked."""
    if stands_of(annotated) != Stands.GRACE:
        return None
    return grace_ends(annotated.policy_behind_since, grace())


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
    return list(_in_force().defer("text").select_related("written_by", "published_by"))


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
    found = Worker.objects.filter(whose, in_post=True).annotate(
        **known_of(), at=Subquery(at.values("at")[:1])
    )
    order = list(Stands)
    shown = [_standing(each) for each in found.order_by("display_name")]
    return sorted(shown, key=lambda each: -order.index(each.stands))


def _standing(each: Any) -> Standing:
    return Standing(each, stands_of(each), each.at, grace_until(each))
