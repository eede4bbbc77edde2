"""How an agency stands towards us, without a database."""

from datetime import date

import pytest

from disclosures.agencies.rules import (
    WITH_A_DUTY,
    AgencyStands,
    Standing,
    agreement_wants,
    ends,
    standing,
    wrong_with_duty,
)

TODAY = date(2026, 3, 2)


@pytest.mark.clause("4.1.1")
@pytest.mark.parametrize(
    ("duty", "review", "ended", "stands"),
    [
        ("", None, False, Standing.NEVER_SEEN),
        ("", date(2026, 3, 1), False, Standing.LAPSED),
        ("", date(2026, 3, 2), False, Standing.LAPSES_SOON),
        ("", date(2026, 4, 1), False, Standing.LAPSES_SOON),
        ("", date(2026, 4, 2), False, Standing.CURRENT),
        ("Children Act 1989", date(2026, 3, 1), False, Standing.DUTY),
        (" ", None, False, Standing.NEVER_SEEN),
        ("Children Act 1989", None, True, Standing.ENDED),
    ],
)
def test_how_an_agency_stands(duty: str, review: date, ended: bool, stands: Standing) -> None:
    assert standing(AgencyStands(duty, review, ended), TODAY, 30) == stands


def test_an_agency_is_there_until_somebody_says_that_it_is_not() -> None:
    assert standing(AgencyStands("", TODAY), TODAY, 0) == Standing.LAPSES_SOON


@pytest.mark.clause("4.1.1")
def test_no_duty_waives_the_assurance_of_whom_we_work_with_by_choice() -> None:
    partner = "A partner agency is assured, and no duty in law stands instead: leave this empty"
    assert wrong_with_duty("partner", "Any duty") == partner
    assert wrong_with_duty("partner", " ") == wrong_with_duty("partner", "") == ""
    assert frozenset({"statutory", "police", "court"}) == WITH_A_DUTY
    for kind in WITH_A_DUTY:
        assert wrong_with_duty(kind, " ") == "Name the duty in law that it acts under"
        assert wrong_with_duty(kind, "Family Procedure Rules") == ""
    assert wrong_with_duty("other", "") == ""


@pytest.mark.clause("5.8")
@pytest.mark.parametrize(
    ("until", "stands"),
    [
        (None, None),
        (date(2026, 3, 1), Standing.LAPSED),
        (date(2026, 3, 2), Standing.LAPSES_SOON),
        (date(2026, 4, 1), Standing.LAPSES_SOON),
        (date(2026, 4, 2), None),
    ],
)
def test_what_was_agreed_lapses(until: date | None, stands: Standing | None) -> None:
    assert ends(until, TODAY, 30) == stands


@pytest.mark.clause("5.8")
def test_an_agreement_lasts_a_day_at_least() -> None:
    early = date(2026, 3, 1)
    wrong = "The agreement must not end before it was signed"
    assert agreement_wants(signed_on=TODAY, until=early) == wrong
    assert agreement_wants(signed_on=TODAY, until=TODAY) == ""
    assert agreement_wants(signed_on=TODAY, until=None) == ""
