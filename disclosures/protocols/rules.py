"""What stands against sharing under a protocol, clause by clause: pure, as the rules of a disclosure are.

`obstacles` is for the basis 'joint working under a protocol'. What is unknown is missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from disclosures.obstacle import Mender, Obstacle, Stage


@dataclass(frozen=True, slots=True)
class AgreementPicture:
    """The latest management agreement with an agency: whether the breach clause is in it, and its last day if any."""

    has_breach_clause: bool
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PartyPicture:
    """An agency in a protocol; None: nobody has said. `agreement` None: there is none, and none is demanded."""

    agency: UUID
    protocol_given_on: date | None
    policy_given_on: date | None
    policy_explained_on: date | None
    agreement: AgreementPicture | None


@dataclass(frozen=True, slots=True)
class ProtocolPicture:
    """A protocol as it stands at one moment. `clients` is 'iss', 'dvpp', 'both', or 'named': then `files` alone."""

    id: UUID
    agreed: bool
    ended: bool
    starts_on: date
    until: date
    review_on: date
    clients: str
    parties: tuple[PartyPicture, ...]
    readers: frozenset[UUID]
    files: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Sharing:
    """What is to be shared: from which file of which service, with whom at which agency, on which day."""

    file: UUID
    service: str
    agency: UUID | None
    contact: UUID | None
    today: date


def obstacles(protocol: ProtocolPicture | None, sharing: Sharing) -> Iterator[Obstacle]:
    """Yield what stands against sharing under a protocol (5.5 to 5.8); nothing means that it may be."""
    for clause in (in_force_and_known, has_our_policy, named_reader, breach_clause):
        yield from clause(protocol, sharing)


def _lacks(clause: str, what: str, code: str, mender: Mender = Mender.MANAGER) -> Obstacle:
    return Obstacle(clause, what, mender, code, Stage.SUBMISSION)


def in_force_and_known(protocol: ProtocolPicture | None, sharing: Sharing) -> Iterator[Obstacle]:
    """5.5: a protocol with the agency is in force, about this client, and known to all agencies in it."""
    if protocol is None:
        what = "There is no protocol in force with this agency."
        yield _lacks("5.5", what, "no_protocol", Mender.WORKER)
        return
    yield from in_force(protocol, sharing.today)
    yield from affects(protocol, sharing)
    yield from known_to_all(protocol, sharing.today)
    if _party(protocol, sharing) is None:
        yield _lacks("5.5", "The agency is not in this protocol.", "agency_not_in_protocol")


def in_force(protocol: ProtocolPicture, today: date) -> Iterator[Obstacle]:
    """5.5: two people agreed to it, it has begun, has not ended, and was looked at again when it was due."""
    if not protocol.agreed:
        yield _lacks("5.5", "No manager has agreed to this protocol.", "protocol_not_agreed")
    if protocol.ended or protocol.until < today:
        yield _lacks("5.5", "The protocol has ended.", "protocol_over")
    elif protocol.starts_on > today:
        yield _lacks("5.5", "The protocol has not begun yet.", "protocol_not_begun")
    elif protocol.review_on < today:
        what = "The protocol was to be reviewed, and is to be agreed anew."
        yield _lacks("5.5", what, "protocol_not_reviewed")


def affects(protocol: ProtocolPicture, sharing: Sharing) -> Iterator[Obstacle]:
    """5.5: the protocol is about this client."""
    if protocol.clients == "named":
        about = sharing.file in protocol.files
    else:
        about = protocol.clients in (sharing.service, "both") and sharing.service in ("iss", "dvpp")
    if not about:
        what = "The protocol is not about this client."
        yield _lacks("5.5", what, "client_not_in_protocol", Mender.WORKER)


def known_to_all(protocol: ProtocolPicture, today: date) -> Iterator[Obstacle]:
    """5.5: every agency in the protocol has it."""
    if not protocol.parties or any(
        p.protocol_given_on is None or p.protocol_given_on > today for p in protocol.parties
    ):
        what = "Not every agency in the protocol has got its copy of it."
        yield _lacks("5.5", what, "protocol_copy_missing", Mender.WORKER)


def _party(protocol: ProtocolPicture | None, sharing: Sharing) -> PartyPicture | None:
    """The agency as it stands in the protocol, None where it is not in it."""
    parties = protocol.parties if protocol else ()
    return next((p for p in parties if p.agency == sharing.agency), None)


def has_our_policy(protocol: ProtocolPicture | None, sharing: Sharing) -> Iterator[Obstacle]:
    """5.6: the agency has our policy, and what that asks of it was explained."""
    party, today = _party(protocol, sharing), sharing.today
    if party is None:
        what = "The agency is in no protocol, by which it would know what our policy asks of it."
        yield _lacks("5.6", what, "policy_unasked", Mender.WORKER)
    else:
        yield from knows_ours(party.policy_given_on, party.policy_explained_on, today)


def knows_ours(given_on: date | None, explained_on: date | None, today: date) -> Iterator[Obstacle]:
    """5.6: it got our policy, and what that asks of it was explained."""
    if given_on is None or given_on > today:
        what = "The agency has no copy of our confidentiality policy."
        yield _lacks("5.6", what, "policy_not_given", Mender.WORKER)
    elif explained_on is None or explained_on > today:
        what = "What our policy asks of the agency was not explained to it."
        yield _lacks("5.6", what, "policy_not_explained", Mender.WORKER)


def keeps_ours(*, said: bool) -> Iterator[Obstacle]:
    """5.6: it has said, where we looked at how it keeps confidences, that it can keep to ours."""
    if not said:
        what = "The agency has not told us that it can keep to our confidentiality policy."
        yield _lacks("5.6", what, "policy_unkept")


def named_reader(protocol: ProtocolPicture | None, sharing: Sharing) -> Iterator[Obstacle]:
    """5.7: whoever would receive it was named at the outset."""
    if protocol is None:
        what = "There is no protocol that names who there may read."
        yield _lacks("5.7", what, "no_named_readers", Mender.WORKER)
    elif sharing.contact not in protocol.readers:
        what = "The recipient is not named in the protocol as somebody who may read."
        yield _lacks("5.7", what, "reader_not_named")


def breach_clause(protocol: ProtocolPicture | None, sharing: Sharing) -> Iterator[Obstacle]:
    """5.8: a management agreement that there is says that a breach of confidentiality is a breach of it."""
    party = _party(protocol, sharing)
    if party is None:
        what = "The agency is in no protocol, so nobody has looked at its management agreement."
        yield _lacks("5.8", what, "agreement_unasked", Mender.WORKER)
        return
    yield from agreement_stands(party.agreement, sharing.today)


def agreement_stands(agreement: AgreementPicture | None, today: date) -> Iterator[Obstacle]:
    """5.8: the latest agreement, if there is one, holds the clause, and has not ended."""
    if agreement is None:
        return
    if not agreement.has_breach_clause:
        what = "The management agreement does not say that a breach of confidentiality is a breach of it."
        yield _lacks("5.8", what, "no_breach_clause")
    if agreement.until is not None and agreement.until < today:
        what = "The management agreement has ended."
        yield _lacks("5.8", what, "agreement_over")


def days_that_fit(*, starts_on: date, until: date, review_on: date) -> str:
    """Return what does not fit between a protocol's days, as a sentence; '' when they fit."""
    if until < starts_on:
        return "It must not end before it begins"
    if not starts_on <= review_on <= until:
        return "It is to be reviewed between its first and its last day"
    return ""
