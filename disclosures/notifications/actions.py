"""What a person does about a notification: tells it, tries to, lets it rest, or decides not to tell, each recorded."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from clients.contacting.actions import Made, make_contact
from clients.models import CaseFile
from clients.tasks.actions import add_task
from confidentiality.access.http import Refused
from confidentiality.audit.record import record
from staff.access import roles_held
from staff.models import Role, Worker

from .models import Attempt, Notification, Preference, Strand
from .rules import Verdict, Way

Result = Attempt.Result
TOLD_WORDS = "A notification of the policy’s clause 4.2.1 (i) was told."
TRIED_WORDS = "A notification of the policy’s clause 4.2.1 (i) could not be told."
TASK_WORDS = "Ask how she can be reached safely: a notification waits to be told (clause 4.2.1)."
OVERTAKEN = "Somebody has dealt with this meanwhile, or it was replaced: look at what stands now."
RISK_IS_MANAGERS = (
    "This may be a risk to her: that it is not told is for a line manager to decide (clause 4.2.1)."
)
ASKED_FOR_NONE = "She has asked not to be told of these (clause 4.2.1): it is not told."


def tell(
    *,
    notification: Notification,
    made: Made,
    told: bool,
    verdict: Verdict,
    against: list[str],
    by: Worker,
    attempt_id: UUID,
) -> Attempt:
    """Record that a notification was told, or that whoever is to be told was not reached (E15, E17).

    On her file it is a use of safe contact and an entry, without the status: what the programme says of him is not
    hers to pass on. `against` is what stood against it. Raises Refused where she asked for none, or it waits no more.
    """
    if told and verdict.way == Way.STOP:
        raise Refused(ASKED_FOR_NONE, "notification_refused", file=notification.file_id)
    _hold(notification)
    contact = None
    if notification.file is not None:
        head = TOLD_WORDS if told else TRIED_WORDS
        words = "\n\n".join(part for part in (head, made.words) if part)
        contact = make_contact(
            file=notification.file,
            made=Made(made.use, made.outcome, words, made.happened_at),
            seen=_version(notification.file),
            by=by,
            contact_id=attempt_id,
        ).id
    details = {
        "how": made.use.channel,
        "to": made.use.text,
        "outcome": made.outcome,
        "words": made.words,
        "against": against,
    }
    result = Result.TOLD if told else Result.NOT_REACHED
    row = _attempt(notification, result, details, made.happened_at, by, attempt_id, contact)
    ids = [notification.id, row.id]
    record("notification_attempted", file=notification.file_id, ids=ids, reason=result)
    return row


def _version(file: CaseFile) -> int:
    version: int = file.contact.get("version", 1)
    return version


def stop(*, notification: Notification, verdict: Verdict, by: Worker) -> Attempt:
    """Record that it is not told because she asked for none of these; raises Refused unless she did."""
    if verdict.way != Way.STOP:
        raise Refused("She has not asked for that.", "notification_refused")
    _hold(notification)
    # With a name of its own, as what follows: after a restore it does not wait again.
    row = _attempt(notification, Result.STOPPED, {}, timezone.now(), by, uuid4())
    record("notification_stopped", file=notification.file_id, ids=[notification.id, row.id])
    return row


def may_keep_from_her(notification: Notification, worker: Worker) -> bool:
    """Say whether it is somebody's to decide that she is not told: a warning of risk is a line manager's."""
    return not notification.is_risk or str(Role.LINE_MANAGER) in roles_held(worker)


def decide_not_to_tell(
    *, notification: Notification, reason: str, by: Worker, attempt_id: UUID
) -> Attempt:
    """Record why it is not told, as carefully as that it is (E17); a warning of risk is a line manager's to keep."""
    if not may_keep_from_her(notification, by):
        raise Refused(RISK_IS_MANAGERS, "notification_refused", file=notification.file_id)
    _hold(notification)
    details = {"words": reason}
    row = _attempt(notification, Result.NOT_TOLD, details, timezone.now(), by, attempt_id)
    ids = [notification.id, row.id]
    record("notification_decided_against", file=notification.file_id, ids=ids)
    return row


def put_before_lead(*, notification: Notification, by: Worker) -> None:
    """Make a task of settling how she can be reached, for whoever leads her file (E15)."""
    file = notification.file
    if file is None:
        raise Refused("There is no safe contact on a strand.", "notification_refused")
    today = timezone.localdate()
    add_task(
        file=file, owner=file.lead or by, words=TASK_WORDS, due_on=today, by=by, task_id=uuid4()
    )
    record("notification_put_before_lead", file=file.id, ids=[notification.id])


def _hold(notification: Notification) -> None:
    if not _ask("access.hold_notification(%s)", notification.id):
        raise Refused(OVERTAKEN, "notification_refused", file=notification.file_id)


def _attempt(
    notification: Notification,
    result: str,
    details: dict[str, Any],
    happened_at: datetime,
    by: Worker,
    attempt_id: UUID,
    contact: UUID | None = None,
) -> Attempt:
    row = Attempt(
        id=attempt_id,
        notification=notification,
        by=by,
        at=timezone.now(),
        happened_at=happened_at,
        result=result,
        contact=contact,
    )
    row.details = details
    row.save(force_insert=True)
    return row


def note_preference(
    *, of: CaseFile | Strand, wants: str, words: str, by: Worker, preference_id: UUID
) -> Preference:
    """Note what she wants to be told; it counts at the next telling."""
    file, strand = (of, None) if isinstance(of, CaseFile) else (None, of)
    row = Preference(id=preference_id, file=file, strand=strand, wants=wants, by=by)
    row.words = words
    row.save(force_insert=True)
    whose = [strand.id] if strand else []
    record("notification_preference_noted", file=file.id if file else None, ids=[row.id, *whose])
    return row


def give_strand(*, strand: Strand, whom: Worker | None, by: Worker) -> bool:
    """Give a strand to somebody of the support service, or back to its line managers; False where it cannot be."""
    done = bool(_ask("access.give_strand(%s, %s)", strand.id, whom.pk if whom else None))
    if done:
        record("strand_given", ids=[strand.id, *([whom.pk] if whom else [])])
    return done


def review_strand(*, strand: Strand, keep: bool, by: Worker) -> bool:
    """Say that a strand is still needed, or close it; False while something waits on it, or for whose it is not."""
    done = bool(_ask("access.review_strand(%s, %s)", strand.id, keep))
    if done:
        record("strand_reviewed", ids=[strand.id], reason="kept" if keep else "closed")
    return done


def _ask(function: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}", values)  # our own words
        return cursor.fetchone()[0]
