"""Each clause that stands before sharing under a protocol, with one thing wrong at a time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from disclosures.obstacle import Mender, Stage
from disclosures.protocols.rules import (
    AgreementPicture,
    PartyPicture,
    ProtocolPicture,
    Sharing,
    days_that_fit,
    obstacles,
)
from tests.disclosures.pictures import AGENCY, FILE, OTHER_AGENCY, TODAY, an_id

TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
READER, OTHER_READER = an_id(41), an_id(42)
SHARING = Sharing(FILE, "iss", AGENCY, READER, TODAY)
PARTY = PartyPicture(AGENCY, TODAY, TODAY, TODAY, AgreementPicture(has_breach_clause=True))
OTHER = replace(PARTY, agency=OTHER_AGENCY, policy_given_on=None, agreement=None)
WHOLE = ProtocolPicture(
    id=an_id(40),
    agreed=True,
    ended=False,
    starts_on=TODAY,
    until=TODAY,
    review_on=TODAY,
    clients="iss",
    parties=(PARTY, OTHER),
    readers=frozenset({READER}),
)


def codes(protocol: ProtocolPicture | None = WHOLE, **sharing: Any) -> list[str]:
    """The codes of what stands in the way."""
    return [f"{o.clause} {o.code}" for o in obstacles(protocol, replace(SHARING, **sharing))]


def but(**changes: Any) -> list[str]:
    """The same of a whole protocol with something changed."""
    return codes(replace(WHOLE, **changes))


def with_party(**changes: Any) -> list[str]:
    """The same with something changed about the agency."""
    return but(parties=(replace(PARTY, **changes), OTHER))


def of_clause(clause: str, protocol: ProtocolPicture | None = WHOLE, **sharing: Any) -> list[str]:
    """The codes of what one clause misses."""
    return [one.partition(" ")[2] for one in codes(protocol, **sharing) if one.startswith(clause)]


def test_a_whole_protocol_lets_it_go() -> None:
    assert codes() == []
    assert with_party(agreement=None) == []  # none is demanded
    assert but(clients="both") == codes(replace(WHOLE, clients="both"), service="dvpp") == []
    assert but(clients="named", files=frozenset({FILE})) == []


@pytest.mark.clause("5.5")
def test_a_protocol_in_force_about_this_client_and_known_to_all_its_agencies() -> None:
    assert but(agreed=False) == ["5.5 protocol_not_agreed"]
    assert but(ended=True) == ["5.5 protocol_over"]
    assert but(until=YESTERDAY) == ["5.5 protocol_over"]
    assert but(starts_on=TOMORROW) == ["5.5 protocol_not_begun"]
    assert but(review_on=YESTERDAY) == ["5.5 protocol_not_reviewed"]
    assert codes(service="dvpp") == ["5.5 client_not_in_protocol"]
    assert but(clients="named") == ["5.5 client_not_in_protocol"]
    assert but(clients="anything else") == ["5.5 client_not_in_protocol"]
    assert codes(replace(WHOLE, clients="both"), service="") == ["5.5 client_not_in_protocol"]
    assert with_party(protocol_given_on=None) == ["5.5 protocol_copy_missing"]
    assert with_party(protocol_given_on=TOMORROW) == ["5.5 protocol_copy_missing"]
    unaware = replace(OTHER, protocol_given_on=None)  # another agency than the one that receives
    assert but(parties=(PARTY, unaware)) == ["5.5 protocol_copy_missing"]
    assert of_clause("5.5", agency=an_id(99)) == ["agency_not_in_protocol"]
    assert of_clause("5.5", replace(WHOLE, parties=())) == [
        "protocol_copy_missing",
        "agency_not_in_protocol",
    ]
    assert of_clause("5.5", None) == ["no_protocol"]


@pytest.mark.clause("5.6")
def test_the_agency_has_our_policy_explained() -> None:
    assert with_party(policy_given_on=None) == ["5.6 policy_not_given"]
    assert with_party(policy_given_on=TOMORROW) == ["5.6 policy_not_given"]
    assert with_party(policy_explained_on=None) == ["5.6 policy_not_explained"]
    assert with_party(policy_explained_on=TOMORROW) == ["5.6 policy_not_explained"]
    for unknown in (of_clause("5.6", None), of_clause("5.6", agency=an_id(99))):
        assert unknown == ["policy_unasked"]


@pytest.mark.clause("5.7")
def test_the_recipient_was_named_at_the_outset() -> None:
    assert codes(contact=OTHER_READER) == ["5.7 reader_not_named"]
    assert but(readers=frozenset()) == ["5.7 reader_not_named"]
    assert of_clause("5.7", None) == ["no_named_readers"]
    assert of_clause("5.7", contact=None) == ["reader_not_named"]


@pytest.mark.clause("5.8")
def test_an_agreement_without_the_breach_clause_stands_in_the_way() -> None:
    assert with_party(agreement=AgreementPicture(has_breach_clause=False)) == [
        "5.8 no_breach_clause"
    ]
    over = AgreementPicture(has_breach_clause=True, until=YESTERDAY)
    assert with_party(agreement=over) == ["5.8 agreement_over"]
    assert with_party(agreement=replace(over, until=TODAY)) == []
    for unknown in (of_clause("5.8", None), of_clause("5.8", agency=an_id(99))):
        assert unknown == ["agreement_unasked"]


WORKER, MANAGER = Mender.WORKER, Mender.MANAGER
UNGIVEN = replace(PARTY, policy_given_on=None)
UNEXPLAINED = replace(PARTY, policy_explained_on=None)
SAID: tuple[tuple[dict[str, Any], str, str, Mender], ...] = (
    ({"agreed": False}, "5.5", "No manager has agreed to this protocol.", MANAGER),
    ({"ended": True}, "5.5", "The protocol has ended.", MANAGER),
    ({"starts_on": TOMORROW}, "5.5", "The protocol has not begun yet.", MANAGER),
    (
        {"review_on": YESTERDAY},
        "5.5",
        "The protocol was to be reviewed, and is to be agreed anew.",
        MANAGER,
    ),
    ({"clients": "named"}, "5.5", "The protocol is not about this client.", WORKER),
    (
        {"parties": (PARTY, replace(OTHER, protocol_given_on=None))},
        "5.5",
        "Not every agency in the protocol has got its copy of it.",
        WORKER,
    ),
    (
        {"parties": (UNGIVEN,)},
        "5.6",
        "The agency has no copy of our confidentiality policy.",
        WORKER,
    ),
    (
        {"parties": (UNEXPLAINED,)},
        "5.6",
        "What our policy asks of the agency was not explained to it.",
        WORKER,
    ),
    (
        {"readers": frozenset()},
        "5.7",
        "The recipient is not named in the protocol as somebody who may read.",
        MANAGER,
    ),
    (
        {"parties": (replace(PARTY, agreement=AgreementPicture(has_breach_clause=False)),)},
        "5.8",
        "The management agreement does not say that a breach of confidentiality is a breach of it.",
        MANAGER,
    ),
    (
        {"parties": (replace(PARTY, agreement=AgreementPicture(True, YESTERDAY)),)},
        "5.8",
        "The management agreement has ended.",
        MANAGER,
    ),
)


@pytest.mark.parametrize(("wrong", "clause", "sentence", "mender"), SAID)
def test_it_is_said_what_lacks_and_who_mends_it(
    wrong: dict[str, Any], clause: str, sentence: str, mender: Mender
) -> None:
    (found,) = obstacles(replace(WHOLE, **wrong), SHARING)
    said = (found.clause, found.what_is_missing, found.who_can_mend)
    assert said == (clause, sentence, mender)
    assert found.due == Stage.SUBMISSION


def test_where_nothing_is_agreed_each_clause_says_that_it_is_not_known() -> None:
    """What is unknown is missing: why it was allowed never says 'met' of what nobody has looked at."""
    party = (
        ("5.6", "The agency is in no protocol, by which it would know what our policy asks of it."),
        ("5.8", "The agency is in no protocol, so nobody has looked at its management agreement."),
    )
    none = {
        ("5.5", "There is no protocol in force with this agency."),
        ("5.7", "There is no protocol that names who there may read."),
        *party,
    }
    found = list(obstacles(None, SHARING))
    assert {(o.clause, o.what_is_missing) for o in found} == none
    assert {(o.who_can_mend, o.due) for o in found} == {(WORKER, Stage.SUBMISSION)}
    without = list(obstacles(replace(WHOLE, parties=(OTHER,)), SHARING))
    assert [(o.clause, o.what_is_missing, o.who_can_mend) for o in without] == [
        ("5.5", "The agency is not in this protocol.", MANAGER),
        *((*each, WORKER) for each in party),
    ]


def test_days_that_fit() -> None:
    ends = "It must not end before it begins"
    review = "It is to be reviewed between its first and its last day"
    for until, review_on, wrong in (
        (TODAY, TODAY, ""),
        (TOMORROW, TOMORROW, ""),
        (YESTERDAY, TODAY, ends),
        (TODAY, TOMORROW, review),
        (TODAY, YESTERDAY, review),
    ):
        assert days_that_fit(starts_on=TODAY, until=until, review_on=review_on) == wrong
