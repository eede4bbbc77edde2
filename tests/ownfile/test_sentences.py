"""What the rules of one's own file say, word for word: with the clause, and who can mend it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from disclosures.ownfile import rules
from disclosures.ownfile.clocks import Matter, Pause
from disclosures.ownfile.picture import Asker
from disclosures.ownfile.rules import MANAGER, WORKER, Face, Kind, Missing, Standing
from tests.ownfile.test_rules import ONE, TODAY, WHOLE

pytestmark = pytest.mark.clause("5.2.4", "5.2.5")
LEAD, OTHERS = frozenset({"line_manager"}), frozenset({"iss_worker"})
ALONE = Missing("5.2.4", "The client has not been seen alone.", WORKER)
PARENT = replace(WHOLE, asker=Asker.PARENT, authority_on=TODAY, weighed=True)
REPRESENTATIVE = replace(PARENT, asker=Asker.REPRESENTATIVE, dead=True)


def test_who_mends_it_is_named() -> None:
    assert (WORKER, MANAGER) == (
        "whoever works on the file",
        "a line manager who did not take the request",
    )


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (WHOLE, []),
        (PARENT, []),
        (REPRESENTATIVE, []),
        (replace(WHOLE, seen_alone=False), [ALONE]),
        (
            Standing(Face.VIEWING, Asker.CLIENT),
            [
                Missing("5.2.5", "Nobody has checked who is asking.", WORKER),
                ALONE,
                Missing("5.2.4", "The client was not asked whether somebody makes them ask.", WORKER),
            ],
        ),
        (
            replace(WHOLE, dead=True),
            [Missing("5.2.5", "The client has died: their own right to the file has ended.", MANAGER)],
        ),
        (
            replace(REPRESENTATIVE, dead=False),
            [Missing("5.2.5", "It is not on record that, and when, the client died.", WORKER)],
        ),
        (
            replace(PARENT, lapsed=True, weighed=None),
            [
                Missing(
                    "5.2.5",
                    "The child is of age, or the file does not say when they were born: they ask themselves now.",
                    "the client",
                )
            ],
        ),
        (
            replace(PARENT, authority_on=None, weighed=None),
            [
                Missing("2.2", "Nobody has seen by what authority they ask.", WORKER),
                Missing(
                    "5.2.5", "Whether this parent may see it waits to be weighed: withheld until then.", MANAGER
                ),
            ],
        ),
        (
            replace(REPRESENTATIVE, weighed=False),
            [
                Missing(
                    "5.2.5", "Whether this representative may see it was refused: withheld until then.", MANAGER
                )
            ],
        ),
    ],
)  # fmt: skip
def test_what_is_missing_before_it_is_answered(at: Standing, told: list[Missing]) -> None:
    assert rules.missing(at) == told


def test_conference_minutes_are_somebody_else_s() -> None:
    sentence = "Conference minutes are on the file, and their co-ordinator has not answered."
    found = rules.missing(WHOLE, conference=frozenset({ONE}))
    assert found == [Missing("5.2.5", sentence, WORKER)]


def test_what_can_be_said_of_a_request_as_it_stands() -> None:
    """By a line manager who did not take it, where all that could be said fits."""
    more: dict[str, Any] = {"recorded_it": False, "early": True, "conference": True, "paper": True}
    asked = replace(
        PARENT,
        pauses=(Pause(Matter.IDENTITY, TODAY),),
        routed={UUID(int=1): True, UUID(int=2): False},
    )
    found = rules.ways(asked, roles=LEAD, **more)
    # with an ending, of a death, and by whoever took it down
    said_alone = {Kind.EXPLAINED, Kind.ENDED, Kind.LIVES, Kind.PASSED_ON}
    assert found == tuple(kind for kind in Kind if kind not in said_alone)
    mine = rules.ways(asked, roles=LEAD, **(more | {"recorded_it": True}))
    assert set(found) ^ set(mine) == {Kind.WAIVED, Kind.WEIGHED, Kind.PASSED_ON}
    dead = replace(asked, dead=True)
    assert Kind.LIVES in rules.ways(dead, roles=LEAD, **more)
    assert Kind.LIVES not in rules.ways(dead, roles=LEAD, noted_death=True, **more)
    assert Kind.LIVES not in rules.ways(dead, roles=OTHERS, **more)
    for change, gone in (
        ({"pauses": (Pause(Matter.IDENTITY, TODAY), Pause(Matter.MEANING, TODAY))}, {Kind.ASKED_FOR}),
        ({"pauses": (Pause(Matter.IDENTITY, TODAY, TODAY),)}, {Kind.CAME}),
        ({"lapsed": True}, {Kind.AUTHORITY, Kind.WEIGHED}),
        ({"asker": Asker.CLIENT}, {Kind.AUTHORITY, Kind.WEIGHED}),
        ({"asker": Asker.ADVOCATE}, {Kind.WEIGHED}),
        ({"extension_told_on": TODAY}, {Kind.EXTENDED}),
        ({"routed": {ONE: True}}, {Kind.ANSWERED}),
        ({"refused": "whole"}, {Kind.REFUSED}),
        ({"refused": "part"}, set()),
        ({"dead": True}, {Kind.DIED}),
        ({"face": Face.STATUTORY}, {Kind.WAIVED}),
        ({"face": Face.ERASURE}, {Kind.WAIVED, Kind.TURNED, Kind.ROUTED, Kind.PAPER}),
    ):  # fmt: skip
        left = rules.ways(replace(asked, **change), roles=LEAD, **more)
        assert set(found) - set(left) == gone, change
    early = rules.ways(asked, roles=LEAD, **(more | {"early": False}))
    assert set(found) - set(early) == {Kind.WAIVED}
