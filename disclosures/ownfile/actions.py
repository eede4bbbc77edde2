"""Every write about requests for one's own file, with its audit event in the same transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from clients.access import rights_on
from clients.actions import give_to_worker
from clients.diary import actions as diary
from clients.diary.models import Appointment
from clients.models import CaseFile, Entry
from clients.paper.access import folders_of
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from disclosures.actions.lock import NotNow, lock_request
from disclosures.actions.own_file import begin_preparation, take_in
from disclosures.delivery.models import Handover
from disclosures.kiosk.models import Sitting
from disclosures.models import DisclosureRequest
from staff.access import on_loan, roles_held
from staff.models import Role, Worker

from . import clocks, endings, holdings, rules
from .access import (
    due_on,
    entries_asked_for,
    is_lacking,
    may_be_prepared,
    noted_death,
    standing_of,
    steps_of,
)
from .models import Arrangement, FileRequest, Step

State = DisclosureRequest.State
LEAD_SEES = timedelta(days=14)
LACKS = "Some of what they asked for is not in what is prepared."
TAKE_BACK = f"{LACKS} Take the prepared disclosure back, then prepare it anew."
NOT_YOUR_DRAFT = f"{LACKS} Whoever prepares it takes it in, from this page."


@dataclass(frozen=True)
class Asked:
    """What somebody asked for: in any words, on any way; `who` names whoever asks for the client."""

    face: str
    channel: str
    asker: str
    asked_at: datetime
    words: str
    who: str = ""


def record_request(*, file: CaseFile, says: Asked, key: UUID, by: Worker) -> FileRequest:
    """Take down that somebody asked for a file, and what it holds now; it is judged afterwards (5.2.4, E32).

    From here on the file is not disposed of. Raises Hidden where a sweep has just taken it.
    """
    made = FileRequest(
        id=key,
        file=file,
        face=says.face,
        channel=says.channel,
        asker=says.asker,
        asked_at=says.asked_at,
        recorded_by=by,
        earliest_at=clocks.earliest_slot(says.asked_at, hours=settings.OWN_FILE_NOTICE_HOURS),
    )
    made.words, made.who = says.words, says.who or None
    entries = Entry.objects.filter(file=file).exclude(kind=Entry.Kind.HELD)
    entries = entries.order_by("written_at", "id")
    made.held = [str(each) for each in entries.values_list("id", flat=True)]
    made.paper = [each.label for each in folders_of(file)]
    made.about = holdings.written_out(file, says.asker)
    made.due_on = due_on(made, standing_of(made, ()))
    made.save(force_insert=True)
    record("file_request_recorded", file=file.id, ids=[made.id], reason=says.face)
    return made


def hold_still(request_id: UUID, file: CaseFile) -> FileRequest:
    """Lock a request of an opened file that is open; raises Hidden for any other id, NotNow once it is closed."""
    found = FileRequest.objects.select_for_update(of=("self",)).filter(id=request_id, file=file)
    request = found.first()
    if request is None:
        raise Hidden("file_request_hidden", file=file.id)
    if request.closed_at is not None:
        raise NotNow("This request is closed: take down a new one.")
    request.file = file
    return request


def say(
    *,
    file: CaseFile,
    request_id: UUID,
    kind: rules.Kind,
    on: date,
    details: Mapping[str, Any],
    key: UUID,
    by: Worker,
) -> Step:
    """Note what was done about a request, and work its clock out anew.

    Raises NotNow for a closed one, for a death that is not on record and where nobody can be asked to end it,
    PermissionDenied where it is somebody else's word.
    """
    request = hold_still(request_id, file)
    roles = roles_held(by)
    theirs = {"recorded_it": request.recorded_by_id == by.pk}
    if kind == rules.Kind.LIVES:
        told = steps_of(request)
        if not rules.is_dead(each.kind for each in told):
            raise NotNow("It is not on record that the client died.")
        theirs["noted_death"] = noted_death(told, by)
    if not rules.may_say(kind, roles=roles, **theirs):
        raise PermissionDenied("This is for a line manager or lead to say who did not take it.")
    step = Step(id=key, file=file, request=request, kind=kind, on=on, by=by)
    # a lent role counts where it is what the step asks for
    step.role = next(iter(sorted(roles & rules.DECIDES)), str(by.role))
    step.details = dict(details)
    step.save(force_insert=True)
    _follow(request, step, by)
    if kind == rules.Kind.PAPER and request.disclosure is not None:
        scanned = [UUID(each) for each in step.details.get("entries", ())]
        take_in(request=request.disclosure, entries=scanned, by=by)
    if kind == rules.Kind.PASSED_ON:
        _let_the_lead_see(file, by)
    record("file_request_step", file=file.id, ids=[request.id, step.id], reason=kind)
    return step


def _let_the_lead_see(file: CaseFile, by: Worker) -> None:
    """Give the data protection leads the file to view, so that one of them ends what nobody else may (E32)."""
    role = Role.DATA_PROTECTION_LEAD
    leads = Worker.objects.annotate(lent=on_loan(role, "pk")).filter(Q(role=role) | Q(lent=True))
    asked = list(leads.filter(in_post=True).exclude(pk=by.pk))
    if not asked or "lead" not in rights_on(by, file):
        raise NotNow(
            "There is no data protection lead whom you can ask: let whoever stands in for you end it."
        )
    until = timezone.now() + LEAD_SEES
    for lead in asked:
        give_to_worker(
            file=file, worker=lead, rights=("view",), reason="a request that is theirs to end", by=by.pk, until=until
        )  # fmt: skip


def _follow(request: FileRequest, step: Step, by: Worker) -> None:
    """Let the request follow what was said: its face, its earliest hour, its day."""
    if step.kind == rules.Kind.TURNED:
        request.face = rules.TURNS[rules.Face(request.face)]
    if step.kind == rules.Kind.WAIVED:
        request.earliest_at = min(request.earliest_at, step.at)
    request.due_on = due_on(request, standing_of(request, steps_of(request)))
    request.save(update_fields=["face", "earliest_at", "due_on"])


def prepare(*, file: CaseFile, request_id: UUID, by: Worker) -> DisclosureRequest:
    """Begin to prepare what was asked for: all that the file held then, within their authority (E31-E33).

    Into one's own draft that lacks some of it that is taken in instead. Raises NotNow for any other request that is
    prepared already and was not recalled (E21), or that asks to see nothing.
    """
    now = _hold_prepared(request_id, file)
    request = hold_still(request_id, file)
    if request.face == rules.Face.ERASURE:
        raise NotNow("They ask for it to be erased: there is nothing to prepare.")
    at = standing_of(request, steps_of(request))
    if not may_be_prepared(request):
        return _take_in_lacking(request, now, at, by)
    made = begin_preparation(
        file=file, name=request.who or file.name, entries=_all_of_it(request, at, by), by=by
    )
    request.disclosure = made
    request.save(update_fields=["disclosure"])
    record("file_request_prepared", file=file.id, ids=[request.id, made.id])
    return made


def _hold_prepared(request_id: UUID, file: CaseFile) -> DisclosureRequest | None:
    """Lock what stands prepared for a request, before the request itself, in the order of whoever submits it."""
    found = FileRequest.objects.filter(id=request_id, file=file, disclosure__isnull=False)
    prepared = found.values_list("disclosure_id", flat=True).first()
    return lock_request(prepared, states=set(State)) if prepared else None


def _all_of_it(request: FileRequest, at: rules.Standing, by: Worker) -> list[UUID]:
    """Return the entries to go through, with what is held besides where all is within the authority."""
    if at.scope.whole:
        holdings.take_in(request, by=by)
    return entries_asked_for(request, at)


def _take_in_lacking(
    request: FileRequest, now: DisclosureRequest | None, at: rules.Standing, by: Worker
) -> DisclosureRequest:
    """Take into a draft of `by` what it lacks of what was asked for (5.2.5)."""
    if now is None or now.id != request.disclosure_id or not is_lacking(request, at):
        raise NotNow("It is prepared already.")
    if now.state != State.DRAFT:
        raise NotNow(TAKE_BACK)
    if now.requester_id != by.pk:
        raise NotNow(NOT_YOUR_DRAFT)
    take_in(request=now, entries=_all_of_it(request, at, by), by=by)
    return now


def explain(
    *,
    file: CaseFile,
    request_id: UUID,
    outcome: str,
    on: date,
    details: Mapping[str, Any],
    key: UUID,
    by: Worker,
) -> Step:
    """Note what was explained after they read it, or were given a copy, and close the request (5.2.4).

    Raises NotNow where nothing was released, or a copy left that may not.
    """
    step = say(
        file=file,
        request_id=request_id,
        kind=rules.Kind.EXPLAINED,
        on=on,
        details=details,
        key=key,
        by=by,
    )
    where = str(details.get("where", ""))
    end(file=file, request_id=request_id, outcome=outcome, by=by, where=where)
    return step


def end(
    *, file: CaseFile, request_id: UUID, outcome: str, by: Worker, why: str = "", where: str = ""
) -> FileRequest:
    """End a request; its file is no longer kept for it, and what was said of it stays (E32).

    `why` is kept as the last thing that was said of it; `where` it was read, if at no office screen. What was planned
    for it is cancelled. Raises NotNow where something stands against ending it so: nothing is erased here, whatever
    the outcome.
    """
    request = hold_still(request_id, file)
    at = standing_of(request, steps_of(request))
    known = _known(request, by, words=bool(why or where))
    stands = endings.against_ending(endings.Outcome(outcome), at, known)
    if stands is not None:
        raise NotNow(f"{stands.sentence} (clause {stands.clause}; {stands.mender})")
    if why:
        say(
            file=file,
            request_id=request_id,
            kind=rules.Kind.ENDED,
            on=timezone.localdate(),
            details={"why": why},
            key=uuid4(),
            by=by,
        )
    cancel_planned(request, by)
    return close(request=request, outcome=outcome, by=by)


def _known(request: FileRequest, by: Worker, *, words: bool) -> endings.Known:
    prepared = request.disclosure
    released = prepared is not None and prepared.state == State.RELEASED
    read = Sitting.objects.filter(ticket__package__release__request=prepared)
    return endings.Known(
        roles=roles_held(by),
        recorded_it=request.recorded_by_id == by.pk,
        words=words,
        released=released,
        handed=released and Handover.objects.filter(release__request=prepared).exists(),
        sat=released and read.exists(),
    )


def cancel_planned(request: FileRequest, by: Worker) -> None:
    """Cancel the appointments that were planned to read it."""
    planned = Arrangement.objects.filter(request=request).select_related("appointment")
    for each in planned.filter(appointment__state=Appointment.State.PLANNED):
        diary.say(appointment=each.appointment, state=Appointment.State.CANCELLED, by=by)


def close(*, request: FileRequest, outcome: str, by: Worker) -> FileRequest:
    """Close a locked request."""
    request.closed_at, request.closed_by, request.outcome = timezone.now(), by, outcome
    request.save(update_fields=["closed_at", "closed_by", "outcome"])
    record("file_request_closed", file=request.file_id, ids=[request.id], reason=outcome)
    return request
