"""What the rules of the breach register say, word for word: people act on it in the first hour."""

from uuid import UUID

import pytest

from staff.breaches import rules
from staff.breaches.rules import Answer, Kind, Missing, Refusal, Severity
from tests.breaches.test_rules import ENOUGH, ONE, OTHER, case, noted

pytestmark = pytest.mark.clause("1.1", "5.1.8")

TOLD = {
    Kind.SAFETY_CALL: Missing(
        "1.1", "The safety call: made, or why not", Kind.SAFETY_CALL, "Before anything but containment"
    ),
    Kind.CONTAINED: Missing("1.1", "What was done to stop it and get things back", Kind.CONTAINED),
    Kind.SEVERITY: Missing("5.1.8", "How grave it is", Kind.SEVERITY),
    Kind.AFFECTED: Missing("1.1", "Whose information it was", Kind.AFFECTED),
    Kind.REGULATOR: Missing(
        "1.1", "The report to the data protection regulator", Kind.REGULATOR,
        "Or the decision not to, which somebody else confirms",
    ),
    Kind.PERSONS: Missing("1.1", "The persons affected told, or why not", Kind.PERSONS),
    Kind.TRUSTEES: Missing("1.1", "The trustees told, or why not", Kind.TRUSTEES),
    Kind.CHARITY: Missing("1.1", "The charity regulator told, or why not", Kind.CHARITY),
    Kind.OUTCOME: Missing("1.1", "What came of it", Kind.OUTCOME),
    Kind.LESSONS: Missing("1.1", "What we learn from it", Kind.LESSONS),
}  # fmt: skip


def test_each_thing_that_is_missing_has_its_clause_and_says_how_it_is_mended() -> None:
    found = case(danger=Answer.YES, going_on=Answer.NOT_KNOWN)
    assert list(rules.missing(found)) == list(TOLD.values())
    decided = case(*(kind for kind in ENOUGH if kind != Kind.REGULATOR), Kind.NOT_REPORTED)
    assert list(rules.missing(decided)) == [
        Missing(
            "1.1", "Somebody else’s word that it need not be reported to the regulator", Kind.CONFIRMED,
            "Somebody who handles breaches and did not make the decision",
        )
    ]  # fmt: skip
    grave = case(*ENOUGH, noted(Kind.SEVERITY, code=Severity.GROSS))
    assert list(rules.missing(grave)) == [
        Missing("5.1.8", "The disciplinary proceedings, or why none", Kind.DISCIPLINARY)
    ]


@pytest.mark.parametrize("going_on", list(Answer))
def test_what_goes_on_or_may_is_stopped_first(going_on: Answer) -> None:
    stopped = TOLD[Kind.CONTAINED] not in rules.missing(case(going_on=going_on))
    assert stopped == (going_on == Answer.NO)
    assert TOLD[Kind.CONTAINED] not in rules.missing(case(Kind.CONTAINED, going_on=going_on))


@pytest.mark.parametrize(
    ("found", "kind", "by", "refused"),
    [
        (
            case(*ENOUGH, Kind.CLOSED), Kind.LESSONS, ONE,
            Refusal("1.1", "It is closed. Reopen it with a reason to go on."),
        ),
        (
            case(danger=Answer.NOT_KNOWN), Kind.NOTE, ONE,
            Refusal(
                "1.1",
                "Somebody may be in danger. Record the safety call first, or why there was none: until then only"
                " containment is recorded.",
            ),
        ),
        (case(Kind.TAKEN), Kind.TAKEN, ONE, Refusal("1.1", "It is in hand already.")),
        (case(Kind.TAKEN), Kind.REOPENED, ONE, Refusal("1.1", "It is not closed.")),
        (case(Kind.TAKEN), Kind.BREACH, ONE, Refusal("1.1", "It is a breach already.")),
        (
            case(Kind.TAKEN), Kind.DISCIPLINARY, ONE,
            Refusal("5.1.8", "Say first how grave it is: HR is told the level with it."),
        ),
        (
            case(Kind.TAKEN), Kind.CONFIRMED, OTHER,
            Refusal("1.1", "No decision waits to be confirmed."),
        ),
        (
            case(Kind.NOT_REPORTED), Kind.CONFIRMED, ONE,
            Refusal("1.1", "You made this decision, so somebody else confirms it."),
        ),
        (
            case(Kind.TAKEN), Kind.CLOSED, ONE,
            Refusal("1.1", "Something is still missing. It stands on the breach’s page."),
        ),
    ],
)  # fmt: skip
def test_each_refusal_says_what_to_do_instead(
    found: rules.Case, kind: Kind, by: UUID, refused: Refusal
) -> None:
    assert rules.refusal(found, kind, by) == refused
