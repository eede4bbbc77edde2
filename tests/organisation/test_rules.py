"""What there is to set up, what is unsafe, and which separations are given up, without a database."""

import re
from dataclasses import replace

import pytest

from staff.organisation.rules import (
    Picture,
    Somebody,
    Standing,
    State,
    given_up,
    standings,
    steps,
    unsafe,
)

pytestmark = pytest.mark.clause("1")
WHOLE = Picture(
    people=(
        Somebody("records_admin"),
        Somebody("data_protection_lead"),
        Somebody("outside_approver"),
        Somebody("safeguarding_lead"),
        Somebody("line_manager", True, frozenset({"iss"})),
        Somebody("iss_worker", True),
    ),
    teams=1,
    teams_managed=1,
    policy=1,
    waiting=0,
    escrow=True,
    backup=True,
    https=True,
    scanner=True,
    demo=False,
)


def left(picture: Picture) -> list[str]:
    return [step.what for step in steps(picture) if not step.done]


def without(role: str) -> Picture:
    return replace(WHOLE, people=tuple(each for each in WHOLE.people if each.role != role))


def test_of_a_whole_organisation_nothing_is_said() -> None:
    assert (left(WHOLE), unsafe(WHOLE), given_up(WHOLE)) == ([], [], [])


@pytest.mark.parametrize(
    ("picture", "what"),
    [
        (replace(WHOLE, policy=None), "The policy"),
        (replace(WHOLE, waiting=1), "Everybody’s induction is noted"),
        (without("outside_approver"), "Three people"),
        (replace(WHOLE, teams=0, teams_managed=0), "There is a team"),
        (replace(WHOLE, teams=2), "Every team"),
        (without("safeguarding_lead"), "There is a safeguarding lead"),
        (without("data_protection_lead"), "There is a data protection lead"),
        (
            replace(WHOLE, people=(*WHOLE.people[:4], Somebody("iss_worker"))),
            "Somebody works with clients",
        ),
    ],
)
def test_what_is_missing_is_to_do(picture: Picture, what: str) -> None:
    assert any(each.startswith(what) for each in left(picture))


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (replace(WHOLE, escrow=False), "No escrow"),
        (replace(WHOLE, backup=False), "no backup"),
        (replace(WHOLE, https=False), "without TLS"),
        (replace(WHOLE, scanner=False), "not scanned"),
        (replace(WHOLE, demo=True), "on one machine"),
    ],
)
def test_what_is_unsafe_is_said_with_where_to_read_on(picture: Picture, words: str) -> None:
    (sentence,) = unsafe(picture)
    assert words in sentence
    assert re.search(r"'[^']+' in docs/operations\.md", sentence)


@pytest.mark.edge("E1")
def test_separations_that_a_small_charity_gives_up_are_shown() -> None:
    one = Somebody("line_manager", True, frozenset({"iss", "dvpp"}))
    (said,) = given_up(replace(WHOLE, people=(*WHOLE.people, one)))
    assert "teams of both services" in said
    (said,) = given_up(without("data_protection_lead"))
    assert (
        said
        == "Fewer than three people decide about accounts: the same two ask and agree every time."
    )
    (said,) = given_up(replace(WHOLE, reviewer_may_sign=True))
    assert said == (
        "Whoever reviewed what would leave may sign it off as well: two people see it, not three. See"
        " LATCH_REVIEWER_MAY_SIGN_OFF in docs/operations.md."
    )


@pytest.mark.edge("E1")
def test_who_opens_each_half_of_a_couple_in_turn_is_told_what_that_means() -> None:
    one = Somebody("line_manager", True, frozenset({"iss", "dvpp"}))
    both = replace(WHOLE, people=(*WHOLE.people, one))
    assert given_up(both) == [
        "One person manages teams of both services. Where both halves of a couple come, they can open the file of their"
        " own service, or neither: somebody else has to manage the other one (edge E1)."
    ]
    assert given_up(replace(both, turns=True)) == [
        "One person manages teams of both services, and may open each half of a couple: one at a time, for an hour,"
        " with a purpose. What they read of one they know when they decide about the other (edge E1)."
    ]
    (said,) = given_up(replace(WHOLE, turns=True))
    assert said == (
        "Whoever comes to manage teams of both services may open each half of a couple, one at a time. Nobody does:"
        " set it to no under Organisation (edge E1)."
    )


@pytest.mark.parametrize("waiting", [None, 0, 3])
def test_whoever_may_not_know_of_inductions_is_not_told_of_them(waiting: int | None) -> None:
    found = [step for step in steps(replace(WHOLE, waiting=waiting)) if "induction" in step.what]
    assert [step.done for step in found] == ([] if waiting is None else [waiting == 0])


def test_each_step_says_how_it_is_done_and_where() -> None:
    places = [step.place for step in steps(WHOLE)]
    assert places == ["induction:read", "training:people", *["accounts:people"] * 6]
    for step in steps(WHOLE):
        assert step.how.endswith((".", ").")), step.what
        assert step.what[0].isupper()


def test_a_team_needs_its_manager_only_where_there_is_one() -> None:
    assert "Every team has a line manager" in left(replace(WHOLE, teams=0, teams_managed=0))
    assert "There is a team" in left(replace(WHOLE, teams=0, teams_managed=0))
    assert left(replace(WHOLE, teams=2, teams_managed=2)) == []


UNNAMED = {
    "What stands on letters": "Letters name no organisation, and nobody to send them back to.",
    "Office networks": "No network counts as an office.",
    "E-mail": "Nobody is reminded that something waits unless they look.",
    "How long records are kept (clause 5.2.7)": "The schedule is the policy’s own. Look at it under Retention,"
    " and have another agree that it fits.",
}
SETTLED = replace(WHOLE, named=True, networks=("10.1.0.0/16",), email=True, schedule=True)


def test_details_that_two_people_agreed_are_done_and_the_others_say_what_they_cost() -> None:
    assert {each.what: each.why for each in standings(WHOLE)} == UNNAMED
    assert {each.state for each in standings(WHOLE)} == {State.TO_DO}
    assert standings(SETTLED) == [Standing(what, State.DONE, "") for what in UNNAMED]


def test_what_is_set_and_does_no_good_is_unsafe() -> None:
    wide = replace(SETTLED, networks=("203.0.0.0/16", "10.1.0.0/16", "198.51.0.0/16"))
    (found,) = [each for each in standings(wide) if each.state != State.DONE]
    assert found == Standing(
        "Office networks",
        State.UNSAFE,
        "203.0.0.0/16, 198.51.0.0/16: shared with people who are not in your offices.",
    )
    (found,) = [each for each in standings(replace(SETTLED, undelivered=1)) if each.why]
    assert found == Standing(
        "E-mail",
        State.UNSAFE,
        "Messages could not be delivered: the health page says more.",
    )
