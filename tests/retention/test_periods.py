"""Two people change how long records are kept: what a sweep under way makes of it, and a restore."""

from uuid import uuid4

import pytest

from confidentiality.access.identity import SystemActor, acting_as
from retention import actions, replay
from retention.models import Sweep
from tests.database import logged_in_as
from tests.organisation.working import a_period
from tests.retention.working import (
    DUE,
    ask_for_sweep,
    certificates,
    do_jobs,
    outcomes,
    owner,
    sweep,
)

pytestmark = pytest.mark.clause("5.2.7")


def test_a_period_made_longer_keeps_what_a_sweep_under_way_had_planned(committed: str) -> None:
    asked = ask_for_sweep()
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER):
        assert actions.plan_sweep(sweep=Sweep.objects.get(id=asked)) == 1
    a_period(90)
    do_jobs()
    assert outcomes(asked) == {DUE.id: "kept"}
    assert certificates(DUE.id) == 0


def test_a_sweep_goes_on_by_what_it_was_planned_by(committed: str) -> None:
    a_period(90)
    asked = ask_for_sweep()
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER):
        assert actions.plan_sweep(sweep=Sweep.objects.get(id=asked)) == 0
    owner(
        "INSERT INTO retention_disposal (id, sweep_id, file_id, reference, outcome, reasons, tries, failure)"
        " VALUES (%s, %s, %s, %s, 'planned', '[]', 0, '')",
        *(uuid4(), asked, DUE.id, DUE.reference),
    )
    owner("UPDATE retention_schedulerule SET years = least_years")  # as if notice had run out
    do_jobs()
    assert outcomes(asked) == {DUE.id: "kept"}
    assert outcomes(sweep()) == {DUE.id: "destroyed"}


def test_after_a_restore_nothing_goes_until_two_have_agreed_again(committed: str) -> None:
    class Told:
        at = "2026-11-20T10:00:00Z"

    with logged_in_as("owner"), acting_as(SystemActor.RESTORER):
        replay.hold_until_agreed_again(Told())  # type: ignore[arg-type]
    assert outcomes(sweep()) == {}
    a_period(6, why="")
    assert outcomes(sweep()) == {DUE.id: "destroyed"}
