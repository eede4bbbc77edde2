"""Where a man on the programme stands, and what waits for his signature, without a database."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from clients.programme.rules import (
    KINDS,
    LIMITS,
    NONE,
    ON_PROGRAMME,
    REFERRED,
    STAGE,
    SUSPENDED,
    Missing,
    missing_for,
    sets_out,
    state_of,
    words_of,
)
from tests.programme.working import TOLD_WHATEVER


def told(kind: str, on: int, at: int, corrects: UUID | None = None) -> SimpleNamespace:
    when = datetime(2026, 1, 1) + timedelta(hours=at)
    return SimpleNamespace(
        id=uuid4(),
        kind=kind,
        happened_on=date(2026, 1, on),
        recorded_at=when,
        corrects_id=corrects,
    )


@pytest.mark.clause("4.2.1")
@pytest.mark.edge("E16")
def test_he_stands_where_the_last_event_that_stands_says() -> None:
    first, last = told(REFERRED, 2, 1), told(SUSPENDED, 9, 2)
    late = told("suitable", 5, 3)  # recorded after the suspension, of a day before it
    assert state_of([]) is None
    assert state_of([late, first, last]) is last
    assert state_of([first, last, late, told(NONE, 9, 4, last.id)]) is late
    anew = told("came_back", 8, 4, last.id)
    assert state_of([anew, first, last, late]) is anew
    assert state_of([anew, last, told(NONE, 9, 5, anew.id)]) is None
    later = told("left", 9, 6)  # of one day, what was recorded last
    assert state_of(iter([later, last])) is later


@pytest.mark.clause("4.2.1")
def test_what_a_partner_is_told_says_what_happened_and_nothing_else() -> None:
    assert words_of(STAGE, 3) == "Reached stage 3 of the group programme"
    for kind in set(KINDS) - {STAGE}:
        assert words_of(kind, None) == KINDS[kind]


@pytest.mark.clause("1 (DVPP)")
def test_what_only_somebody_on_the_programme_does_waits_for_the_form() -> None:
    missing = Missing(
        "1",
        "He has not signed the form that says where his confidentiality ends.",
        "whoever works with him: have him read and sign it, and record it",
    )
    for kind in KINDS:
        assert missing_for(kind, signed=False) == (missing if kind in ON_PROGRAMME else None)
        assert missing_for(kind, signed=True) is None
    assert set(KINDS) - ON_PROGRAMME == TOLD_WHATEVER | {NONE}  # a partner is told of these


@pytest.mark.clause("1 (DVPP)")
def test_the_form_sets_out_the_sections_of_its_clauses() -> None:
    assert all(sets_out(f"{clause} Of something") for clause in LIMITS)
    assert sets_out("4.2.1")
    for heading in ("4.2 Men", "4.2.11 Other", "Of 4.2.1", ""):
        assert not sets_out(heading)
