"""Sharing protocols of the cast, each step through the product's actions."""

from typing import Any
from uuid import UUID, uuid4

from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from disclosures.actions import record_copy as give_policy
from disclosures.models import Agency, AgencyContact
from disclosures.protocols import access, actions
from disclosures.protocols.actions import Terms
from disclosures.protocols.models import NamedFile, Protocol
from staff.induction.access import current
from tests import cast
from tests.disclosures.story import ASKER, MANAGER, days, who


def terms(*contact_ids: UUID, **changes: Any) -> Terms:
    """What a protocol with the agencies of these contacts would say (act as somebody)."""
    people = list(AgencyContact.objects.select_related("agency").filter(id__in=contact_ids))
    said: dict[str, Any] = {
        "name": "Conferences about women at risk",
        "agencies": list({each.agency_id: each.agency for each in people}.values()),
        "readers": people,
        "clients": Protocol.Clients.ISS,
        "purpose": "What a conference needs to keep her safe",
        "circumstances": "At the conference, and for its minutes",
        "starts_on": days(0),
        "until": days(200),
        "review_on": days(150),
    }
    return Terms(**{**said, **changes})


def propose(*contact_ids: UUID, by: str = ASKER, **changes: Any) -> UUID:
    """Propose a protocol; return its id."""
    with acting_as(who(by)):
        said = terms(*contact_ids, **changes)
        return actions.propose(terms=said, protocol_id=uuid4(), by=cast.worker(by)).id


def decide(protocol_id: UUID, *, by: str = MANAGER, agree: bool = True) -> str:
    """Decide about it as it stands; return what was answered."""
    with acting_as(who(by)):
        found = access.open_protocol(protocol_id)
        seen = actions.print_of_parties(found)
        return actions.decide(protocol=found, agree=agree, seen=seen, by=cast.worker(by))


def end(protocol_id: UUID, *, by: str = MANAGER) -> str:
    """End it; return what was answered."""
    with acting_as(who(by)):
        return actions.end(protocol=access.open_protocol(protocol_id), by=cast.worker(by))


def agreed(*contact_ids: UUID, **changes: Any) -> UUID:
    """A protocol that two people made, of which every agency has its copy, and our policy explained."""
    protocol_id = propose(*contact_ids, **changes)
    assert decide(protocol_id) == "done"
    with acting_as(who(ASKER)):
        by = cast.worker(ASKER)
        for party in access.parties_of(access.open_protocol(protocol_id)):
            actions.record_copy(party=party, given_on=days(0), by=by)
            give_policy_to(party.agency)
    return protocol_id


def give_policy_to(agency: Agency) -> None:
    """Note that an agency got our policy today, explained on the same day (act as the asker)."""
    version = current()
    assert version is not None
    give_policy(
        agency=agency,
        version=version,
        given_on=days(0),
        explained_on=days(0),
        by=cast.worker(ASKER),
    )


def name(protocol_id: UUID, key: str = "amina", by: str = ASKER) -> UUID:
    """Name a file of the cast in it; return the row's id."""
    with acting_as(who(by)):
        file = CaseFile.objects.get(id=cast.FILES[key].id)
        actions.name_file(protocol=access.open_protocol(protocol_id), file=file, by=cast.worker(by))
        return NamedFile.objects.get(protocol=protocol_id, file=file).id


def subjects(contact_id: UUID) -> dict[str, str]:
    """A protocol in force that names a file, and one that waits."""
    made = agreed(contact_id, clients=Protocol.Clients.NAMED)
    named = name(made)
    with acting_as(who(ASKER)):
        (party,) = access.parties_of(access.open_protocol(made))
    return {
        "protocol": str(made),
        "party": str(party.id),
        "named file": str(named),
        "waiting protocol": str(propose(contact_id)),
        "naming protocol": str(propose(contact_id, clients=Protocol.Clients.NAMED)),
    }
