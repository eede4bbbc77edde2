"""The doors to ties, for the managers of the side that may know; to everybody else there are none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q
from django.db.models.expressions import Combinable, Value
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.access import roles_held
from staff.models import Role, Worker

from .models import Tie
from .rules import TOO_MANY

DECIDE = frozenset({str(Role.LINE_MANAGER), str(Role.SAFEGUARDING_LEAD)})
MOST_SHOWN = 50


@dataclass(frozen=True)
class Half:
    """One of two files: its reference, and the file itself as far as whoever asks may open it."""

    reference: str
    file: CaseFile | None


@dataclass(frozen=True)
class Shown:
    """A tie with its two files, those that open first."""

    tie: Tie
    halves: tuple[Half, Half]


@dataclass(frozen=True)
class Grounds:
    """What agrees between two files, in kind: a whole name, a number, or one name with a number or date of birth."""

    names: bool
    phone: bool
    more: bool
    sure: bool


def may_decide_any(worker: Worker) -> bool:
    """Say whether ties can come to the worker: line managers, who stands in for one, and the safeguarding lead."""
    return bool(roles_held(worker) & DECIDE)


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts the ties that wait for this worker, for the navigation."""
    if not may_decide_any(worker):
        return Value(0)
    return how_many(Tie.objects.filter(decided_at=None))


def ties(worker: Worker) -> tuple[list[Shown], list[Shown]]:
    """Return what waits, the oldest first, and what stands tied, the newest first; recorded. Raises Hidden."""
    if not may_decide_any(worker):
        raise Hidden("ties_hidden")
    found = Tie.objects.select_related("written_by", "decided_by")
    waiting = list(found.filter(decided_at=None).order_by("made_at", "id")[:MOST_SHOWN])
    tied = found.filter(outcome=Tie.Outcome.TIED).order_by("-decided_at", "id")
    standing = list(tied[:MOST_SHOWN])
    record("ties_listed", ids=[each.id for each in (*waiting, *standing)])
    shown = _shown([*waiting, *standing])
    return shown[: len(waiting)], shown[len(waiting) :]


def open_tie(worker: Worker, tie_id: UUID) -> Shown:
    """Return a tie for whoever decides about it; raises Hidden for any other."""
    found = Tie.objects.select_related("written_by", "decided_by").filter(id=tie_id).first()
    if found is None or not may_decide_any(worker):
        raise Hidden("tie_hidden")
    record("tie_opened", ids=[found.id])
    return _shown([found])[0]


def _shown(found: Iterable[Tie]) -> list[Shown]:
    found = list(found)
    ids = {side for tie in found for side in (tie.one_id, tie.other_id)}
    # asked apart from the ties: whoever decides may have a grant on one file, or on neither
    files = {file.id: file for file in CaseFile.objects.filter(id__in=ids)}
    load_keys(KeyRef("file", each) for each in files)
    return [Shown(tie, _halves(tie, files)) for tie in found]


def _halves(tie: Tie, files: dict[UUID, CaseFile]) -> tuple[Half, Half]:
    one = Half(tie.one_reference, files.get(tie.one_id))
    other = Half(tie.other_reference, files.get(tie.other_id))
    return (one, other) if one.file or not other.file else (other, one)


def who_wrote_many() -> list[tuple[str, int]]:
    """Return by whose writing more ties came up within a day than anybody's work brings, of those one may see."""
    lately = Q(made_at__gt=timezone.now() - timedelta(days=1), written_by__isnull=False)
    counted = Tie.objects.filter(lately).values("written_by__display_name").order_by()
    many = counted.annotate(many=Count("id")).filter(many__gt=TOO_MANY)
    return list(many.values_list("written_by__display_name", "many"))


def grounds_of(tie: Tie) -> Grounds | None:
    """Return what agrees now; None where nothing does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT names, phone, more, sure FROM access.tie_grounds(%s)", [tie.id])
        row = cursor.fetchone()
    return Grounds(*row) if row else None
