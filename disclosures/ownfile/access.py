"""What of requests for one's own file may be read: those on an opened file, what is due, and what the rules ask."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from clients.emergency.access import bank_holidays
from clients.models import Entry
from disclosures.models import DisclosureRequest
from disclosures.picture import Asker, OwnFile

from . import clocks, rules
from .models import ConferenceMark, FileRequest, Step

MOST = 50
MOST_DUE = 100


def said_in(steps: Iterable[Step]) -> tuple[rules.Said, ...]:
    """Return steps as the rules judge them, in their order."""
    return tuple(
        rules.Said(rules.Kind(each.kind), each.on, each.role, each.details) for each in steps
    )


def steps_of(request: FileRequest) -> list[Step]:
    """Return what was done about a request in its order, and that its client died, whichever request says so."""
    found = Step.objects.filter(
        Q(request=request.id) | Q(file=request.file_id, kind=rules.Kind.DIED)
    )
    return list(found.select_related("by").order_by("at", "id"))


def standing_of(
    request: FileRequest, steps: Iterable[Step], today: date | None = None
) -> rules.Standing:
    """Return how a request stands today; its file is read for the day of birth."""
    steps = list(steps)
    born = request.file.date_of_birth
    return rules.standing(
        face=rules.Face(request.face),
        asker=request.asker,
        born=date.fromisoformat(born) if born else None,
        said=said_in(each for each in steps if each.request_id == request.id),
        today=today or timezone.localdate(),
        dead=any(each.kind == rules.Kind.DIED for each in steps),
    )


def due_on(request: FileRequest, standing: rules.Standing) -> date | None:
    """Return by which day a request is answered; None while its clock stands still."""
    return clocks.due_on(
        timezone.localdate(request.asked_at),
        standing.pauses,
        bank_holidays(),
        extension_told_on=standing.extension_told_on,
    )


def conference_in(file_id: UUID) -> frozenset[UUID]:
    """Return the entries of a file that are minutes of a conference (E33)."""
    marked = ConferenceMark.objects.filter(file=file_id, taken_back_at=None)
    return frozenset(marked.values_list("entry_id", flat=True))


def entries_within(file_id: UUID, scope: rules.Scope) -> frozenset[UUID] | None:
    """Return which entries of a file a scope covers, by the day they are of; None: all of them."""
    if scope.whole:
        return None
    rows = Entry.objects.filter(file=file_id).values_list("id", "happened_on", "written_at")
    return frozenset(
        entry
        for entry, on, written in rows
        if scope.covers(entry, on or timezone.localdate(written))
    )


def own_file_of(request: DisclosureRequest) -> OwnFile | None:
    """Return what was asked for and may be seen, for the rules of a disclosure that prepares it; None: nothing was."""
    found = FileRequest.objects.select_related("file").filter(disclosure=request.id).first()
    if found is None:
        return None
    at = standing_of(found, steps_of(found))
    return OwnFile(
        file=found.file_id,
        statutory=at.face == rules.Face.STATUTORY,
        asker=Asker(found.asker) if found.asker in set(Asker) else found.asker,
        asked_at=found.asked_at,
        earliest_at=found.earliest_at,
        identity_on=at.identity_on,
        seen_alone=at.seen_alone,
        coerced=at.coerced,
        authority_on=at.authority_on,
        weighed=at.weighed,
        scope=entries_within(found.file_id, at.scope),
        held=frozenset(UUID(each) for each in found.held or ()),
        conference=conference_in(found.file_id),
        open=found.closed_at is None and at.refused != "whole",
        dead=at.dead,
        names_sensitive=at.names_sensitive,
    )


def stays_here(request: DisclosureRequest) -> bool:
    """Whether no copy of what is prepared may leave our premises: somebody may make the client ask (E30).

    False for a disclosure that is of no such request.
    """
    found = FileRequest.objects.select_related("file").filter(disclosure=request.id).first()
    return found is not None and rules.stays_here(standing_of(found, steps_of(found)))
