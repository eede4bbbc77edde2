"""The duty search's door: two exact identifiers, one answer, and what it opens for an hour."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from confidentiality.access.http import Hidden, Refused
from confidentiality.audit.record import record
from confidentiality.sealing.index.keeping import current, tokens
from confidentiality.sealing.index.tokens import exact_terms
from confidentiality.sealing.keys import hand_over
from confidentiality.sealing.models import Key
from staff.models import Worker

from ..models import CaseFile
from .fence import ON_DUTY, SEARCHES_AN_HOUR
from .models import DutySearch, DutySearchSeen

OPEN_FOR = timedelta(hours=1)
TOLD_FOR = timedelta(days=28)  # to the others who lead a file, once one of them has seen it
TOO_MANY = (
    f"You have searched {SEARCHES_AN_HOUR} times within an hour, and nobody needs more. Wait, or ask a colleague"
    " or your line manager to take the call."
)


@dataclass(frozen=True)
class OnDuty:
    """What a duty search opens: reference, lead, safe contact, until when. Nothing else of `file` can be read."""

    search_id: UUID
    file: CaseFile
    until: datetime


def may_search_on_duty(worker: Worker) -> bool:
    """Say whether the worker may: workers, volunteers, seniors and line managers of a service."""
    return worker.role in ON_DUTY and bool(worker.service)


def check_on_duty(worker: Worker) -> None:
    """Raise Refused for whoever takes no calls."""
    if not may_search_on_duty(worker):
        raise Refused("The duty search is for workers of the two services.", "duty_search_refused")


def search_on_duty(*, name: str, born: date | None, phone: str, by: Worker) -> UUID | None:
    """Search the whole of the worker's own service by two exact identifiers; return the search that found one file.

    None where no file answers, two do, or none that may be known: one answer, counted and recorded alike. Raises
    Refused after too many within an hour (clause 3.3.1).
    """
    check_on_duty(by)
    generation, search_id = current(), uuid4()
    wanted = sorted(tokens(exact_terms(name, born=born, phone=phone), generation))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.duty_search(%s, %s, %s::bigint[])",
            [search_id, generation.number, wanted],
        )
        (outcome,) = cursor.fetchone()
        cursor.execute("SELECT access.duty_file(%s)", [search_id])
        (file_id,) = cursor.fetchone()
    if outcome == "too many":
        raise Refused(TOO_MANY, "duty_search_refused")
    record("duty_searched", file=file_id, ids=[search_id], purpose="duty")
    return search_id if outcome == "found" else None


def open_on_duty(worker: Worker, search_id: UUID, *, purpose: str) -> OnDuty:
    """Open what a duty search found, for an hour, to whoever searched; recorded. Raises Hidden (404) otherwise."""
    asked = "SELECT * FROM access.duty_contact(%s)"
    found = CaseFile.objects.raw(asked, [search_id]).prefetch_related("lead", "team")
    file = next(iter(found), None)
    search = DutySearch.objects.filter(id=search_id, by=worker).first()
    if file is None or search is None:
        raise Hidden("duty_search_hidden", purpose=purpose)
    hand_over(Key.objects.raw("SELECT * FROM access.duty_key(%s)", [search_id]))
    record("file_opened_on_duty", file=file.id, ids=[search_id], purpose=purpose)
    return OnDuty(search_id, file, search.at + OPEN_FOR)


def unseen_by_lead(worker: Worker) -> list[DutySearch]:
    """Return the duty searches of others that found files which the worker leads, or could where nobody does.

    Each who leads a file has them until they have seen them; what another has seen, for four weeks.
    """
    seen = DutySearchSeen.objects.filter(search=OuterRef("id"))
    lately = Q(at__gt=timezone.now() - TOLD_FOR)
    mine = Q(file__lead=worker) | Q(file__lead=None)
    found = DutySearch.objects.filter(mine, lately | ~Exists(seen), file__isnull=False)
    unseen = found.exclude(by=worker).exclude(Exists(seen.filter(by=worker)))
    return list(unseen.select_related("file", "by").order_by("-at")[:5])


def see_duty_search(*, search_id: UUID, by: Worker) -> None:
    """Note that one who leads the file has seen that a duty search of another opened it; raises Hidden otherwise."""
    of_others = DutySearch.objects.filter(id=search_id, file__isnull=False).exclude(by=by)
    if not of_others.exists():
        raise Hidden("duty_search_hidden", purpose="seen")
    seen = DutySearchSeen(search_id=search_id, by=by)
    DutySearchSeen.objects.bulk_create([seen], ignore_conflicts=True)  # a button pressed twice
    record("duty_search_seen", ids=[search_id])
