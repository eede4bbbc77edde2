"""The date rule and the decision, against an oracle that walks through the calendar."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.ages import OF_AGE
from retention.rules import (
    WORDS,
    Decision,
    FileState,
    Life,
    Reason,
    Side,
    counts_from,
    day_in_london,
    decide,
    due_from,
    forecast,
    last_day_kept,
    latest_due,
    latest_leaving_due,
    may_lift,
    slot_of,
    years_in_sweep,
    years_on,
)

YEARS = 6


def file(
    left_on: date | None, status: str = "closed", of_age_in: int | None = OF_AGE, **more: bool
) -> FileState:
    return FileState(
        id=uuid4(),
        reference="7K3M-Q2XP",
        status=status,
        left_on=left_on,
        imported=more.get("imported", False),
        reviewed=more.get("reviewed", False),
        of_age_in=of_age_in,
    )


def decided(
    *files: FileState, as_of: date, held: frozenset[UUID] = frozenset(), linked: bool = False
) -> Decision:
    """Decide about the first file of a life."""
    return decide(Life(files, held, linked), files[0].id, as_of=as_of, years=YEARS)


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E38")
@pytest.mark.parametrize(
    ("left_on", "last_kept"),
    [
        (date(2018, 3, 3), date(2024, 3, 3)),
        (date(2018, 12, 31), date(2024, 12, 31)),
        (date(2020, 2, 28), date(2026, 2, 28)),
        (date(2020, 2, 29), date(2026, 3, 1)),  # there is no 29 February 2026
        (date(2020, 3, 1), date(2026, 3, 1)),
        (date(2022, 2, 28), date(2028, 2, 28)),  # 2028 has a 29th, and it changes nothing
    ],
)
def test_a_file_is_kept_to_the_end_of_the_last_day(left_on: date, last_kept: date) -> None:
    assert last_day_kept(left_on, YEARS) == last_kept
    assert not decided(file(left_on), as_of=last_kept).due
    assert decided(file(left_on), as_of=last_kept + timedelta(days=1)).due


@pytest.mark.edge("E38")
def test_29_february_to_a_leap_year_stays_29_february() -> None:
    assert last_day_kept(date(2020, 2, 29), 8) == date(2028, 2, 29)


@pytest.mark.edge("E38")
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), date(2026, 7, 1)),  # summer time
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),  # the clocks go forward
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),  # and back
    ],
)
def test_days_are_london_s(moment: datetime, day: date) -> None:
    assert day_in_london(moment) == day


@pytest.fixture(params=["Pacific/Kiritimati", "America/Los_Angeles"])
def far_away(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set this machine's own clock to another part of the world."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.edge("E38")
def test_days_are_london_s_wherever_the_machine_stands(far_away: None) -> None:
    assert day_in_london(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)
    assert day_in_london(datetime(2026, 1, 31, 12, tzinfo=UTC)) == date(2026, 1, 31)


def test_a_moment_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match=r"^A moment without a time zone has no day\.$"):
        day_in_london(datetime(2026, 6, 30))


def test_a_regular_sweep_is_named_by_its_day_in_london_or_its_seconds() -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight in London
    assert slot_of(late, every=86_400) == "sweep of 2026-07-01"
    assert slot_of(late, every=7 * 86_400) == "sweep of 2026-07-01"
    assert slot_of(late, every=86_399) == f"sweep {int(late.timestamp()) // 86_399} of 86399s"
    assert slot_of(late + timedelta(seconds=7), every=10) == slot_of(late, every=10)
    assert slot_of(late + timedelta(seconds=10), every=10) != slot_of(late, every=10)
    assert len(slot_of(late, every=1)) <= 40


@pytest.mark.parametrize(
    ("as_of", "left"),
    [
        (date(2026, 11, 22), date(2020, 11, 22)),
        (date(2024, 2, 29), date(2018, 3, 1)),  # in a year without one
        (date(2030, 2, 28), date(2024, 2, 28)),
    ],
)
def test_the_query_s_limit_is_a_whole_period_ago(as_of: date, left: date) -> None:
    assert latest_leaving_due(as_of, 6) == left


LONG_AGO, TODAY = date(2010, 5, 4), date(2026, 11, 22)


@pytest.mark.clause("5.2.7")
def test_what_was_left_long_ago_is_due() -> None:
    decision = decided(file(LONG_AGO), as_of=TODAY)
    assert decision.due
    assert not decision.waits
    assert (decision.left_on, decision.due_on) == (LONG_AGO, date(2016, 5, 5))


@pytest.mark.clause("5.2.7")
@pytest.mark.parametrize("status", ["open", "on_hold", "something new"])
def test_an_open_file_is_never_due(status: str) -> None:
    decision = decided(file(None, status), as_of=TODAY)
    assert decision.reasons == (Reason.NOT_LEFT,)
    assert not decision.waits


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E9")
def test_another_open_file_of_the_person_keeps_it() -> None:
    left, back = file(LONG_AGO), file(None, "open")
    assert decided(left, as_of=TODAY).due
    assert decided(left, back, as_of=TODAY).reasons == (Reason.OTHER_FILE_OPEN,)


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E9")
def test_a_return_before_the_six_years_counts_anew_from_the_new_leaving() -> None:
    first, second = file(date(2015, 1, 10)), file(date(2019, 4, 1))
    assert decided(first, as_of=date(2021, 1, 11)).due
    kept = decided(first, second, as_of=date(2021, 1, 11))
    assert kept.reasons == (Reason.NOT_YET,)
    assert (kept.left_on, kept.due_on) == (date(2019, 4, 1), date(2025, 4, 2))
    assert decided(first, second, as_of=date(2025, 4, 2)).due
    assert decided(second, first, as_of=date(2025, 4, 2)).due


@pytest.mark.clause("5.2.7")
def test_without_a_confirmed_day_nothing_runs_for_any_file_of_the_person() -> None:
    undated, dated = file(None), file(LONG_AGO)
    assert decided(undated, as_of=TODAY).reasons == (Reason.DATE_UNCONFIRMED,)
    assert decided(dated, undated, as_of=TODAY).reasons == (Reason.DATE_UNCONFIRMED,)


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E7")
@pytest.mark.parametrize(
    ("of_age_in", "counts"),
    [
        (OF_AGE, LONG_AGO),
        (None, LONG_AGO),
        (2009, LONG_AGO),  # before they left: the longer of the two
        (2010, date(2010, 12, 31)),
        (2024, date(2024, 12, 31)),
    ],
)
def test_a_child_s_file_counts_from_the_end_of_the_year_in_which_they_are_of_age(
    of_age_in: int | None, counts: date
) -> None:
    assert counts_from(LONG_AGO, of_age_in) == counts
    decision = decided(file(LONG_AGO), file(LONG_AGO, of_age_in=of_age_in), as_of=TODAY)
    assert decision.due_on == due_from(counts, YEARS)
    reasons = [*([] if of_age_in is not None else [Reason.AGE_UNKNOWN])]
    reasons += [Reason.NOT_YET] if due_from(counts, YEARS) > TODAY else []
    assert decision.reasons == tuple(reasons)


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E32")
def test_what_somebody_asked_for_waits() -> None:
    one = file(LONG_AGO)
    life = Life((one,), asked_for=frozenset({one.id}))
    decision = decide(life, one.id, as_of=TODAY, years=YEARS)
    assert decision.reasons == (Reason.ASKED_FOR,)
    assert decision.waits


@pytest.mark.clause("5.2.7")
def test_a_hold_keeps_its_own_file() -> None:
    one, other = file(LONG_AGO), file(LONG_AGO)
    held = frozenset({one.id})
    assert decided(one, other, as_of=TODAY, held=held).reasons == (Reason.HELD,)
    assert decided(one, other, as_of=TODAY, held=held).waits
    assert decided(other, one, as_of=TODAY, held=held).due


@pytest.mark.clause("5.2.7")
def test_an_imported_file_waits_for_its_one_review() -> None:
    waits = decided(file(LONG_AGO, imported=True), as_of=TODAY)
    assert waits.reasons == (Reason.NOT_REVIEWED,)
    assert waits.waits
    assert decided(file(LONG_AGO, imported=True, reviewed=True), as_of=TODAY).due


@pytest.mark.clause("5.2.7")
def test_a_file_linked_to_an_active_one_waits() -> None:
    assert decided(file(LONG_AGO), as_of=TODAY, linked=True).reasons == (Reason.LINKED_TO_ACTIVE,)


def test_every_reason_is_told() -> None:
    life = file(LONG_AGO, imported=True)
    decision = decided(life, as_of=TODAY, held=frozenset({life.id}), linked=True)
    assert decision.reasons == (Reason.HELD, Reason.NOT_REVIEWED, Reason.LINKED_TO_ACTIVE)
    assert set(WORDS) == set(Reason)


def test_a_file_of_another_life_is_refused() -> None:
    with pytest.raises(KeyError):
        decide(Life((file(LONG_AGO),)), uuid4(), as_of=TODAY, years=YEARS)


def test_the_forecast_counts_what_comes_by_itself() -> None:
    soon, late, held = (file(date(2020, 12, 1)), file(date(2021, 6, 1)), file(date(2020, 12, 1)))
    decisions = [
        decided(soon, as_of=TODAY),
        decided(late, as_of=TODAY),
        decided(held, as_of=TODAY, held=frozenset({held.id})),
        decided(file(LONG_AGO), as_of=TODAY),
    ]
    horizons = {"month": date(2026, 12, 22), "year": date(2027, 11, 22)}
    assert forecast(decisions, horizons) == {"month": 1, "year": 2}
    on_the_day = {"day": date(2026, 12, 2), "day before": date(2026, 12, 1)}
    assert forecast(decisions, on_the_day) == {"day": 1, "day before": 0}


def test_a_decision_says_of_which_file_it_is_and_no_day_while_nothing_counts() -> None:
    open_file = file(None, "open")
    decision = decided(open_file, as_of=TODAY)
    assert (decision.file, decision.left_on, decision.due_on) == (open_file, None, None)
    assert decision.file.is_open


@pytest.mark.parametrize(
    ("side", "mine", "admin", "manages", "allowed"),
    [
        (Side.FILE, True, False, False, True),
        (Side.FILE, False, False, True, True),
        (Side.FILE, False, False, False, False),
        (Side.FILE, False, True, False, False),  # cannot read why it stands
        (Side.RECORDS, False, True, False, True),
        (Side.RECORDS, True, False, True, False),  # it may be about the manager
    ],
)
def test_a_hold_is_lifted_from_its_side(
    side: Side, mine: bool, admin: bool, manages: bool, allowed: bool
) -> None:
    assert (
        may_lift(placed_from=side, placed_by_me=mine, records_admin=admin, manages=manages)
        is allowed
    )


# ---- against the oracle


@dataclass
class Stay:
    """One file of a generated person: from a day to a day; `left` is None while it lasts, undated if not known."""

    opened: date
    left: date | None
    closed: bool
    holds: list[bool]  # for each hold ever placed: whether it was lifted
    imported: bool
    reviewed: bool
    birthday: date | None  # the eighteenth


around_leap_days = st.builds(
    lambda year, days: date(year, 2, 28) + timedelta(days=days),
    st.integers(2004, 2030),
    st.integers(-2, 3),
)
days = st.one_of(st.dates(date(2000, 1, 1), date(2034, 12, 31)), around_leap_days)


@st.composite
def stays(draw: st.DrawFn) -> Stay:
    opened = draw(days)
    length = draw(st.one_of(st.integers(0, 30), st.integers(0, 4000)))
    closed = draw(st.sampled_from([True, True, True, True, False]))
    undated = draw(st.sampled_from([False] * 9 + [True]))
    left = draw(around_leap_days) if draw(st.booleans()) else opened + timedelta(days=length)
    return Stay(
        opened=min(opened, left),
        left=left if closed and not undated else None,
        closed=closed,
        holds=draw(st.lists(st.booleans(), max_size=2)),
        imported=draw(st.booleans()),
        reviewed=draw(st.booleans()),
        birthday=draw(st.none() | days),
    )


def year_in_clear(stay: Stay) -> int:
    """The year that a file says of a birthday after its leaving."""
    left_as_a_child = stay.birthday and stay.left and stay.birthday > stay.left
    return stay.birthday.year if stay.birthday and left_as_a_child else OF_AGE


def day_kept_last(left: date) -> date:
    """Walk through the month of the sixth anniversary to the first day that is not before it in the calendar."""
    day = date(left.year + YEARS, left.month, 1)
    while (day.month, day.day) < (left.month, left.day):
        day += timedelta(days=1)
    return day


def oracle(person: list[Stay], which: int, as_of: date, linked: bool) -> bool:
    """Say whether the file may be destroyed, in other words than the rule's."""
    for stay in person:
        if not stay.closed or stay.left is None or day_kept_last(stay.left) >= as_of:
            return False  # somebody is still within what has to be kept
        year = year_in_clear(stay)
        if year and as_of <= date(year + YEARS, 12, 31):
            return False  # a child within theirs
    own = person[which]
    standing = [lifted for lifted in own.holds if not lifted]
    unseen = own.imported and not own.reviewed
    return not (standing or unseen or linked)


def agree(person: list[Stay], as_of: date, linked: bool) -> list[bool]:
    """Ask rule and oracle about each file of a person; return what they agreed on."""
    files = tuple(
        FileState(
            id=uuid4(),
            reference="7K3M-Q2XP",
            status="closed" if stay.closed else "open",
            left_on=stay.left,
            imported=stay.imported,
            reviewed=stay.reviewed,
            of_age_in=year_in_clear(stay),
        )
        for stay in person
    )
    held = frozenset(f.id for f, stay in zip(files, person, strict=True) if not all(stay.holds))
    agreed = []
    for which, each in enumerate(files):
        decision = decide(Life(files, held, linked), each.id, as_of=as_of, years=YEARS)
        assert decision.due == oracle(person, which, as_of, linked), (person, which, as_of, linked)
        if decision.due_on:  # never a day early, never a day late
            last = max(day_kept_last(stay.left) for stay in person if stay.left)
            years_of_age = [year_in_clear(stay) for stay in person if year_in_clear(stay)]
            last = max([last, *(date(year + YEARS, 12, 31) for year in years_of_age)])
            for stay in (
                person
            ):  # nor before six years from the birthday itself, which the rule does not know
                if year_in_clear(stay) and stay.birthday:
                    assert decision.due_on > day_kept_last(stay.birthday)
            assert decision.due_on == last + timedelta(days=1)
        agreed.append(decision.due)
    return agreed


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E9", "E36", "E38")
@settings(max_examples=200, deadline=None)
@given(
    person=st.lists(stays(), min_size=1, max_size=4),
    ahead=st.integers(-3, 3),
    linked=st.booleans(),
    elsewhen=st.none() | days,
)
@pytest.mark.slow
def test_rule_and_oracle_agree(
    person: list[Stay], ahead: int, linked: bool, elsewhen: date | None
) -> None:
    lefts = [day_kept_last(stay.left) for stay in person if stay.left]
    near = max(lefts) + timedelta(days=ahead) if lefts else TODAY
    agree(person, elsewhen or near, linked)


@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E9", "E36", "E38")
@pytest.mark.attack("A14")
@pytest.mark.slow
def test_rule_and_oracle_agree_on_ten_thousand_lives() -> None:
    draw = random.Random(527)
    seen = Counter[bool]()
    for _ in range(10_000):
        person = [a_stay(draw) for _ in range(draw.choice([1, 1, 1, 2, 3]))]
        lefts = [day_kept_last(stay.left) for stay in person if stay.left]
        as_of = max(lefts, default=TODAY) + timedelta(days=draw.choice([-900, -1, 0, 1, 1, 2, 900]))
        seen.update(agree(person, as_of, linked=draw.random() < 0.1))
    assert min(seen[True], seen[False]) > 2_500  # both answers were really asked for


def a_stay(draw: random.Random) -> Stay:
    leap = date(draw.choice([2004, 2008, 2016, 2018, 2020, 2024]), 2, 27)
    left = leap + timedelta(days=draw.choice([0, 1, 2, 2, 3, draw.randrange(2500)]))
    closed = draw.random() < 0.95
    return Stay(
        opened=left - timedelta(days=draw.randrange(2000)),
        left=left if closed and draw.random() < 0.97 else None,
        closed=closed,
        holds=[draw.random() < 0.7 for _ in range(draw.choice([0, 0, 1, 2]))],
        imported=draw.random() < 0.3,
        birthday=left + timedelta(days=draw.randrange(-2000, 2000))
        if draw.random() < 0.3
        else None,
        reviewed=draw.random() < 0.7,
    )


@given(left=days, later=st.integers(0, 3))
def test_the_query_s_limit_leaves_nothing_out(left: date, later: int) -> None:
    as_of = due_from(left, YEARS) + timedelta(days=later)
    assert left <= latest_leaving_due(as_of, YEARS)


def test_a_later_period_holds_from_its_day_on() -> None:
    begins = date(2027, 1, 10)
    for day, expected in ((date(2027, 1, 9), 8), (begins, 6), (date(2030, 1, 1), 6)):
        assert years_on(day, years=8, then_years=6, then_from=begins) == expected
    assert years_on(begins, years=8, then_years=None, then_from=None) == 8
    assert years_on(begins, years=8, then_years=None, then_from=begins) == 8
    assert years_on(begins, years=8, then_years=6, then_from=None) == 8


@given(as_of=st.dates(date(1990, 1, 1), date(2060, 12, 31)), years=st.integers(1, 10))
def test_the_latest_day_that_is_due_is_due_and_the_next_is_not(as_of: date, years: int) -> None:
    latest = latest_due(as_of, years)
    assert due_from(latest, years) <= as_of < due_from(latest + timedelta(days=1), years)


def test_what_was_touched_on_a_leap_day_waits_for_the_first_of_march_to_end() -> None:
    assert latest_due(date(2025, 3, 1), 1) == date(2024, 2, 28)
    assert latest_due(date(2025, 3, 2), 1) == date(2024, 3, 1)
    assert latest_due(date(2028, 2, 29), 1) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("planned", "now", "expected"), [(6, 6, 6), (6, 8, 8), (8, 6, 8), (None, 7, 7)]
)
def test_a_sweep_goes_by_the_longer_of_what_was_planned_and_what_holds(
    planned: int | None, now: int, expected: int
) -> None:
    assert years_in_sweep(planned=planned, now=now) == expected
