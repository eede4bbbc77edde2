"""What recipients are still to be told, or to acknowledge: one list, and its counter (E16, E18, E21)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from clients.grants import led_by
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from disclosures.models import Release
from disclosures.readers.models import Recall
from staff.models import Worker

from .models import Notice

MOST = 100
# After so long without a word whoever told them is asked to ring again, and after so long a manager knows of it too
ASKED_AFTER, KNOWN_AFTER = timedelta(days=2), timedelta(days=7)


def _untold(worker: Worker) -> QuerySet[Recall]:
    """Return the recalls of which nobody has told the recipient."""
    told = Notice.objects.filter(release=OuterRef("release"), kind=Notice.Kind.RECALLED)
    return Recall.objects.filter(~Exists(told)).filter(
        _theirs(worker, "recalled_by", "recalled_at")
    )


def _unheard(worker: Worker) -> QuerySet[Notice]:
    """Return what recipients were told and have not acknowledged."""
    return Notice.objects.filter(_theirs(worker, "by", "at"), acknowledged_on=None)


def _theirs(worker: Worker, by: str, at: str) -> Q:
    """Whoever did it, or leads the file; a manager of it where nobody leads it, and of every one after a week."""
    lead = Q(file__lead=worker.pk) | Q(file__lead=None) | Q(**{f"{at}__lt": Now() - KNOWN_AFTER})
    return Q(**{by: worker.pk}) | (lead & Q(led_by(worker)))


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts the recalls not told, and what was told and is not acknowledged in two days."""
    old = _unheard(worker).filter(at__lt=Now() - ASKED_AFTER)
    return how_many(_untold(worker)) + how_many(old)


@dataclass(frozen=True)
class Owed:
    """A release of which its recipient is to be told something, or to acknowledge it; since when, by whom."""

    release: Release
    what: str
    told: bool
    since: datetime
    by: Worker | None


def owed_for(worker: Worker) -> list[Owed]:
    """Return what recipients are to be told or to acknowledge, the untold first, the oldest first; recorded."""

    def first(rows: QuerySet[Any], at: str, *more: str) -> list[Any]:
        return list(
            rows.select_related("file", "release__package", *more).order_by(at, "pk")[:MOST]
        )

    untold = first(_untold(worker), "recalled_at", "recalled_by")
    unheard = first(_unheard(worker), "at", "by")
    found = [
        Owed(r.release, "It was recalled", False, r.recalled_at, r.recalled_by) for r in untold
    ]
    found += [Owed(n.release, n.get_kind_display(), True, n.at, n.by) for n in unheard]
    for row, each in zip([*untold, *unheard], found, strict=True):
        each.release.file = row.file
    record("owed_to_recipients_listed", ids=[each.release.id for each in found])
    return found
