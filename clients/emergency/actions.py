"""Every write of emergency access, each through one function of the database, with its audit event."""

from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.sealing.fields import sealed_for
from confidentiality.sealing.keys import make_key
from staff.models import Worker

from .models import EmergencyAccess, EmergencySearch


class Answer(StrEnum):
    """What came of asking; NOTHING is the same for what is hidden and what never was (clause 3.3.1)."""

    OPENED = "opened"
    NOTHING = "nothing"
    LIMITED = "limited"  # asked too often within an hour
    UNREVIEWED = "unreviewed"  # an earlier one waits for its review, and no life is at risk


def start(
    *, access_id: UUID, reference: str, reason: str, at_risk: bool, by: Worker
) -> tuple[Answer, UUID | None]:
    """Ask for emergency access to the file with this reference; return the answer and the file opened.

    The same form sent twice, or another ask while one lasts, opens nothing more. Every ask is recorded; the row
    that opens the file stands in its reviewer's queue at once.
    """
    asked = EmergencyAccess(id=access_id, reason=reason)
    try:
        with transaction.atomic():
            make_key(asked.sealed_under())
    except IntegrityError:
        twin = EmergencyAccess.objects.filter(id=access_id, worker=by).first()
        return (Answer.OPENED, twin.file_id) if twin else (Answer.NOTHING, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT answer, opened FROM access.start_emergency(%s, %s, %s, %s)",
            [access_id, reference, at_risk, sealed_for(asked, "reason")],
        )
        answer, opened = cursor.fetchone()
    outcome = "done" if opened else "denied"
    record("emergency_asked", file=opened, ids=[access_id], reason=answer, outcome=outcome)
    return Answer(answer), opened


def end(*, access_id: UUID, by: Worker) -> EmergencyAccess:
    """End an emergency access now; one that has ended already stays as it is. Raises Hidden for what is not theirs."""
    found = EmergencyAccess.objects.filter(id=access_id).first()
    if found is None:
        raise Hidden("emergency_hidden", purpose="end_emergency")
    if _call("access.end_emergency(%s)", access_id):
        record("emergency_ended", file=found.file_id, ids=[access_id])
    return found


def review(
    *, access: EmergencyAccess, outcome: EmergencyAccess.Outcome, finding: str, by: Worker
) -> bool:
    """Review an emergency access that has ended, once; return False when it was reviewed meanwhile or still runs.

    Found not justified, the file's lead and the safeguarding lead see it.
    """
    reviewed = EmergencyAccess(id=access.id, finding=finding)
    sealed = sealed_for(reviewed, "finding")
    done = _call("access.review_emergency(%s, %s, %s)", access.id, str(outcome), sealed)
    if done:
        record("emergency_reviewed", file=access.file_id, ids=[access.id], reason=outcome)
    return done


def ask_by_description(*, search_id: UUID, words: str, at_risk: bool, by: Worker) -> None:
    """Ask a manager on duty to look for somebody; nothing tells whether there is a file (clause 3.3.1)."""
    search = EmergencySearch(
        id=search_id, asked_by=by, service=by.service, at_risk=at_risk, words=words
    )
    try:
        with transaction.atomic():
            make_key(search.sealed_under())
            search.save(force_insert=True)
    except IntegrityError:
        return  # the same form, sent twice
    record("emergency_search_asked", ids=[search_id])


def answer_search(*, search_id: UUID, by: Worker) -> bool:
    """Note that a search was answered, by word of mouth; its words are gone. False when it was answered before."""
    done = _call("access.answer_search(%s)", search_id)
    if done:
        record("emergency_search_answered", ids=[search_id])
    return done


def see_wall_alert(*, alert_id: UUID, by: Worker) -> None:
    """Note that a manager has seen who tried to reach a file from behind a wall; raises Hidden for none of theirs."""
    if not _call("access.see_wall_alert(%s)", alert_id):
        raise Hidden("wall_alert_hidden", purpose="wall_alert")
    record("wall_alert_seen", ids=[alert_id])


def escalate(*, access: EmergencyAccess, overdue: bool) -> bool:
    """Ask a second reviewer, as the reminder, where it is overdue or the first may not review it any more."""
    done = _call("access.escalate_emergency(%s, %s)", access.id, overdue)
    if done:
        record("emergency_escalated", file=access.file_id, ids=[access.id])
    return done


def forget_searches() -> None:
    """Let go, as the reminder, of what was described in searches that nobody answered within a week."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.forget_searches()")
        lapsed = [search for (search,) in cursor.fetchall()]
    if lapsed:
        record("emergency_searches_lapsed", ids=lapsed)


def _call(function: str, *values: UUID | str | bytes | bool) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}", values)  # our own words
        return bool(cursor.fetchone()[0])
