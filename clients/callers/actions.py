"""Recording a call, looking at it, and saying to which file it belongs, each with its audit event."""

from uuid import UUID

from clients.models import CaseFile
from confidentiality.audit.record import record
from confidentiality.sealing.keys import make_key
from staff.models import Worker

from .models import Call, CallLink, CallLook


def record_call(
    *,
    call_id: UUID,
    came_by: str,
    claims: str,
    caller: str,
    checked: str,
    about: str,
    asked: str,
    answered: str,
    told: str,
    by: Worker,
) -> Call:
    """Keep who asked about whom and what was answered, under a key of its own; nothing is looked up (clause 3.3.1)."""
    call = Call(
        id=call_id,
        recorded_by=by,
        came_by=came_by,
        claims=claims,
        caller=caller,
        checked=checked,
        about=about,
        asked=asked,
        answered=answered,
        told=told,
    )
    make_key(call.sealed_under())
    call.save(force_insert=True)
    record("call_recorded", ids=[call.id])
    return call


def look_at_call(*, look_id: UUID, call: Call, meaning: str, words: str, by: Worker) -> CallLook:
    """Note what a manager makes of a call; a further look stands beside the earlier ones."""
    look = CallLook(id=look_id, call=call, by=by, meaning=meaning, words=words)
    look.save(force_insert=True)
    record("call_looked_at", ids=[call.id, look.id], reason=meaning)
    return look


def put_on_file(*, call: Call, file: CaseFile, by: Worker) -> bool:
    """Say that a call was about whoever this opened file is of; False where that stands there already."""
    if CallLink.objects.filter(call=call, file=file).exists():
        return False
    link = CallLink(call=call, file=file, by=by)
    link.save(force_insert=True)
    record("call_put_on_file", file=file.id, ids=[call.id])
    return True


def take_off_file(*, link: CallLink, by: Worker) -> None:
    """Say that a call was not about whoever the file is of."""
    CallLink.objects.filter(id=link.id).delete()
    record("call_taken_off_file", file=link.file_id, ids=[link.call_id])
