"""The rules of the breach register: the clock, what comes first, who may not, what is missing (clauses 1.1, 5.1.8)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staff.breaches import rules
from staff.breaches.rules import (
    AFTER_CLOSING,
    BEFORE_THE_CALL,
    LONDON,
    Answer,
    Case,
    Clock,
    Kind,
    Noted,
    Severity,
    Stage,
)
from staff.breaches.steps import STEPS, ways

pytestmark = pytest.mark.clause("1.1")
ONE, OTHER = UUID(int=1), UUID(int=2)
WITHIN = timedelta(hours=72)
NOTICED = datetime(2026, 6, 3, 9, tzinfo=UTC)
CASE = Case(False, Answer.NO, Answer.NO, NOTICED)
HOUR = timedelta(hours=1)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))
ENOUGH = (
    Kind.TAKEN,
    Kind.SEVERITY,
    Kind.AFFECTED,
    Kind.REGULATOR,
    Kind.PERSONS,
    Kind.TRUSTEES,
    Kind.CHARITY,
    Kind.OUTCOME,
    Kind.LESSONS,
)


def noted(kind: Kind, *, by: UUID = ONE, after: timedelta = HOUR, **more: object) -> Noted:
    when = NOTICED + after
    return replace(Noted(kind, by, when, happened_at=when), **more)  # type: ignore[arg-type]


def case(*kinds: Kind | Noted, **more: object) -> Case:
    said = tuple(each if isinstance(each, Noted) else noted(each) for each in kinds)
    return replace(CASE, noted=said, **more)  # type: ignore[arg-type]


def lacks(found: Case) -> list[Kind]:
    return [each.kind for each in rules.missing(found)]


# ---- the clock


@pytest.mark.edge("E38")
@pytest.mark.parametrize(
    ("noticed", "due"),
    [
        # The clocks go forward on 29 March 2026, and back on 25 October.
        (datetime(2026, 3, 27, 12, tzinfo=LONDON), datetime(2026, 3, 30, 13, tzinfo=LONDON)),
        (datetime(2026, 10, 23, 12, tzinfo=LONDON), datetime(2026, 10, 26, 11, tzinfo=LONDON)),
        (datetime(2026, 6, 3, 9, tzinfo=LONDON), datetime(2026, 6, 6, 9, tzinfo=LONDON)),
        (datetime(2028, 2, 28, 9, tzinfo=LONDON), datetime(2028, 3, 2, 9, tzinfo=LONDON)),
    ],
)
def test_seventy_two_hours_are_elapsed_whatever_the_clocks_do(
    noticed: datetime, due: datetime
) -> None:
    found = replace(CASE, noticed_at=noticed)
    assert rules.due_at(found, WITHIN) == due
    assert rules.clock(found, due - timedelta(seconds=1), WITHIN) == Clock.SOON
    assert rules.clock(found, due, WITHIN) == Clock.OVERDUE


@pytest.mark.edge("E38")
@given(MOMENTS)
def test_the_clock_runs_for_as_long_from_any_moment(noticed: datetime) -> None:
    found = replace(CASE, noticed_at=noticed.astimezone(LONDON))
    elapsed = rules.due_at(found, WITHIN).timestamp() - noticed.timestamp()
    assert elapsed == 72 * 60 * 60
    assert rules.clock(found, noticed + 47 * HOUR, WITHIN) == Clock.RUNNING
    assert rules.clock(found, noticed + 49 * HOUR, WITHIN) == Clock.SOON


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2026, 6, 3), time(14, 5), datetime(2026, 6, 3, 13, 5, tzinfo=UTC)),
        (date(2026, 6, 3), None, datetime(2026, 6, 2, 23, tzinfo=UTC)),
        # comes twice: the first is meant
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_what_is_typed_is_a_moment_in_london(day: date, at: time | None, moment: datetime) -> None:
    assert rules.moment(day, at) == moment
    assert rules.moment(day, at).tzinfo is UTC


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:05", time(14, 5)),
        ("1405", time(14, 5)),
        ("9am", time(9)),
        ("1am", time(1)),
        ("1pm", time(13)),
        (" 2.30 PM", time(14, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("0:00", time(0)),
        ("23:59", time(23, 59)),
        *(
            (wrong, None)
            for wrong in ("", "9", "24:00", "9:60", "0am", "13pm", "٣:٠٠", "now", "1:2:3")
        ),
    ],
)
def test_times_are_understood_as_people_type_them(typed: str, meant: time | None) -> None:
    assert rules.time_of_day(typed) == meant


@given(st.text(max_size=12))
def test_anything_typed_is_a_time_or_none(typed: str) -> None:
    assert isinstance(rules.time_of_day(typed), time | None)


@pytest.mark.attack("A10")
@given(st.lists(MOMENTS))
def test_the_earliest_moment_stands_whatever_is_said_afterwards(moments: list[datetime]) -> None:
    said = [noted(Kind.AWARE, happened_at=at) for at in moments]
    found = case(*said)
    assert rules.aware_at(found) == min([NOTICED, *moments])
    assert rules.due_at(found, WITHIN) <= rules.due_at(CASE, WITHIN)


@pytest.mark.parametrize(
    ("found", "after", "stands"),
    [
        (case(), 1, Clock.RUNNING),
        (case(), 48, Clock.RUNNING),  # just 24 hours left
        (case(), 72, Clock.OVERDUE),
        (case(noted(Kind.REGULATOR, after=71 * HOUR)), 100, Clock.IN_TIME),
        (case(noted(Kind.REGULATOR, after=72 * HOUR)), 100, Clock.IN_TIME),
        (case(noted(Kind.REGULATOR, after=73 * HOUR)), 100, Clock.LATE),
        (case(Kind.NOT_REPORTED), 100, Clock.OVERDUE),  # nobody has confirmed it
        (case(Kind.NOT_REPORTED, Kind.CONFIRMED), 100, Clock.DECIDED),
        (case(Kind.NOT_REPORTED, Kind.CONFIRMED, Kind.REGULATOR), 100, Clock.IN_TIME),
        (case(reported_as_near_miss=True), 100, Clock.NONE),
        (case(Kind.BREACH, reported_as_near_miss=True), 100, Clock.OVERDUE),
    ],
)
def test_how_the_regulators_clock_stands(found: Case, after: int, stands: Clock) -> None:
    assert rules.clock(found, NOTICED + after * HOUR, WITHIN) == stands


# ---- what comes first, and who may not


def test_it_is_as_far_as_its_last_turn_says() -> None:
    assert rules.stage(case()) == Stage.REPORTED
    assert rules.stage(case(Kind.TAKEN, Kind.NOTE)) == Stage.IN_HAND
    assert rules.stage(case(Kind.TAKEN, Kind.CLOSED, Kind.NOTE)) == Stage.CLOSED
    assert rules.stage(case(Kind.TAKEN, Kind.CLOSED, Kind.REOPENED)) == Stage.IN_HAND


@pytest.mark.edge("E21")
@pytest.mark.parametrize("danger", list(Answer))
def test_the_safety_call_comes_before_anything_but_containment(danger: Answer) -> None:
    found = case(danger=danger)
    out_of_turn = {Kind.CONFIRMED, Kind.CLOSED, Kind.REOPENED, Kind.BREACH, Kind.DISCIPLINARY}
    for kind in set(Kind) - out_of_turn:
        free = danger == Answer.NO or kind in BEFORE_THE_CALL
        assert (rules.refusal(found, kind, ONE) is None) == free, kind
    called = case(Kind.SAFETY_CALL, danger=danger)
    assert rules.refusal(called, Kind.NOTE, ONE) is None
    again = case(Kind.SAFETY_CALL, Kind.DANGER, danger=danger)
    refused = rules.refusal(again, Kind.NOTE, ONE)
    assert refused is not None
    assert "safety call first" in refused.sentence
    assert refused.clause == "1.1"


def test_nobody_confirms_their_own_decision_nor_one_that_is_not_there() -> None:
    found = case(Kind.NOT_REPORTED)
    assert "somebody else" in str(rules.refusal(found, Kind.CONFIRMED, ONE))
    assert rules.refusal(found, Kind.CONFIRMED, OTHER) is None
    for settled in (
        case(),
        case(Kind.NOT_REPORTED, Kind.CONFIRMED),
        case(Kind.NOT_REPORTED, Kind.REGULATOR),
    ):
        assert "No decision waits" in str(rules.refusal(settled, Kind.CONFIRMED, OTHER))


def test_what_is_closed_is_only_reopened_or_corrected() -> None:
    found = case(*ENOUGH, Kind.CLOSED)
    open_to = {kind for kind in Kind if rules.refusal(found, kind, ONE) is None}
    assert open_to == AFTER_CLOSING
    assert rules.refusal(case(Kind.TAKEN), Kind.REOPENED, ONE) is not None
    assert rules.refusal(case(Kind.TAKEN), Kind.TAKEN, ONE) is not None
    assert rules.refusal(case(), Kind.BREACH, ONE) is not None
    assert rules.refusal(case(reported_as_near_miss=True), Kind.BREACH, ONE) is None


def test_a_breach_never_becomes_a_near_miss() -> None:
    assert case(reported_as_near_miss=True).near_miss
    assert not case(Kind.BREACH, reported_as_near_miss=True).near_miss
    assert not case(*Kind).near_miss


# ---- what is missing


@pytest.mark.clause("5.1.8")
def test_everything_is_missing_at_first_in_the_order_it_is_best_done() -> None:
    assert lacks(case(danger=Answer.YES, going_on=Answer.NOT_KNOWN)) == [
        Kind.SAFETY_CALL,
        Kind.CONTAINED,
        Kind.SEVERITY,
        Kind.AFFECTED,
        Kind.REGULATOR,
        Kind.PERSONS,
        Kind.TRUSTEES,
        Kind.CHARITY,
        Kind.OUTCOME,
        Kind.LESSONS,
    ]
    assert lacks(case(reported_as_near_miss=True)) == [Kind.SEVERITY, Kind.OUTCOME, Kind.LESSONS]


@pytest.mark.parametrize("left_out", ENOUGH[1:])
def test_it_is_closed_when_nothing_is_missing_and_not_before(left_out: Kind) -> None:
    assert rules.refusal(case(*ENOUGH), Kind.CLOSED, ONE) is None
    lacking = case(*(kind for kind in ENOUGH if kind != left_out))
    assert lacks(lacking) == [left_out]
    assert "still missing" in str(rules.refusal(lacking, Kind.CLOSED, ONE))


def test_a_decision_not_to_report_stands_in_for_the_report_once_confirmed() -> None:
    rest = [kind for kind in ENOUGH if kind != Kind.REGULATOR]
    assert lacks(case(*rest, Kind.NOT_REPORTED)) == [Kind.CONFIRMED]
    assert lacks(case(*rest, Kind.NOT_REPORTED, Kind.CONFIRMED)) == []


@pytest.mark.clause("5.1.8")
@pytest.mark.parametrize("level", list(Severity))
def test_from_misconduct_on_proceedings_are_answered_for(level: Severity) -> None:
    found = case(*ENOUGH, noted(Kind.SEVERITY, code=level))
    grave = level in (Severity.MISCONDUCT, Severity.SERIOUS, Severity.GROSS)
    assert lacks(found) == ([Kind.DISCIPLINARY] if grave else [])
    told = replace(found, noted=(*found.noted, noted(Kind.DISCIPLINARY, code=level)))
    assert lacks(told) == []
    milder = replace(found, noted=(*found.noted, noted(Kind.SEVERITY, code=Severity.SLIP)))
    assert lacks(milder) == []  # the last word counts
    other = Severity.SERIOUS if level == Severity.GROSS else Severity.GROSS
    graver = replace(told, noted=(*told.noted, noted(Kind.SEVERITY, code=other)))
    assert lacks(graver) == [Kind.DISCIPLINARY]  # HR was told of another level
    assert rules.refusal(graver, Kind.DISCIPLINARY, ONE) is None
    assert "how grave it is" in str(rules.refusal(case(), Kind.DISCIPLINARY, ONE))


@given(st.lists(st.sampled_from(list(Kind)), max_size=12), st.sampled_from(list(Answer)))
def test_however_it_goes_nothing_is_closed_without_the_safety_call(
    wished: list[Kind], danger: Answer
) -> None:
    """Whatever somebody tries to note, in any order, as the rules allow it."""
    found = case(danger=danger)
    for number, kind in enumerate([*wished, Kind.CLOSED]):
        by = (ONE, OTHER)[number % 2]
        if rules.refusal(found, kind, by) is None:
            found = replace(found, noted=(*found.noted, noted(kind, by=by)))
    if rules.stage(found) == Stage.CLOSED:
        assert not rules.call_owed(found)
        assert danger == Answer.NO or found.last(Kind.SAFETY_CALL)
        assert lacks(found) == []


# ---- what waits, and the pages' ways


@pytest.mark.parametrize(
    ("found", "after", "waits"),
    [
        (case(), 1, True),  # not in hand
        (case(Kind.TAKEN), 1, False),
        (case(Kind.TAKEN), 49, True),  # less than a day is left
        (case(Kind.TAKEN, reported_as_near_miss=True), 100, False),
        (case(Kind.TAKEN, Kind.REGULATOR), 100, False),
        (case(Kind.TAKEN, danger=Answer.NOT_KNOWN), 1, True),
        (case(Kind.TAKEN, noted(Kind.NOT_REPORTED, by=OTHER)), 1, True),
        (case(Kind.TAKEN, Kind.NOT_REPORTED), 1, False),  # one's own decision
        (case(Kind.TAKEN, Kind.CLOSED), 100, False),
    ],
)
def test_what_waits_for_whoever_handles_it(found: Case, after: int, waits: bool) -> None:
    assert rules.waits(found, ONE, NOTICED + after * HOUR, WITHIN) is waits


def test_every_note_has_a_page_and_only_what_may_be_noted_is_offered() -> None:
    assert {step.kind for step in STEPS.values()} == set(Kind)
    offered = {step.kind for step in ways(case(danger=Answer.YES), ONE)}
    assert offered == {Kind.TAKEN, Kind.CONTAINED, Kind.DANGER}
    assert Kind.CLOSED in {step.kind for step in ways(case(*ENOUGH), ONE)}
