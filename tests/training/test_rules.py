"""When somebody's files wait for their induction, and how long a training is good."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staff.training.rules import Induced, Known, good_until, induced, lapsed

TODAY = date(2026, 11, 26)
GRACE = timedelta(days=28)
DAYS = st.integers(-200, 200).map(lambda days: TODAY + timedelta(days=days))


@pytest.mark.clause("5.1.1")
@pytest.mark.clause("5.10")
@pytest.mark.edge("E2")
@given(
    st.booleans(),
    st.booleans(),
    st.none() | DAYS,
    st.integers(0, 60).map(lambda days: timedelta(days=days)),
)
def test_nothing_opens_without_explanation_declaration_and_training(
    explained: bool, declared: bool, trained_until: date | None, grace: timedelta
) -> None:
    found = induced(Known(explained, declared, trained_until), TODAY, grace)
    if not (explained and declared) or trained_until is None or trained_until + grace < TODAY:
        assert found == Induced.WAITS
    else:
        assert found == (Induced.DONE if trained_until >= TODAY else Induced.GRACE)


@pytest.mark.clause("5.10")
def test_the_days_of_grace_end_with_their_last_day() -> None:
    last = TODAY - GRACE
    assert induced(Known(True, True, TODAY), TODAY, GRACE) == Induced.DONE
    assert induced(Known(True, True, TODAY - timedelta(days=1)), TODAY, GRACE) == Induced.GRACE
    assert induced(Known(True, True, last), TODAY, GRACE) == Induced.GRACE
    assert induced(Known(True, True, last - timedelta(days=1)), TODAY, GRACE) == Induced.WAITS


@pytest.mark.parametrize(
    ("held_on", "months", "until"),
    [
        (date(2026, 11, 26), 24, date(2028, 11, 26)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 1, 31), 13, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_a_training_is_good_for_its_months(held_on: date, months: int, until: date) -> None:
    assert good_until(held_on, months) == until


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_it_ends_in_the_right_month_and_never_later_in_it(held_on: date, months: int) -> None:
    until = good_until(held_on, months)
    assert (until.year - held_on.year) * 12 + until.month - held_on.month == months
    assert until.day <= held_on.day
    assert until > held_on


@pytest.mark.clause("5.10")
def test_a_training_is_renewed_by_one_of_its_kind() -> None:
    old, soon = TODAY - timedelta(days=3), TODAY + timedelta(days=3)
    held = [
        ("policy", "Clauses 1 to 3", old),
        ("policy", "Clauses 4 to 5", soon),
        ("other", "First aid", old),
        ("other", "Interpreters", old - GRACE),
        ("other", "Interpreters", old),
        ("other", "Alarms", TODAY),
    ]
    assert lapsed(held, TODAY) == [False, False, True, False, True, False]
    assert lapsed([], TODAY) == []
    good, past = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    assert lapsed([("other", "Alarms", good), ("other", "Alarms", past)], TODAY) == [False, False]
