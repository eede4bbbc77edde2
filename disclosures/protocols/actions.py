"""Every write of protocols; each writes its audit event in the same transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from clients.models import CaseFile
from confidentiality.audit.record import record
from confidentiality.sealing.keys import load_keys
from disclosures.models import Agency, AgencyContact
from staff.models import Worker

from .models import NamedFile, NamedReader, Party, PartyCopy, Protocol


@dataclass(frozen=True)
class Terms:
    """What a protocol would say."""

    name: str
    agencies: Collection[Agency]
    readers: Collection[AgencyContact]
    clients: str
    purpose: str
    circumstances: str
    starts_on: date
    until: date
    review_on: date


def propose(*, terms: Terms, protocol_id: UUID, by: Worker) -> Protocol:
    """Propose a protocol; a line manager who is somebody else agrees to it, and until then it is none (5.5)."""
    first = min(terms.agencies, key=lambda agency: agency.id)
    load_keys([first.sealed_under()])
    protocol = Protocol(
        id=protocol_id,
        first_agency=first,
        clients=terms.clients,
        starts_on=terms.starts_on,
        until=terms.until,
        review_on=terms.review_on,
        proposed_by=by,
        name=terms.name,
        purpose=terms.purpose,
        circumstances=terms.circumstances,
    )
    protocol.save(force_insert=True)
    Party.objects.bulk_create(Party(protocol=protocol, agency=each) for each in terms.agencies)
    NamedReader.objects.bulk_create(
        NamedReader(protocol=protocol, contact=each) for each in terms.readers
    )
    record("protocol_proposed", ids=[protocol.id, *(each.id for each in terms.agencies)])
    return protocol


def _asked(function: str, *values: Any) -> str:
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(values))
        cursor.execute(f"SELECT access.{function}({places})", values)  # a name of ours
        (answer,) = cursor.fetchone()
    return str(answer)


def print_of_parties(protocol: Protocol) -> str:
    """Return what tells who is in a protocol: whoever decides sends back what they saw."""
    return _asked("protocol_parties", protocol.id)


def decide(*, protocol: Protocol, agree: bool, seen: str, by: Worker) -> str:
    """Agree to a proposal, or refuse it; return 'done', or why not."""
    return _asked("decide_protocol", protocol.id, agree, seen)


def end(*, protocol: Protocol, by: Worker) -> str:
    """End what was agreed, or withdraw one's proposal, at once and for good; return 'done', or why not."""
    said = _asked("end_protocol", protocol.id)
    if said == "refused":
        record("protocol_end_refused", ids=[protocol.id], outcome="denied")
    return said


def record_copy(*, party: Party, given_on: date, by: Worker) -> PartyCopy:
    """Record that an agency got its copy of the protocol (clause 5.5)."""
    made = PartyCopy.objects.create(party=party, given_on=given_on, recorded_by=by)
    record("protocol_copy_recorded", ids=[party.protocol_id, party.agency_id, made.id])
    return made


def name_file(*, protocol: Protocol, file: CaseFile, by: Worker) -> None:
    """Name an opened case file in a protocol for named files; a second time changes nothing."""
    named = NamedFile(protocol=protocol, file=file, named_by=by)
    try:
        with transaction.atomic():
            named.save(force_insert=True)
    except IntegrityError:
        return
    record("protocol_file_named", file=file.id, ids=[protocol.id, named.id])


def take_file_off(*, named: NamedFile, by: Worker) -> None:
    """Take a file off a protocol again."""
    protocol, name = named.protocol_id, named.id
    named.delete()
    record("protocol_file_taken_off", file=named.file_id, ids=[protocol, name])
