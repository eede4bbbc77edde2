"""When a sign-off holds, and when it is void."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.clauses.bases import LEADS
from disclosures.obstacle import Mender, Stage
from disclosures.picture import Basis, Risk, SignOff
from disclosures.rules import obstacles
from disclosures.signing import about_to_sign, enough
from tests.disclosures.grounds import complete_on
from tests.disclosures.pictures import (
    ASKER,
    MANAGER,
    NOW,
    STRANGER,
    TOMORROW,
    YESTERDAY,
    assurance_with,
    complete,
    signed,
)


@pytest.mark.edge("E11")
@pytest.mark.clause("4.1.1")
def test_a_new_assurance_needs_a_new_sign_off_and_any_manager_can_give_it() -> None:
    p = assurance_with(review_on=YESTERDAY)(complete())
    assert {o.code for o in obstacles(p, Stage.RELEASE)} == {"assurance_lapsed"}
    p = assurance_with(review_on=TOMORROW, recorded_at=NOW - timedelta(minutes=30))(p)
    assert {o.code for o in obstacles(p, Stage.RELEASE)} == {"assurance_newer"}
    again = tuple(replace(s, decided_at=NOW - timedelta(minutes=10)) for s in p.sign_offs)
    assert obstacles(replace(p, sign_offs=p.sign_offs + again), Stage.RELEASE) == ()


@pytest.mark.edge("E12")
@pytest.mark.clause("1.2")
def test_when_the_approver_has_left_another_can_sign_in_their_place() -> None:
    p = complete()
    gone = replace(p.sign_offs[0], approver=replace(p.sign_offs[0].approver, in_post=False))
    p = replace(p, sign_offs=(gone, p.sign_offs[1]))
    (stop,) = obstacles(p, Stage.RELEASE)
    assert (stop.code, stop.who_can_mend) == ("approver_left", Mender.MANAGER)
    successor = signed(STRANGER, "line_manager")
    assert obstacles(about_to_sign(p, successor), Stage.SIGN_OFF) == ()
    assert obstacles(replace(p, sign_offs=(*p.sign_offs, successor)), Stage.RELEASE) == ()


@pytest.mark.edge("E12")
@pytest.mark.clause("3.1.1", "1.2")
@pytest.mark.parametrize("basis", sorted(LEADS))
def test_a_lead_by_loan_signs_as_the_lead_and_as_what_they_are(basis: Basis) -> None:
    p = complete_on(basis)
    manager, second = p.sign_offs[:2]
    assert not enough(replace(p, sign_offs=(manager, second)))
    lent = replace(manager.approver, lent=frozenset({LEADS[basis]}))
    p = replace(p, sign_offs=(replace(manager, approver=lent), second))
    assert obstacles(p, Stage.RELEASE) == ()
    other = replace(lent, lent=frozenset(LEADS.values()) - {LEADS[basis]})
    p = replace(p, sign_offs=(replace(manager, approver=other), second))
    assert [o.code for o in obstacles(p, Stage.RELEASE)] == ["lead_unsigned"]


@pytest.mark.clause("1.2", "3.3.2 c")
def test_what_was_sent_back_is_signed_anew_by_all() -> None:
    p = complete()
    first, second = p.sign_offs
    back = first.decided_at
    p = replace(p, sent_back_at=back, sign_offs=(replace(second, decided_at=NOW), first))
    assert [o.code for o in obstacles(p, Stage.RELEASE)] == ["sent_back_since"]
    assert not enough(p)
    anew = replace(first, decided_at=back + timedelta(microseconds=1))
    assert obstacles(replace(p, sign_offs=(*p.sign_offs, anew)), Stage.RELEASE) == ()


@pytest.mark.edge("E12")
@pytest.mark.clause("1.2")
def test_the_one_who_asks_is_refused_at_sign_off_already() -> None:
    p = replace(complete(), sign_offs=())
    assert obstacles(about_to_sign(p, signed(MANAGER, "line_manager")), Stage.SIGN_OFF) == ()
    (stop,) = obstacles(about_to_sign(p, signed(ASKER, "line_manager")), Stage.SIGN_OFF)
    assert stop.code == "approver_is_requester"


@pytest.mark.edge("E12")
@pytest.mark.clause("1.2")
def test_a_sound_sign_off_of_a_senior_never_stands_in_for_a_manager_s_that_is_void() -> None:
    one_is_enough = Risk(True, False, words="He is abroad.")
    p = replace(complete(), risk=one_is_enough)
    manager, senior = p.sign_offs
    gone = replace(manager, approver=replace(manager.approver, in_post=False))
    (stop,) = obstacles(replace(p, sign_offs=(gone, senior)), Stage.RELEASE)
    assert stop.code == "approver_left"
    assert not enough(replace(p, sign_offs=(gone, senior)))
    assert enough(replace(p, sign_offs=(manager,)))
    assert not enough(replace(p, sign_offs=(senior,)))


@pytest.mark.clause("3.3.2 c")
def test_one_person_signing_twice_is_one_sign_off() -> None:
    p = complete()
    twice = replace(p, sign_offs=(p.sign_offs[0], p.sign_offs[0]))
    (stop,) = obstacles(twice, Stage.RELEASE)
    assert stop.code == "second_sign_off"


@pytest.mark.clause("1.2")
@settings(deadline=None)
@given(
    signs=st.lists(
        st.builds(
            signed,
            st.sampled_from([ASKER, MANAGER, STRANGER]),
            st.sampled_from(["line_manager", "senior_practitioner", "iss_worker"]),
            content=st.sampled_from([complete().content, "00" * 32]),
        ),
        max_size=4,
    ),
    raises=st.booleans(),
)
def test_too_few_sound_sign_offs_never_pass(signs: list[SignOff], raises: bool) -> None:
    p = complete()
    assert p.risk is not None
    p = replace(p, sign_offs=tuple(signs), risk=replace(p.risk, raises_risk=raises))
    sound = [
        s for s in signs
        if s.approver.id != ASKER and s.approver.role != "iss_worker" and s.content == p.content
    ]  # fmt: skip
    people = {s.approver.id for s in sound}
    enough = any(s.approver.role == "line_manager" for s in sound) and len(people) >= 1 + raises
    assert (obstacles(p, Stage.RELEASE) == ()) is enough
