"""The doors to callers: what one recorded, what a manager looks at, and what belongs to an opened file."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, Value
from django.db.models.expressions import Combinable

from clients.models import CaseFile
from clients.paging import Position
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import load_keys
from staff.access import has_role
from staff.models import Role, Worker

from .models import Call, CallLink, CallLook

LOOK = (Role.LINE_MANAGER, Role.SAFEGUARDING_LEAD)
PAGE = 25
MOST_OWN, MOST_WAITING, MOST_ON_FILE = 20, 50, 50


@dataclass(frozen=True)
class CallPage:
    """One page of calls that were looked at, the newest first; `after` names the next page."""

    calls: list[Call]
    after: Position | None


def may_look(worker: Worker) -> bool:
    """Say whether calls come to this person: line managers of both services, and the safeguarding lead."""
    return any(has_role(worker, role) for role in LOOK)


def check_looks(worker: Worker) -> None:
    """Raise Hidden for whom no call comes to."""
    if not may_look(worker):
        raise Hidden("calls_hidden")


def own_calls(worker: Worker) -> list[Call]:
    """Return the calls that the worker recorded, the newest first, without their words."""
    words = ("caller", "checked", "about", "asked", "told")
    mine = Call.objects.filter(recorded_by=worker).defer(*words)
    return list(mine.order_by("-recorded_at", "-id")[:MOST_OWN])


def open_call(worker: Worker, call_id: UUID, *, purpose: str) -> Call:
    """Return a call that the worker recorded or looks at, and record it; raises Hidden for every other."""
    found = Call.objects.filter(id=call_id).select_related("recorded_by").first()
    if found is None or not (found.recorded_by_id == worker.pk or may_look(worker)):
        raise Hidden("call_hidden", purpose=purpose)
    record("call_opened", ids=[found.id], purpose=purpose)
    return found


def open_call_to_look(worker: Worker, call_id: UUID, *, purpose: str) -> Call:
    """Return a call for whoever looks at them, and record it; raises Hidden for others."""
    check_looks(worker)
    return open_call(worker, call_id, purpose=purpose)


def waiting_calls(worker: Worker) -> list[Call]:
    """Return the calls that nobody has looked at, the oldest first, recorded; raises Hidden."""
    check_looks(worker)
    waits = Call.objects.filter(looked_at=None).select_related("recorded_by")
    return _shown(list(waits.order_by("recorded_at", "id")[:MOST_WAITING]))


def looked_at_calls(worker: Worker, *, after: Position | None = None) -> CallPage:
    """Return one page of the calls that somebody has looked at, the newest first, recorded; raises Hidden."""
    check_looks(worker)
    found = Call.objects.exclude(looked_at=None).select_related("recorded_by")
    if after is not None:
        found = found.filter(Q(recorded_at__lt=after[0]) | Q(recorded_at=after[0], id__lt=after[1]))
    rows = list(found.order_by("-recorded_at", "-id")[: PAGE + 1])
    shown = _shown(rows[:PAGE])
    last = shown[-1] if len(rows) > PAGE else None
    return CallPage(shown, (last.recorded_at, last.id) if last else None)


def _shown(calls: list[Call]) -> list[Call]:
    load_keys(each.sealed_under() for each in calls)
    if calls:
        record("calls_listed", ids=[each.id for each in calls])
    return calls


def looks_at(call: Call) -> list[CallLook]:
    """Return what was made of a call, the newest first."""
    return list(call.looks.select_related("by").order_by("-at", "-id"))


def links_of(call: Call) -> list[CallLink]:
    """Return to which files a call belongs, of those that whoever asks may view."""
    return list(call.links.select_related("file", "by").order_by("at", "id"))


def calls_on(file: CaseFile) -> list[tuple[CallLink, Call | None]]:
    """Return the calls that belong to an opened file, the newest first, recorded.

    The call is None where whoever asks may not read what others said (clause 3.2.1).
    """
    links = list(
        CallLink.objects.filter(file=file)
        .select_related("by")
        .order_by("-at", "-id")[:MOST_ON_FILE]
    )
    found = Call.objects.filter(id__in=[each.call_id for each in links])
    calls = {each.id: each for each in found.select_related("recorded_by")}
    load_keys(each.sealed_under() for each in calls.values())
    if links:
        record("calls_on_file_listed", file=file.id, ids=[each.call_id for each in links])
    return [(each, calls.get(each.call_id)) for each in links]


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts the calls that nobody has looked at, for those to whom they come."""
    if not may_look(worker):
        return Value(0)
    return how_many(Call.objects.filter(looked_at=None))
