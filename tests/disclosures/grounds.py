"""Complete pictures on every basis, and what each basis asks taken away from them one by one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from disclosures.clauses.bases import CONSENTED, JOINT, LEADS, TO_OTHERS, URGENT
from disclosures.ownfile.picture import Asker, OwnFile
from disclosures.picture import (
    Basis,
    Grounds,
    Item,
    Manner,
    Partners,
    Picture,
    Recipient,
    Spoken,
    Written,
)
from disclosures.protocols.rules import AgreementPicture, PartyPicture, ProtocolPicture
from disclosures.writing import Authorisation
from tests.disclosures.pictures import (
    AGENCY,
    FILE,
    FIRST,
    MANAGER,
    NOW,
    RELEASER,
    SECOND,
    SENIOR,
    TODAY,
    TOMORROW,
    YESTERDAY,
    agency_with,
    an_id,
    assurance_with,
    complete,
    consent_with,
    redaction_with,
    signed,
)

LEAD, CONTACT = an_id(16), an_id(41)
_SIGNERS = (signed(MANAGER, "line_manager"), signed(SENIOR, "senior_practitioner"))
_LAW = Grounds(
    law="Northtown Family Court, FC26P00123",
    asked_for="The session notes of March, as the order says",
    dated=YESTERDAY,
    in_writing=True,
    binds=True,
    told_on=YESTERDAY,
)
_DUTY = "Police Act 1996, section 30"
GROUNDS = {
    Basis.PROGRESS_REPORT: Grounds(
        why="So that they can judge whether contact is safe", relevance="It is his plan"
    ),
    Basis.CHILD_PROTECTION: Grounds(
        why="The younger child was locked in a room",
        parent="She was told first",
        told_on=YESTERDAY,
        law=_DUTY,
    ),
    Basis.SERIOUS_HARM: Grounds(
        why="He bought a weapon to hurt a neighbour", told_on=YESTERDAY, law=_DUTY
    ),
    Basis.THREAT: Grounds(
        why="He says he will wait for her at work", not_told="He would act", law=_DUTY
    ),
    Basis.COURT_ORDER: _LAW,
    Basis.STATUTORY: _LAW,
}


# A solicitor asks for the client, with paper that names the sensitive facts too
OWN = OwnFile(
    file=FILE, statutory=False, asker=Asker.ADVOCATE, asked_at=NOW - timedelta(days=2), earliest_at=NOW,
    identity_on=TODAY, seen_alone=True, coerced=False, authority_on=TODAY, weighed=None,
    scope=frozenset({FIRST, SECOND}), held=frozenset({FIRST, SECOND, an_id(23), an_id(24)}),
    conference=frozenset({an_id(24)}), unrouted=frozenset(), open=True, dead=False, names_sensitive=True,
)  # fmt: skip


def in_force(service: str) -> ProtocolPicture:
    """A protocol against which nothing stands."""
    party = PartyPicture(AGENCY, YESTERDAY, YESTERDAY, YESTERDAY, AgreementPicture(True))
    return ProtocolPicture(
        an_id(42), agreed=True, ended=False, starts_on=YESTERDAY, until=TOMORROW, review_on=TOMORROW,
        clients=service, parties=(party,), readers=frozenset({CONTACT}),
    )  # fmt: skip


def complete_on(basis: Basis, service: str = "iss") -> Picture:
    """A picture on a basis to which nothing is missing; consent alone names its sensitive entry."""
    p = replace(complete(), basis=basis, service=service, grounds=GROUNDS.get(basis, Grounds()))
    if basis == Basis.LIAISON:
        p = consent_with(at_her_request=True)(p)
    if basis == Basis.PROGRESS_REPORT:
        p = replace(
            p, service="dvpp", items=tuple(replace(i, relevance="His plan") for i in p.items)
        )
    if basis == Basis.JOINT_WORKING:
        p = replace(p, contact=CONTACT, protocol=in_force(service))
    if basis == Basis.OWN_FILE:
        p = replace(p, own=OWN, agency=None, consent=None)
    if basis in LEADS:
        p = replace(p, sign_offs=(*_SIGNERS, signed(LEAD, LEADS[basis])))
    of_none = dict.fromkeys(LEADS.values(), "")  # a lead is the whole organisation's
    both = tuple(
        replace(s, approver=replace(s.approver, service=of_none.get(s.approver.role, "both")))
        for s in p.sign_offs
    )
    return replace(p, sign_offs=both)


@dataclass(frozen=True)
class OnBasis:
    """One thing that a basis asks taken away, and the obstacle that must follow."""

    basis: Basis
    clause: str
    code: str
    do: Callable[[Picture], Picture]

    def __repr__(self) -> str:
        return f"{self.basis} {self.clause} {self.code}"


def _grounds(**changes: Any) -> Callable[[Picture], Picture]:
    return lambda p: replace(p, grounds=replace(p.grounds, **changes))


def _protocol(**changes: Any) -> Callable[[Picture], Picture]:
    def change(p: Picture) -> Picture:
        assert p.protocol is not None
        return replace(p, protocol=replace(p.protocol, **changes))

    return change


def _party(**changes: Any) -> Callable[[Picture], Picture]:
    def change(p: Picture) -> Picture:
        assert p.protocol is not None
        (party,) = p.protocol.parties
        return _protocol(parties=(replace(party, **changes),))(p)

    return change


def partner(**changes: Any) -> Callable[[Picture], Picture]:
    """The same picture with a partner agency that knows our policy and can keep to it, but for the changes."""
    knows = {"partner": True, "policy_given_on": YESTERDAY, "policy_explained_on": TODAY,
             "agreement": AgreementPicture(True, TODAY)}  # fmt: skip

    def change(p: Picture) -> Picture:
        return agency_with(**{**knows, **changes})(assurance_with(keeps_ours=True)(p))

    return change


def _partner_unkept(p: Picture) -> Picture:
    return assurance_with(keeps_ours=False)(partner()(p))


def _partner_breaks(basis: Basis) -> tuple["OnBasis", ...]:
    """What clauses 5.6 and 5.8 ask of a partner agency, taken away on one of the grounds that work with it."""
    over = AgreementPicture(True, YESTERDAY)
    return (
        OnBasis(basis, "5.6", "policy_not_given", partner(policy_given_on=None)),
        OnBasis(basis, "5.6", "policy_not_given", partner(policy_given_on=TOMORROW)),
        OnBasis(basis, "5.6", "policy_not_explained", partner(policy_explained_on=None)),
        OnBasis(basis, "5.6", "policy_not_explained", partner(policy_explained_on=TOMORROW)),
        OnBasis(basis, "5.6", "policy_unkept", _partner_unkept),
        OnBasis(basis, "5.8", "no_breach_clause", partner(agreement=AgreementPicture(False))),
        OnBasis(basis, "5.8", "agreement_over", partner(agreement=over)),
    )


def own(**changes: Any) -> Callable[[Picture], Picture]:
    """The same picture with the request to see the file changed."""

    def change(p: Picture) -> Picture:
        assert p.own is not None
        return replace(p, own=replace(p.own, **changes))

    return change


def _without_the_lead(p: Picture) -> Picture:
    return replace(p, sign_offs=p.sign_offs[:2])


def cut_in_part(p: Picture) -> Picture:
    """The same picture, of whose sensitive entry the sensitive words are withheld."""
    return replace(p, items=tuple(replace(i, cut=bool(i.sensitive)) for i in p.items))


def _written(sensitive: bool | None) -> Callable[[Picture], Picture]:
    return lambda p: replace(p, written=Written(True, sensitive))


def _spoken(spoken: Spoken | None) -> Callable[[Picture], Picture]:
    return lambda p: replace(p, manner=Manner.SPOKEN, spoken=spoken)


def _of_no_agency(p: Picture) -> Picture:
    """To somebody on no register, of whom nobody says under which duty they act."""
    return replace(p, agency=None, consent=None, items=(), written=Written(True, False),
                   grounds=replace(p.grounds, law=" "))  # fmt: skip


def _warned(p: Picture) -> Picture:
    return replace(p, recipient=Recipient("Daniel Price", threatened=True))


def _warned_ahead(p: Picture) -> Picture:
    """He himself is called threatened, on her file, and nobody has signed it."""
    alone = replace(_warned(p), items=(), written=Written(True, False))
    return replace(alone, urgent=True, sign_offs=())


def _one_like_him_warned_ahead(p: Picture) -> Picture:
    return replace(_warned_ahead(p), recipient=Recipient("Dan Price", threatened=True))


def _somebody_warned_ahead(p: Picture) -> Picture:
    """Nobody has written down who her partners are, or asked."""
    brother = Recipient("Ruaidhri Quill", threatened=True)
    return replace(_warned_ahead(p), recipient=brother, partners=Partners())


THREAT, STATUTORY, COURT = Basis.THREAT, Basis.STATUTORY, Basis.COURT_ORDER
CHILD, HARM, REPORT = Basis.CHILD_PROTECTION, Basis.SERIOUS_HARM, Basis.PROGRESS_REPORT
CONSENT = Basis.INFORMED_CONSENT
MINE = Basis.OWN_FILE
ON_THE_LINE = Spoken("Ruth Adeyemi", "Rang the number on the register", TODAY)
BY_BASIS: tuple[OnBasis, ...] = (
    OnBasis(Basis.LIAISON, "3.3.2 a", "not_her_request", consent_with(at_her_request=False)),
    OnBasis(Basis.JOINT_WORKING, "5.5", "protocol_over", _protocol(until=YESTERDAY)),
    OnBasis(Basis.JOINT_WORKING, "5.5", "client_not_in_protocol", _protocol(clients="named")),
    OnBasis(Basis.JOINT_WORKING, "5.6", "policy_not_given", _party(policy_given_on=None)),
    OnBasis(Basis.JOINT_WORKING, "5.6", "policy_not_explained", _party(policy_explained_on=None)),
    OnBasis(Basis.JOINT_WORKING, "5.7", "reader_not_named", _protocol(readers=frozenset())),
    OnBasis(Basis.JOINT_WORKING, "5.8", "no_breach_clause", _party(agreement=AgreementPicture(False))),
    OnBasis(Basis.JOINT_WORKING, "5.8", "agreement_over", _party(agreement=AgreementPicture(True, YESTERDAY))),
    OnBasis(Basis.OWN_REQUEST, "2.2", "not_in_writing", consent_with(authorisation=None)),
    OnBasis(
        Basis.OWN_REQUEST,
        "2.2",
        "writing_unseen",
        consent_with(authorisation=Authorisation(YESTERDAY, AGENCY)),
    ),
    OnBasis(HARM, "3.3.1", "harm_unsaid", _grounds(why=" ")),
    OnBasis(HARM, "2.1", "client_untold", _grounds(told_on=None)),
    OnBasis(HARM, "2.1", "client_untold", _grounds(told_on=TOMORROW, not_told=" ")),
    OnBasis(HARM, "4.2.1", "mens_exception", lambda p: replace(p, service="dvpp")),
    OnBasis(CHILD, "3.1.1", "concern_unsaid", _grounds(why="")),
    OnBasis(CHILD, "3.1.1", "parent_not_involved", _grounds(parent=" ")),
    OnBasis(CHILD, "3.1.1", "lead_unsigned", _without_the_lead),
    OnBasis(THREAT, "4.2.1", "threat_unsaid", _grounds(why="")),
    OnBasis(THREAT, "2.1", "client_untold", _grounds(not_told="")),
    OnBasis(THREAT, "3.3.2 e", "warning_not_alone", _warned),
    OnBasis(THREAT, "3.3.2 e", "partner_unsigned", _warned_ahead),
    OnBasis(THREAT, "3.3.2 e", "partner_unsure", _one_like_him_warned_ahead),
    OnBasis(THREAT, "3.3.2 e", "warned_unasked", _somebody_warned_ahead),
    OnBasis(COURT, "3.3.2 b", "order_unknown", _grounds(law="")),
    OnBasis(COURT, "3.3.2 b", "order_unknown", _grounds(asked_for=" ")),
    OnBasis(COURT, "3.3.2 b", "order_unknown", _grounds(dated=None)),
    OnBasis(COURT, "3.3.2 b", "order_unknown", _grounds(dated=TOMORROW)),
    OnBasis(COURT, "1.2", "lead_unsigned", _without_the_lead),
    OnBasis(STATUTORY, "1.2", "not_written", _grounds(in_writing=False)),
    OnBasis(STATUTORY, "1.2", "not_written", _grounds(dated=TOMORROW)),
    OnBasis(STATUTORY, "1.2", "no_power", _grounds(law=" ")),
    OnBasis(STATUTORY, "1.2", "not_specific", _grounds(asked_for="")),
    OnBasis(STATUTORY, "1.2", "choice_unknown", _grounds(binds=None)),
    OnBasis(STATUTORY, "1.2", "lead_unsigned", _without_the_lead),
    OnBasis(STATUTORY, "2.1", "client_untold", _grounds(told_on=None)),
    OnBasis(REPORT, "4.3.1", "report_unexplained", _grounds(why="")),
    OnBasis(REPORT, "4.3.1", "not_explained", lambda p: replace(p, explained_on=None)),
    OnBasis(REPORT, "4.3.1", "no_assurance", agency_with(assurance=None)),
    OnBasis(REPORT, "4.3.1", "asker_unsure", lambda p: replace(p, knows_agency_policy=frozenset({RELEASER}))),
    OnBasis(REPORT, "4.3.1", "item_irrelevant", lambda p: replace(p, items=(Item(FIRST, FILE, False, (), " "),))),
    OnBasis(REPORT, "4.3.1", "report_irrelevant",
            lambda p: replace(p, written=Written(True, False), grounds=replace(p.grounds, relevance=" "))),
    *(OnBasis(basis, "4.1.1", "duty_unsaid", _of_no_agency) for basis in sorted(URGENT)),
    OnBasis(HARM, "4.4.2", "sensitive_urgent", consent_with(names_sensitive=frozenset())),
    OnBasis(REPORT, "4.3.1", "no_programme", lambda p: replace(p, service="iss")),
    OnBasis(MINE, "5.2.4", "not_asked_for", own(file=an_id(3))),
    OnBasis(MINE, "5.2.4", "asking_closed", own(open=False)),
    OnBasis(MINE, "5.2.5", "asker_unknown", own(asker="uncle")),
    OnBasis(MINE, "5.2.5", "client_died", own(dead=True)),
    OnBasis(MINE, "5.2.5", "no_authority", own(authority_on=None)),
    OnBasis(MINE, "5.2.5", "no_authority", own(authority_on=TOMORROW)),
    OnBasis(MINE, "5.2.5", "no_authority", own(asker=Asker.REPRESENTATIVE, dead=True, weighed=True, authority_on=None)),
    OnBasis(MINE, "5.2.5", "unweighed", own(asker=Asker.PARENT)),
    OnBasis(MINE, "5.2.5", "unweighed", own(asker=Asker.PARENT, weighed=False)),
    OnBasis(MINE, "5.2.5", "unweighed", own(asker=Asker.REPRESENTATIVE, dead=True)),
    OnBasis(MINE, "5.2.5", "client_lives", own(asker=Asker.REPRESENTATIVE, weighed=True)),
    OnBasis(MINE, "5.2.4", "identity_unchecked", own(identity_on=None)),
    OnBasis(MINE, "5.2.4", "identity_unchecked", own(asker=Asker.PARENT, weighed=True, identity_on=TOMORROW)),
    OnBasis(MINE, "5.2.4", "coercion_unasked", own(coerced=None)),
    OnBasis(MINE, "5.2.4", "coercion_unasked", own(seen_alone=None)),
    OnBasis(MINE, "5.2.4", "coercion_unasked", own(asker=Asker.CLIENT, seen_alone=False)),
    OnBasis(MINE, "5.2.4", "notice_running", own(earliest_at=None)),
    OnBasis(MINE, "5.2.4", "notice_running", own(earliest_at=NOW + timedelta(seconds=1))),
    OnBasis(MINE, "5.2.5", "left_out", own(scope=None)),
    OnBasis(MINE, "5.2.5", "left_out", own(scope=frozenset({FIRST, SECOND, an_id(23)}))),
    OnBasis(MINE, "5.2.5", "paper_unread", own(paper_unread=True)),
    OnBasis(MINE, "5.2.5", "holdings_left_out", own(holdings_out=True)),
    OnBasis(MINE, "5.2.5", "document_untaken", redaction_with(untaken=(SECOND,))),
    OnBasis(MINE, "5.2.5", "beyond_scope", own(scope=frozenset({FIRST}))),
    OnBasis(MINE, "3.2.1", "conference_minutes", own(conference=frozenset({SECOND}))),
    OnBasis(MINE, "5.2.5", "minutes_unrouted", own(unrouted=frozenset({an_id(24)}))),
    OnBasis(MINE, "4.4.2", "sensitive_unnamed", own(names_sensitive=False)),
    OnBasis(MINE, "4.4.2", "sensitive_rest", lambda p: own(names_sensitive=False)(cut_in_part(p))),
    OnBasis(CONSENT, "4.4.2", "words_unlooked", _written(None)),
    OnBasis(CONSENT, "4.4.2", "sensitive_words", _written(True)),
    OnBasis(CONSENT, "1.2", "line_unknown", _spoken(None)),
    OnBasis(CONSENT, "1.2", "line_unknown", _spoken(replace(ON_THE_LINE, with_whom=" "))),
    OnBasis(CONSENT, "1.2", "line_unknown", _spoken(replace(ON_THE_LINE, on=TOMORROW))),
    OnBasis(CONSENT, "1.2", "line_unchecked", _spoken(replace(ON_THE_LINE, known_by=""))),
    *(each for basis in sorted(JOINT) for each in _partner_breaks(basis)),
)  # fmt: skip
# What each clause says where there is no protocol with them
NO_PROTOCOL = {
    ("5.5", "no_protocol"),
    ("5.6", "policy_unasked"),
    ("5.7", "no_named_readers"),
    ("5.8", "agreement_unasked"),
}
UNASKED_OF_HER = tuple(sorted(TO_OTHERS - CONSENTED - {REPORT}))
