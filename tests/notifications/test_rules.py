"""Whether a notification may be told now, without a database."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from disclosures.notifications.rules import Standing, Verdict, Way, is_risk, judge, late_after

pytestmark = pytest.mark.clause("4.2.1")
TODAY = date(2026, 11, 26)
FINE = Standing(
    wants_risk_only=False, is_risk=False, version=3, queued=3, verified_on="2026-11-01",
    made_on=date(2026, 11, 20), ask_again_on=date(2026, 11, 27), reachable=True, today=TODAY,
)  # fmt: skip
UNREACHABLE = "Nobody has told us a way of reaching her that is safe."
CHANGED = "How she can be reached was changed after this came, and she has not confirmed it."
STALE = "It is too long since she said how she can be reached."


@pytest.mark.edge("E15")
@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, Verdict(Way.GO)),
        (
            {"wants_risk_only": True},
            Verdict(Way.STOP, ("She has asked not to be told of these.",)),
        ),
        ({"wants_risk_only": True, "is_risk": True}, Verdict(Way.GO)),
        ({"version": 4}, Verdict(Way.SETTLE, (CHANGED,))),
        ({"version": 4, "verified_on": ""}, Verdict(Way.SETTLE, (CHANGED,))),
        ({"version": 4, "verified_on": "2026-11-19"}, Verdict(Way.SETTLE, (CHANGED,))),
        ({"version": 4, "verified_on": "2026-11-20"}, Verdict(Way.GO)),
        ({"ask_again_on": TODAY}, Verdict(Way.SETTLE, (STALE,))),
        ({"ask_again_on": TODAY, "verified_on": "2026-11-20"}, Verdict(Way.GO)),
        ({"reachable": False}, Verdict(Way.SETTLE, (UNREACHABLE,))),
        ({"reachable": False, "verified_on": "2026-11-26"}, Verdict(Way.SETTLE, (UNREACHABLE,))),
        (
            {"reachable": False, "version": 4, "ask_again_on": TODAY},
            Verdict(Way.SETTLE, (UNREACHABLE, CHANGED, STALE)),
        ),
        (
            {"wants_risk_only": True, "is_risk": True, "version": 4},
            Verdict(Way.SETTLE, (CHANGED,)),
        ),
        (
            {"wants_risk_only": True, "reachable": False},
            Verdict(Way.STOP, ("She has asked not to be told of these.",)),
        ),
    ],
)
def test_what_she_asked_for_and_how_she_can_be_reached_count_when_it_is_told(
    change: dict[str, Any], verdict: Verdict
) -> None:
    assert judge(replace(FINE, **change)) == verdict


def test_a_status_is_a_risk_by_the_organisation_s_list_and_waits_hours_instead_of_days() -> None:
    assert is_risk(["completed", "left"], {"left", "breached"})
    assert not is_risk(["completed"], {"left", "breached"})
    assert not is_risk([], {"left"})
    assert late_after(risk=True, days=5, hours=4) == timedelta(hours=4)
    assert late_after(risk=False, days=5, hours=4) == timedelta(days=5)
