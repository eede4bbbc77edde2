"""Arranging that a client reads their file: never before the notice, and only by safe contact (5.2.4, E30)."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from clients.contacting.actions import Made, make_contact
from clients.contacting.models import ContactMade
from clients.contacting.profile import BY_EMAIL, CALL, CHANNELS, EMAIL, PHONE, TEXT, Profile, read
from clients.contacting.rules import Use, against
from clients.diary import actions as diary
from clients.models import CaseFile
from clients.tasks.actions import add_task
from confidentiality.audit.record import record
from confidentiality.interface.filters import datetime_gb
from disclosures.actions.lock import NotNow
from disclosures.clauses.own_file import alone
from staff.models import Worker

from . import rules
from .access import standing_of, steps_of
from .actions import cancel_planned, hold_still
from .models import Arrangement, FileRequest


@dataclass(frozen=True)
class Arranging:
    """What was arranged: when, in which room, with whom of us, who comes along, and how they are told and reminded."""

    what: diary.Arranged
    worker: Worker
    supporter: str = ""
    interpreter: str = ""
    told_by: Use | None = None  # None: they are not told yet
    remind_by: Use | None = None  # None: they are not reminded


def safe_ways(profile: Profile, *, by_email: bool) -> list[tuple[str, Use]]:
    """Return the ways that keep to safe contact today, in words: to ring, to write to a number, to send an e-mail.

    Where somebody may make the client ask, nothing is sent by e-mail (E30).
    """
    kinds = [(CALL, PHONE), (TEXT, PHONE), *([(BY_EMAIL, EMAIL)] if by_email else [])]
    today = timezone.localdate()
    found = []
    for channel, kind in kinds:
        for point in profile.points(kind):
            use = Use(channel, point.text)
            if not against(use, profile, today):
                found.append((f"{CHANNELS[channel]}: {point.text}", use))
    return found


def arrange_viewing(
    *, file: CaseFile, request_id: UUID, says: Arranging, key: UUID, by: Worker
) -> Arrangement:
    """Arrange when the client reads their file; an appointment that was planned for it before is cancelled.

    Raises NotNow before the notice has run, while nothing may be confirmed to whoever asks, and where somebody would
    come along who may not.
    """
    request = hold_still(request_id, file)
    at = standing_of(request, steps_of(request))
    _stop(request, at, says)
    cancel_planned(request, by)
    met = diary.arrange(
        file=file, worker=says.worker, what=says.what, by=by, appointment_id=uuid4()
    )
    made = Arrangement(id=key, file=file, request=request, appointment=met, by=by)
    made.details = {
        "supporter": says.supporter,
        "interpreter": says.interpreter,
        "reminder": CHANNELS[says.remind_by.channel] if says.remind_by else "",
    }
    made.save(force_insert=True)
    record("viewing_arranged", file=file.id, ids=[request.id, made.id, met.id])
    _tell(file, says, by)
    return made


def _stop(request: FileRequest, at: rules.Standing, says: Arranging) -> None:
    if request.face == rules.Face.ERASURE:
        raise NotNow("They ask for it to be erased: there is nothing to read.")
    if stands := rules.against_confirming(at):
        raise NotNow(
            f"Nothing may be confirmed yet. {stands.sentence} (clause {stands.clause}; {stands.mender})"
        )
    if rules.is_too_early(says.what.starts_at, request.earliest_at):
        when = datetime_gb(request.earliest_at)
        raise NotNow(
            f"Their notice runs until {when}: a line manager who did not take the request can waive it (clause 5.2.4)."
        )
    for each in alone(at.coerced, supporter=bool(says.supporter)):
        raise NotNow(f"{each.what_is_missing} (clause {each.clause})")


def _tell(file: CaseFile, says: Arranging, by: Worker) -> None:
    """Record the use that was made of safe contact, and let somebody remember to remind them."""
    if says.told_by is not None:
        made = Made(
            use=Use(says.told_by.channel, says.told_by.text, at=timezone.localtime()),
            outcome=ContactMade.Outcome.HERSELF,
            words="An appointment was arranged.",
            happened_at=timezone.now(),
        )
        seen = read(file.contact).version
        make_contact(file=file, made=made, seen=seen, by=by, contact_id=uuid4())
    if says.remind_by is not None:
        day = timezone.localdate(says.what.starts_at) - timedelta(days=1)
        words = f"Remind the client of their appointment. How they said: {CHANNELS[says.remind_by.channel].lower()}."
        due = max(day, timezone.localdate())
        add_task(file=file, owner=says.worker, words=words, due_on=due, by=by, task_id=uuid4())
