"""What a decision not to share has to say, and who may confirm one not to warn."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.refusals.rules import CONFIRMS, Decision, Kind, may_confirm, missing

ONE, TWO, THREE = (UUID(int=n) for n in (1, 2, 3))
WHOLE = Decision(Kind.NOT_WARNED, ONE, ONE, TWO, instead=True, confirmed=True)
MANAGER = frozenset({"line_manager"})
PEOPLE = st.sampled_from((ONE, TWO, THREE))
DECISIONS = st.builds(
    Decision,
    st.sampled_from(Kind),
    PEOPLE,
    PEOPLE,
    st.none() | PEOPLE,
    instead=st.booleans(),
    confirmed=st.booleans(),
)


@pytest.mark.edge("E17")
@pytest.mark.clause("4.2.1")
@pytest.mark.parametrize(
    ("without", "clauses", "menders"),
    [
        ({}, [], []),
        ({"discussed_with": None}, ["3.3.2 c"], ["whoever decided"]),
        ({"discussed_with": ONE}, ["3.3.2 c"], ["whoever decided"]),
        ({"instead": False}, ["4.2.1"], ["whoever decided"]),
        (
            {"confirmed": False},
            ["4.2.1"],
            ["a line manager or senior practitioner who neither decided nor recorded it"],
        ),
    ],
)
def test_a_decision_not_to_warn_says_what_it_lacks(
    without: dict[str, object], clauses: list[str], menders: list[str]
) -> None:
    found = missing(replace(WHOLE, **without))  # type: ignore[arg-type]
    assert [each.clause for each in found] == clauses
    assert [each.mender for each in found] == menders
    assert all(each.sentence.endswith(".") for each in found)


def test_each_gap_is_said_in_its_own_words() -> None:
    bare = replace(WHOLE, discussed_with=None, instead=False, confirmed=False)
    assert [each.sentence for each in missing(bare)] == [
        "It was discussed with nobody else. Speak to a manager or senior practitioner today, and record it.",
        "It does not say what is done instead to keep them safe.",
        "Nobody else has confirmed it.",
    ]
    for kind in (Kind.ASKED, Kind.CONSIDERED):
        assert missing(replace(bare, kind=kind)) == []


@pytest.mark.clause("3.3.2 c")
@given(DECISIONS, PEOPLE, st.frozensets(st.sampled_from((*sorted(CONFIRMS), "iss_worker", "hr"))))
def test_only_a_second_person_of_two_roles_confirms_and_once(
    decision: Decision, who: UUID, roles: frozenset[str]
) -> None:
    expected = (
        decision.kind == Kind.NOT_WARNED
        and not decision.confirmed
        and who != decision.decided_by
        and who != decision.recorded_by
        and bool(roles & {"line_manager", "senior_practitioner"})
    )
    assert may_confirm(decision, who, roles) == expected


def test_confirming_is_somebody_elses() -> None:
    waits = replace(WHOLE, confirmed=False)
    assert may_confirm(waits, TWO, MANAGER)
    assert may_confirm(waits, TWO, frozenset({"senior_practitioner"}))
    assert not may_confirm(waits, ONE, MANAGER)
    assert not may_confirm(replace(waits, recorded_by=TWO), TWO, MANAGER)
    assert not may_confirm(waits, TWO, frozenset({"iss_worker"}))
    assert not may_confirm(WHOLE, TWO, MANAGER)
    assert not may_confirm(replace(waits, kind=Kind.ASKED), TWO, MANAGER)
