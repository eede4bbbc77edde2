"""How a request for one's own file may end, and what stands against each way, word for word."""

from dataclasses import replace
from typing import Any

import pytest

from disclosures.ownfile.endings import APART, UNANSWERED, Known, Outcome, against_ending
from disclosures.ownfile.picture import Asker
from disclosures.ownfile.rules import DECIDES, MANAGER, WORKER, Face, Missing, Standing
from tests.ownfile.test_rules import WHOLE

pytestmark = pytest.mark.clause("5.2.4", "5.2.5")
LEAD, OTHERS = frozenset({"line_manager"}), frozenset({"iss_worker", "senior_practitioner"})
ALL = Known(LEAD, words=True, released=True, handed=True, sat=True)
UNSPOKEN = Standing(Face.VIEWING, Asker.CLIENT)
ERASURE = replace(WHOLE, face=Face.ERASURE)
NOTHING = Missing("5.2.4", "Nothing that they could have read was released.", WORKER)
NOT_THEIRS = Missing(
    "5.2.5",
    "That it ends without an answer is for a line manager or lead to say who did not take it.",
    APART,
)
WORDLESS = Missing("5.2.5", "Nobody has said in words why it ends so.", APART)
PROVED = Missing(
    "5.2.5",
    "Who they are is proved, or they were told of a refusal: answer, or refuse with reasons.",
    MANAGER,
)
NO_COPY = Missing(
    "5.2.4",
    "No copy leaves while somebody may make the client ask: they read it here.",
    "a line manager or lead, after speaking with the client",
)
UNREFUSED = Missing(
    "5.2.5",
    "It is not refused as a whole yet: a manager says why, and tells of the right to complain.",
    "a line manager or the data protection lead",
)


@pytest.mark.parametrize(
    ("outcome", "at"),
    [
        *((outcome, WHOLE) for outcome in (Outcome.READ, Outcome.GIVEN)),
        *((Outcome.READ, replace(WHOLE, coerced=coerced)) for coerced in (True, None)),
        *((outcome, UNSPOKEN) for outcome in sorted(UNANSWERED)),
        (Outcome.UNPROVEN, replace(WHOLE, asker=Asker.PARENT)),  # known, and without authority
        (Outcome.REFUSED, replace(WHOLE, refused="whole")),
        (Outcome.ENDED, replace(WHOLE, dead=True)),
        (Outcome.ENDED, replace(WHOLE, lapsed=True)),
        (Outcome.RETENTION, ERASURE),
    ],
)
def test_so_it_may_end(outcome: Outcome, at: Standing) -> None:
    assert against_ending(outcome, at, ALL) is None


@pytest.mark.parametrize("read", [{"sat": True, "words": False}, {"sat": False, "words": True}])
def test_it_was_read_at_an_office_screen_or_somebody_says_where(read: dict[str, Any]) -> None:
    assert against_ending(Outcome.READ, WHOLE, replace(ALL, **read, handed=False)) is None


@pytest.mark.parametrize(
    ("outcome", "at", "known", "told"),
    [
        (Outcome.READ, WHOLE, {"released": False}, NOTHING),
        (Outcome.GIVEN, WHOLE, {"released": False}, NOTHING),
        (Outcome.READ, ERASURE, {}, NOTHING),
        (Outcome.GIVEN, ERASURE, {}, NOTHING),
        (Outcome.GIVEN, replace(WHOLE, coerced=True), {}, NO_COPY),
        (Outcome.GIVEN, replace(WHOLE, coerced=None), {}, NO_COPY),
        (
            Outcome.GIVEN, WHOLE, {"handed": False},
            Missing("5.2.5", "No copy of it was noted as handed over.", WORKER),
        ),
        (
            Outcome.READ, WHOLE, {"sat": False, "words": False},
            Missing("5.2.4", "Nobody read it at an office screen, and where it was read is not on record.", WORKER),
        ),
        *((each, UNSPOKEN, {"roles": OTHERS}, NOT_THEIRS) for each in sorted(UNANSWERED)),
        *((each, UNSPOKEN, {"recorded_it": True}, NOT_THEIRS) for each in sorted(UNANSWERED)),
        *((each, UNSPOKEN, {"words": False}, WORDLESS) for each in sorted(UNANSWERED)),
        (Outcome.UNPROVEN, WHOLE, {}, PROVED),
        (Outcome.UNPROVEN, replace(WHOLE, refused="whole"), {}, PROVED),
        (Outcome.REFUSED, WHOLE, {}, UNREFUSED),
        (Outcome.REFUSED, replace(WHOLE, refused="part"), {}, UNREFUSED),
        (Outcome.ENDED, WHOLE, {}, Missing("5.2.5", "The right to it has not ended.", WORKER)),
        (Outcome.RETENTION, WHOLE, {}, Missing("5.2.7", "Nobody asked for anything to be erased.", WORKER)),
        (
            Outcome.RETENTION, ERASURE, {"roles": OTHERS},
            Missing(
                "5.2.7", "Whether the law asks for it is for a line manager or lead to say.", "a line manager or lead"
            ),
        ),
        (
            Outcome.RETENTION, replace(ERASURE, seen_alone=None), {},
            Missing("5.2.4", "The client has not been seen alone.", WORKER),
        ),
    ],
)  # fmt: skip
def test_what_stands_against_an_end(
    outcome: Outcome, at: Standing, known: dict[str, Any], told: Missing
) -> None:
    assert against_ending(outcome, at, replace(ALL, **known)) == told


@pytest.mark.edge("E32")
@pytest.mark.parametrize("role", sorted(DECIDES))
@pytest.mark.parametrize("outcome", sorted(UNANSWERED))
def test_without_an_answer_each_who_decides_may_end_it(outcome: Outcome, role: str) -> None:
    assert against_ending(outcome, UNSPOKEN, replace(ALL, roles=frozenset({role}))) is None
