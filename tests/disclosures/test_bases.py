"""Each basis asks what it asks, waives what it waives, and nothing waives what is never waived."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.clauses.bases import CONSENTED, EVERY, JOINT, LEADS, TO_OTHERS, URGENT
from disclosures.obstacle import Stage
from disclosures.ownfile.picture import Asker
from disclosures.picture import (
    Basis,
    Concern,
    Grounds,
    Manner,
    Partners,
    Picture,
    Proviso,
    ProvisoKind,
    Recipient,
    Redaction,
    Written,
)
from disclosures.protocols.rules import AgreementPicture
from disclosures.rules import RULES, is_urgent, obstacles, unwritten
from tests.disclosures.grounds import (
    BY_BASIS,
    NO_PROTOCOL,
    ON_THE_LINE,
    UNASKED_OF_HER,
    OnBasis,
    complete_on,
    cut_in_part,
    own,
    partner,
)
from tests.disclosures.pictures import (
    ASKER,
    FIRST,
    FOREIGN,
    NOW,
    SECOND,
    TODAY,
    TOMORROW,
    YESTERDAY,
    agency_with,
    complete,
    consent_with,
)

pytestmark = pytest.mark.clause("1.2")


def codes(p: Picture, stage: Stage = Stage.RELEASE) -> set[str]:
    return {o.code for o in obstacles(p, stage)}


@pytest.mark.parametrize("basis", sorted(Basis))
@pytest.mark.clause("2.1")
def test_on_every_basis_a_complete_picture_may_go(basis: Basis) -> None:
    assert obstacles(complete_on(basis), Stage.AFTERWARDS) == ()


@pytest.mark.parametrize("taken", BY_BASIS, ids=repr)
@pytest.mark.clause(
    "3.1.1", "3.3.1", "3.3.2 a", "4.2.1", "4.3.1", "2.2", "5.5", "5.6", "5.7", "5.8"
)
def test_what_a_basis_asks_is_needed(taken: OnBasis) -> None:
    found = obstacles(taken.do(complete_on(taken.basis)), Stage.RELEASE)
    assert [(o.clause, o.code) for o in found] == [(taken.clause, taken.code)]


@pytest.mark.parametrize("lost", ["protocol", "contact", "agency"])
@pytest.mark.clause("5.5", "5.6", "5.7", "5.8")
def test_without_a_protocol_with_them_each_clause_of_working_together_refuses(lost: str) -> None:
    missing: Any = {lost: None}
    found = obstacles(replace(complete_on(Basis.JOINT_WORKING), **missing), Stage.SUBMISSION)
    assert {(o.clause, o.code) for o in found if o.clause > "5"} == NO_PROTOCOL


@pytest.mark.clause("5.6", "5.8", "4.1.1")
@pytest.mark.parametrize("basis", sorted(Basis))
def test_a_partner_agency_knows_our_policy_on_every_ground_that_rests_on_working_with_it(
    basis: Basis,
) -> None:
    """Of a doctor, or a body under a duty, neither is asked; nor where a life or the law asks."""
    p = complete_on(basis)
    unknowing = {"partner": True, "agreement": AgreementPicture(has_breach_clause=False)}
    asked = {"policy_not_given", "policy_unkept", "no_breach_clause"}
    if p.agency is None:
        return
    assert codes(agency_with(**unknowing)(p)) == (asked if basis in JOINT else set())
    assert codes(partner()(p)) == codes(partner(agreement=None)(p)) == set()
    assert codes(agency_with(**{**unknowing, "partner": False})(p)) == set()


@pytest.mark.clause("4.1.1", "5.6")
@pytest.mark.parametrize("basis", sorted(JOINT))
def test_a_partner_agency_is_assured_whatever_duty_somebody_names(basis: Basis) -> None:
    called = partner(assurance=None, statutory_duty="Children Act 1989, section 47")
    assert codes(called(complete_on(basis))) == {"no_assurance"}
    body = partner(assurance=None, statutory_duty="Children Act 1989, section 47", partner=False)
    assert codes(body(complete_on(basis))) == set()


@pytest.mark.clause("5.5")
def test_a_protocol_about_named_clients_is_about_those_files_alone() -> None:
    p = complete_on(Basis.JOINT_WORKING)
    assert p.protocol is not None
    named = replace(p.protocol, clients="named", files=frozenset({p.file}))
    assert codes(replace(p, protocol=named)) == set()
    another = replace(named, files=frozenset({FIRST}))
    assert codes(replace(p, protocol=another)) == {"client_not_in_protocol"}


@pytest.mark.clause("3.3.2 b")
@pytest.mark.parametrize(
    ("concern", "found"),
    [
        (Concern(True, TODAY, (YESTERDAY, TODAY)), set()),
        (Concern(True, YESTERDAY, (YESTERDAY,)), set()),
        (Concern(True, YESTERDAY, (YESTERDAY, TODAY)), {"concern_open"}),
        (Concern(False, TODAY, (YESTERDAY,)), {"concern_open"}),  # that meeting was about nothing
        (Concern(True, TOMORROW, (TODAY,)), {"concern_undiscussed", "concern_open"}),
    ],
)
def test_a_concern_is_settled_by_a_meeting_since(concern: Concern, found: set[str]) -> None:
    assert codes(replace(complete(), concern=concern)) == found


@pytest.mark.clause("3.1.1", "3.3.2 c")
def test_what_can_still_be_written_beside_it_is_told_from_what_can_not() -> None:
    """Who reads it and that it was read are past; why and how her risk was weighed can be written still."""
    hurried = replace(
        complete_on(Basis.CHILD_PROTECTION), urgent=True, sign_offs=(), readers=(), reading=None
    )
    bare = replace(hurried, risk=None, grounds=Grounds(why="A child was left alone"))
    late = {"parent_not_involved", "client_untold", "risk_unknown", "lead_unsigned"}
    assert {o.code for o in unwritten(bare)} == late
    assert codes(bare, Stage.AFTERWARDS) == late | {"no_readers", "no_sign_off", "package_unread"}
    assert [unwritten(complete_on(basis)) for basis in Basis] == [()] * len(Basis)


@pytest.mark.parametrize("basis", [None, "", "public_interest"])
@pytest.mark.clause("2.1")
def test_on_a_basis_that_nobody_knows_every_rule_is_asked(basis: str | None) -> None:
    found = codes(replace(complete(), basis=basis))
    assert {"basis_unknown", "not_her_request", "no_power", "order_unknown", "harm_unsaid"} <= found
    urgent = replace(complete_on(Basis.THREAT), basis=basis, urgent=True, sign_offs=())
    assert "no_sign_off" in codes(urgent)
    assert all(rule.asked(basis) for rule in RULES)


@pytest.mark.parametrize("basis", UNASKED_OF_HER)
@pytest.mark.clause("2.1", "4.1.1")
def test_where_the_law_or_a_life_asks_her_consent_is_not_waited_for(basis: Basis) -> None:
    p = replace(complete_on(basis), consent=None, explained_on=None)
    p = replace(p, items=(replace(p.items[0], sensitive=False),), agency=None)
    assert obstacles(p, Stage.RELEASE) == ()


@pytest.mark.parametrize("basis", sorted(TO_OTHERS - {Basis.COURT_ORDER}))
@pytest.mark.clause("4.4.2")
@pytest.mark.edge("E14")
def test_a_sensitive_fact_stays_on_every_basis_unless_a_consent_that_stands_names_it(
    basis: Basis,
) -> None:
    p = complete_on(basis)
    if basis in CONSENTED:  # there the consent is asked for itself
        assert "sensitive_unnamed" in codes(consent_with(names_sensitive=frozenset())(p))
        return
    # she can't be asked at that hour: a warning is written without it
    unnamed = "sensitive_urgent" if basis in URGENT else "sensitive_unnamed"
    ends: tuple[dict[str, object], ...] = ({"withdrawn_at": NOW}, {"expires_on": YESTERDAY}, {"expires_on": None},
                  {"names_sensitive": frozenset()}, {"to_agency": None}, {"by_parent": True},
                  {"by_parent": True, "of_age_on": TODAY})  # fmt: skip
    for ended in ends:
        assert unnamed in codes(consent_with(**ended)(p))
    stands: tuple[dict[str, object], ...] = (
        {"expires_on": TODAY},
        {"provisos": (Proviso(ProvisoKind.NOT_THIS_ITEM, item=FOREIGN),)},
        {"by_parent": True, "of_age_on": TOMORROW},
    )
    for still in stands:
        assert unnamed not in codes(consent_with(**still)(p))
    assert unnamed in codes(replace(p, consent=None))
    # what she has taken away of it since she named the fact: at an office screen, or by another answer
    assert unnamed in codes(consent_with(refused_since=True)(p))
    recipient = p.recipient.name if p.recipient else ""
    for limit in (
        *(Proviso(ProvisoKind.NOT_THIS_ITEM, item=i.entry) for i in p.items if i.sensitive),
        Proviso(ProvisoKind.NOT_THIS_AGENCY, agency=p.agency.id if p.agency else None),
        Proviso(ProvisoKind.NOT_THIS_PERSON, words=recipient),
        Proviso(ProvisoKind.NOT_BEFORE, day=TOMORROW),
        Proviso(ProvisoKind.NOT_AFTER, day=YESTERDAY),
        Proviso(ProvisoKind.ONLY_VERBALLY),
    ):
        assert unnamed in codes(consent_with(provisos=(limit,))(p)), limit


@pytest.mark.clause("4.4.2")
@pytest.mark.edge("E14")
def test_a_court_s_order_that_names_it_is_complied_with_and_one_that_does_not_is_not() -> None:
    p = replace(complete_on(Basis.COURT_ORDER), consent=None)
    assert codes(p) == {"sensitive_unnamed"}
    assert codes(replace(p, grounds=replace(p.grounds, names_sensitive=True))) == set()


@pytest.mark.parametrize("basis", sorted(set(Basis) - {Basis.COURT_ORDER}))
@pytest.mark.clause("4.4.2")
@pytest.mark.edge("E14")
def test_where_a_sensitive_fact_is_withheld_the_rest_goes_once_somebody_else_says_it_holds_none(
    basis: Basis,
) -> None:
    """By the one who has reviewed this content, passed it, is in post, and did not prepare it; of each such entry."""
    p = (
        own(names_sensitive=False)(complete_on(basis))
        if basis == Basis.OWN_FILE
        else complete_on(basis)
    )
    p = cut_in_part(consent_with(names_sensitive=frozenset())(p) if p.consent else p)
    review = p.redaction.review
    assert review is not None

    def held(**word: Any) -> set[str]:
        said = replace(review, **word)
        return codes(replace(p, redaction=replace(p.redaction, review=said)))

    all_of_it = frozenset({FIRST, SECOND})
    assert held() == {"sensitive_rest"}
    assert held(harmless=frozenset({FIRST})) == {"sensitive_rest"}
    assert held(harmless=all_of_it) == set()
    for word in (
        {"content": "00" * 32},
        {"passed": False},
        {"by": replace(review.by, id=ASKER)},
        {"by": replace(review.by, in_post=False)},
    ):
        assert "sensitive_rest" in held(harmless=all_of_it, **word)
    assert "sensitive_rest" in codes(replace(p, redaction=replace(p.redaction, review=None)))
    unnamed = "sensitive_urgent" if basis in URGENT else "sensitive_unnamed"
    assert unnamed in codes(replace(p, items=tuple(replace(i, cut=False) for i in p.items)))


@pytest.mark.clause("4.4.2", "3.3.2 e")
@pytest.mark.edge("E13", "E29")
@pytest.mark.parametrize("asker", sorted(Asker))
def test_the_client_alone_reads_their_own_sensitive_facts_and_is_not_taken_for_a_partner(
    asker: Asker,
) -> None:
    """A son may bear his father's name. Whoever else asks, a father for a child, is compared as anybody is."""
    p = own(asker=asker, names_sensitive=False, weighed=True)(complete_on(Basis.OWN_FILE))
    p = replace(p, recipient=Recipient("PRICE, Daniel"))
    found = codes(own(dead=asker == Asker.REPRESENTATIVE)(p))
    assert found == (
        set() if asker == Asker.CLIENT else {"recipient_is_partner", "sensitive_unnamed"}
    )
    assert "recipient_is_partner" in codes(replace(p, own=None))
    assert "recipient_is_partner" in codes(replace(p, basis=Basis.LIAISON))


@pytest.mark.clause("5.2.4", "5.2.5")
def test_without_a_request_nobody_sees_their_own_file_and_a_statutory_one_waits_for_no_notice() -> (
    None
):
    p = complete_on(Basis.OWN_FILE)
    assert {"not_asked_for", "sensitive_unnamed"} == codes(replace(p, own=None))
    assert codes(own(statutory=True, earliest_at=None)(p)) == set()
    late = own(earliest_at=NOW + timedelta(hours=1))(p)
    assert codes(late, Stage.SIGN_OFF) == set()
    hers = own(asker=Asker.CLIENT, authority_on=None, scope=None, held=frozenset({FIRST}))
    assert codes(hers(p)) == set()


@pytest.mark.clause("4.2.1")
@pytest.mark.parametrize("basis", sorted(Basis))
def test_a_mans_file_opens_for_its_exceptions_alone(basis: Basis) -> None:
    p = complete_on(basis, "dvpp")
    p = replace(p, grounds=replace(p.grounds, binds=False))
    refused = {Basis.SERIOUS_HARM, Basis.STATUTORY}
    assert ("mens_exception" in codes(p)) == (basis in refused)
    bound = replace(p, grounds=replace(p.grounds, binds=True))
    assert ("mens_exception" in codes(bound)) == (basis == Basis.SERIOUS_HARM)


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13", "E17")
@pytest.mark.parametrize("basis", sorted(Basis))
def test_a_partner_gets_nothing_on_any_basis_but_a_warning_alone(basis: Basis) -> None:
    to_him = replace(complete_on(basis), recipient=Recipient("PRICE, Daniel"))
    assert "recipient_is_partner" in codes(to_him, Stage.DRAFTING)
    marked = replace(to_him, recipient=Recipient("PRICE, Daniel", threatened=True))
    if basis != Basis.THREAT:  # to call somebody threatened opens no other basis
        assert "recipient_is_partner" in codes(marked, Stage.DRAFTING)
        return
    assert "warning_not_alone" in codes(marked, Stage.DRAFTING)
    alone = replace(marked, items=(), written=Written(True, False))
    assert codes(alone) == set()
    ahead = replace(alone, sign_offs=(), urgent=True)
    assert codes(ahead) == {"partner_unsigned"}  # on her file it may be he who is called threatened
    like = replace(ahead, recipient=Recipient("Dan Price", threatened=True))
    assert codes(like) == {"partner_unsure"}
    assert codes(replace(like, says_not_partner=frozenset({ASKER}))) == {"partner_unsure"}
    for each in (ahead, like):
        assert codes(replace(each, service="dvpp")) == set()  # on his she is warned at once
        assert (
            codes(replace(each, service="")) != set()
        )  # of no service that anybody knows: as on hers


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13", "E17", "E47")
@pytest.mark.parametrize("partners", [Partners(), Partners((" ", "07700 900456"))])
def test_where_no_partner_is_on_record_whoever_is_warned_is_asked_about_in_one_tick(
    partners: Partners,
) -> None:
    """Nobody can be told apart from partners whom nobody has written down (E13); she can be asked (E47)."""
    brother = Recipient("Ruaidhri Quill", threatened=True)
    p = replace(complete_on(Basis.THREAT), recipient=brother, partners=partners)
    p = replace(p, items=(), written=Written(True, False))
    assert codes(p) == set()  # a manager has signed it
    ahead = replace(p, sign_offs=(), urgent=True)
    assert codes(ahead) == {"warned_unasked"}
    assert "warned_unasked" not in codes(ahead, Stage.SUBMISSION)  # a manager may be asked instead
    assert codes(replace(ahead, says_not_partner=frozenset({ASKER}))) == set()
    assert codes(replace(ahead, service="dvpp")) == set()
    assert codes(replace(ahead, partners=Partners(("Daniel Price",)))) == set()


def _unsigned(p: Picture) -> Picture:
    """As the worker at hand has it on a Friday evening: nobody signed, reviewed or discussed it."""
    return replace(
        p,
        sign_offs=(),
        urgent=True,
        releaser=ASKER,
        consent=None,
        agency=None,
        items=(),
        written=Written(True, False),
        readers=(),
        knows_readers=False,
        explained_on=None,
        knows_agency_policy=frozenset({ASKER}),
        redaction=Redaction(unread=(), reading=None, review=None),
        grounds=Grounds(why=p.grounds.why or "x"),
    )


@pytest.mark.parametrize("basis", sorted(LEADS))
@pytest.mark.edge("E12")
def test_a_basis_as_a_row_has_it_needs_the_same_lead_and_nobody_else_of_no_service(
    basis: Basis,
) -> None:
    p = replace(complete_on(basis), basis=str(basis))
    assert obstacles(p, Stage.RELEASE) == ()
    assert "lead_unsigned" in codes(replace(p, sign_offs=p.sign_offs[:2]))
    other = next(role for role in LEADS.values() if role != LEADS[basis])
    wrong = replace(p.sign_offs[2], approver=replace(p.sign_offs[2].approver, role=other))
    assert "lead_unsigned" in codes(replace(p, sign_offs=(*p.sign_offs[:2], wrong)))
    manager = replace(p.sign_offs[0], approver=replace(p.sign_offs[0].approver, service=""))
    assert "approver_unentitled" in codes(replace(p, sign_offs=(manager, *p.sign_offs[2:])))


@pytest.mark.edge("E47", "E12")
@pytest.mark.parametrize("basis", sorted(Basis))
def test_life_goes_before_procedure_where_the_basis_knows_urgency_and_nowhere_else(
    basis: Basis,
) -> None:
    p = _unsigned(complete_on(basis))
    assert is_urgent(p) == (basis in URGENT)
    now, afterwards = codes(p), codes(p, Stage.AFTERWARDS)
    if basis in URGENT:
        assert now == set()
        assert {"no_sign_off", "unreviewed", "machine_unread", "client_untold"} <= afterwards
    else:
        assert {"no_sign_off", "unreviewed", "machine_unread"} <= now


@pytest.mark.edge("E47")
@pytest.mark.parametrize("basis", sorted(URGENT))
def test_urgency_waives_neither_risk_nor_reading_nor_partner_nor_a_sensitive_fact(
    basis: Basis,
) -> None:
    p = _unsigned(complete_on(basis))
    assert "risk_unknown" in codes(replace(p, risk=None))
    assert "package_unread" in codes(replace(p, reading=None))
    assert "releaser_unsure" in codes(replace(p, knows_agency_policy=frozenset()))
    assert "recipient_is_partner" in codes(replace(p, recipient=Recipient("Daniel Price")))
    assert "sensitive_words" in codes(replace(p, written=Written(True, True)))
    assert "words_unlooked" in codes(replace(p, written=Written(True, None)))
    assert "nothing_picked" in codes(replace(p, written=Written()))
    entries = replace(p, items=complete().items, redaction=replace(p.redaction, unread=(FIRST,)))
    assert {"sensitive_urgent", "not_gone_through"} <= codes(entries)


@pytest.mark.clause("3.3.2 d")
def test_what_may_only_be_spoken_may_be_spoken() -> None:
    from disclosures.picture import Proviso, ProvisoKind

    p = complete()
    assert p.consent is not None
    p = consent_with(provisos=(Proviso(ProvisoKind.ONLY_VERBALLY),))(p)
    assert codes(p) == {"only_verbally"}
    assert codes(replace(p, manner=Manner.SPOKEN, spoken=ON_THE_LINE)) == set()


@settings(deadline=None)
@given(
    basis=st.sampled_from(sorted(Basis)),
    other=st.sampled_from(sorted(Basis)),
    urgent=st.booleans(),
)
def test_changing_the_basis_of_what_may_go_never_lets_it_go_unasked(
    basis: Basis, other: Basis, urgent: bool
) -> None:
    """What may go on one basis goes on another only if everything that one asks is there as well."""
    p = replace(complete_on(basis), basis=other, urgent=urgent)
    for rule in RULES:
        if rule.asked(other) and tuple(rule.check(p)):
            due = [o.due for o in rule.found(p)]
            assert due
            assert all(
                (d == Stage.AFTERWARDS) == (rule.waits and is_urgent(p)) or d != Stage.AFTERWARDS
                for d in due
            )


def test_what_is_never_waived_is_asked_on_every_basis_at_once() -> None:
    never = {"Gone through for what others said and who they are",
             "Nothing to a partner or ex-partner", "Sensitive facts only where her consent names them",
             "What leaves read from beginning to end", "What leaves is on record, and of this file",
             "On a programme file, one of its few exceptions",
             "A family court’s papers with its permission",
             "A basis that the policy knows", "Told to somebody of whom we know who they are"}  # fmt: skip
    assert {r.asks for r in RULES if r.on == EVERY and not r.waits} == never
    to_others = {"Her risk assessed", "Those who share know how it is protected"}
    assert {r.asks for r in RULES if r.on == TO_OTHERS and not r.waits} == to_others
