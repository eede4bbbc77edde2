"""What clauses 5.5 to 5.8 ask of working together with an agency under a protocol, clause by clause. Pure."""

from collections.abc import Iterator

from disclosures.obstacle import Obstacle
from disclosures.picture import Picture
from disclosures.protocols import rules
from disclosures.protocols.rules import ProtocolPicture, Sharing


def protocol_in_force(p: Picture) -> Iterator[Obstacle]:
    """5.5: a protocol with the agency is in force, about this client, and each agency in it has its copy."""
    yield from rules.in_force_and_known(*_asked(p))


def policy_known(p: Picture) -> Iterator[Obstacle]:
    """5.6: the agency has our policy, and what that asks of it was explained."""
    yield from rules.has_our_policy(*_asked(p))


def reader_named(p: Picture) -> Iterator[Obstacle]:
    """5.7: whoever would receive it was named at the outset as somebody who may read."""
    yield from rules.named_reader(*_asked(p))


def breach_clause(p: Picture) -> Iterator[Obstacle]:
    """5.8: a management agreement with the agency says that a breach of confidentiality is a breach of it."""
    yield from rules.breach_clause(*_asked(p))


def _asked(p: Picture) -> tuple[ProtocolPicture | None, Sharing]:
    """The protocol and what is to be shared; no protocol covers somebody of no agency, or nobody in particular."""
    agency = p.agency.id if p.agency else None
    there = p.protocol if agency and p.contact else None
    return there, Sharing(p.file, p.service, agency, p.contact, p.today)
