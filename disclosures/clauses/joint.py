"""What clauses 5.5 to 5.8 ask of working together with an agency, under a protocol or not, clause by clause. Pure."""

from collections.abc import Iterator

from disclosures.clauses.bases import JOINT
from disclosures.obstacle import Obstacle
from disclosures.picture import AgencyPicture, Basis, Picture
from disclosures.protocols import rules
from disclosures.protocols.rules import ProtocolPicture, Sharing


def protocol_in_force(p: Picture) -> Iterator[Obstacle]:
    """5.5: a protocol with the agency is in force, about this client, and each agency in it has its copy."""
    yield from rules.in_force_and_known(*_asked(p))


def policy_known(p: Picture) -> Iterator[Obstacle]:
    """5.6: a partner agency has our policy, what that asks of it was explained, and it can keep to it.

    Under a protocol it is asked of whoever is in it. That nobody has seen how it keeps confidences is 4.1.1's to say.
    """
    if (partner := _partner(p)) is not None:
        given_on, explained_on = partner.policy_given_on, partner.policy_explained_on
        yield from rules.knows_ours(given_on, explained_on, p.today)
        if partner.assurance is not None:
            yield from rules.keeps_ours(said=partner.assurance.keeps_ours)
    elif _under_protocol(p):
        yield from rules.has_our_policy(*_asked(p))


def reader_named(p: Picture) -> Iterator[Obstacle]:
    """5.7: whoever would receive it was named at the outset as somebody who may read."""
    yield from rules.named_reader(*_asked(p))


def breach_clause(p: Picture) -> Iterator[Obstacle]:
    """5.8: a management agreement with a partner agency says that a breach of confidentiality is a breach of it."""
    if (partner := _partner(p)) is not None:
        yield from rules.agreement_stands(partner.agreement, p.today)
    elif _under_protocol(p):
        yield from rules.breach_clause(*_asked(p))


def _partner(p: Picture) -> AgencyPicture | None:
    """The agency, where it is a partner that we work jointly with."""
    return p.agency if p.agency is not None and p.agency.partner else None


def _under_protocol(p: Picture) -> bool:
    """Whether it rests on a protocol, or on nothing that the policy knows."""
    return p.basis not in JOINT - {Basis.JOINT_WORKING}


def _asked(p: Picture) -> tuple[ProtocolPicture | None, Sharing]:
    """The protocol and what is to be shared; no protocol covers somebody of no agency, or nobody in particular."""
    agency = p.agency.id if p.agency else None
    there = p.protocol if agency and p.contact else None
    return there, Sharing(p.file, p.service, agency, p.contact, p.today)
