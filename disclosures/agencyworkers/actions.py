"""Inviting somebody of a partner agency, deciding about it, and ending it; each writes its audit event."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from confidentiality.audit.record import record
from disclosures.models import AgencyContact
from disclosures.protocols.models import Protocol
from staff.models import Worker

from .models import AgencySecret, AgencyWorker
from .secrets import new_code, new_sign_in_name, print_of_code


class InvitedAlready(Exception):
    """They have a way in, or one waits to be decided."""


def _asked(function: str, *values: Any) -> str:
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(values))
        cursor.execute(f"SELECT access.{function}({places})", values)  # a name of ours
        (answer,) = cursor.fetchone()
    return str(answer)


def invite(
    *, protocol: Protocol, contact: AgencyContact, until: date, worker_id: UUID, by: Worker
) -> tuple[AgencyWorker, str]:
    """Ask that somebody named in a protocol may sign in (5.7); return it, and the asker's code, told once.

    Raises InvitedAlready; a line manager who is somebody else agrees to it and gets the other code.
    """
    code = new_code()
    asked = AgencyWorker(
        id=worker_id,
        protocol=protocol,
        contact=contact,
        sign_in_name=new_sign_in_name(),
        until=until,
        asked_by=by,
    )
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
            AgencySecret(agency_worker=asked, first=print_of_code(code)).save(force_insert=True)
    except IntegrityError:
        raise InvitedAlready from None
    record("agency_worker_asked", ids=[asked.id, contact.id, protocol.id])
    return asked, code


def decide(*, asked: AgencyWorker, agree: bool, by: Worker) -> tuple[str, str]:
    """Agree, or refuse; return 'done' or why not, and the decider's code, told once."""
    code = new_code() if agree else ""
    answer = _asked("decide_agency_worker", asked.id, agree, print_of_code(code) if code else "")
    return answer, code if answer == "done" else ""


def end(*, asked: AgencyWorker, by: Worker) -> str:
    """End it, or withdraw what one has asked for: whatever they have open ends at once. 'done', or why not."""
    said = _asked("end_agency_worker", asked.id)
    if said == "refused":
        record("agency_worker_end_refused", ids=[asked.id], outcome="denied")
    return said
