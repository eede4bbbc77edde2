"""What the rules of one's own file say, word for word: with the clause, and who can mend it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from disclosures.ownfile import endings, rules
from disclosures.ownfile.clocks import Matter, Pause
from disclosures.ownfile.endings import Outcome
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


NOTHING = Missing("5.2.4", "Nothing that they could have read was released.", WORKER)
ERASURE = replace(WHOLE, face=Face.ERASURE)


@pytest.mark.parametrize(
    ("outcome", "at", "more", "told"),
    [
        (Outcome.READ, WHOLE, {"released": False}, NOTHING),
        (Outcome.GIVEN, ERASURE, {}, NOTHING),
        (
            Outcome.GIVEN, replace(WHOLE, coerced=True), {},
            Missing(
                "5.2.4", "No copy leaves while somebody may make the client ask: they read it here.",
                "a line manager or lead, after speaking with the client",
            ),
        ),
        (
            Outcome.REFUSED, WHOLE, {},
            Missing(
                "5.2.5",
                "It is not refused as a whole yet: a manager says why, and tells of the right to complain.",
                "a line manager or the data protection lead",
            ),
        ),
        (Outcome.ENDED, WHOLE, {}, Missing("5.2.5", "The right to it has not ended.", WORKER)),
        (Outcome.RETENTION, WHOLE, {}, Missing("5.2.7", "Nobody asked for anything to be erased.", WORKER)),
        (
            Outcome.RETENTION, ERASURE, {"roles": OTHERS},
            Missing(
                "5.2.7", "Whether the law asks for it is for a line manager or lead to say.",
                "a line manager or lead",
            ),
        ),
        (Outcome.RETENTION, replace(ERASURE, seen_alone=None), {}, ALONE),
        (Outcome.MISTAKE, ERASURE, {"released": False, "roles": OTHERS}, None),
    ],
)  # fmt: skip
def test_what_stands_against_an_end(
    outcome: Outcome, at: Standing, more: dict[str, Any], told: Missing | None
) -> None:
    asked = {"released": True, "roles": LEAD, **more}
    assert endings.against_ending(outcome, at, **asked) == told


def test_what_can_be_said_of_a_request_as_it_stands() -> None:
    """By a line manager who did not take it, where all that could be said fits."""
    more: dict[str, Any] = {"recorded_it": False, "early": True, "conference": True, "paper": True}
    asked = replace(
        PARENT,
        pauses=(Pause(Matter.IDENTITY, TODAY),),
        routed={UUID(int=1): True, UUID(int=2): False},
    )
    found = rules.ways(asked, roles=LEAD, **more)
    assert found == tuple(kind for kind in Kind if kind != Kind.EXPLAINED)
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
