"""E39 and E35: a sweep that dies anywhere leaves each file whole or gone; a hold that comes meanwhile is obeyed."""

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from clients import born
from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from confidentiality.work.tasks import find_waiting_jobs
from retention import actions
from retention.rules import Side
from tests import cast
from tests.attacking import sized
from tests.database import logged_in_as
from tests.retention import working
from tests.retention.working import DUE

MANAGER = cast.PEOPLE["iss_manager"].id
STEP = sized(3, 1)  # within the suite every third statement
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class Died(BaseException):
    """The process is gone: nothing that handles errors sees it."""


@contextmanager
def dying_after(statement: int, death: BaseException) -> Iterator[list[str]]:
    """Raise `death` when this many statements have been executed; gives those that were."""
    done: list[str] = []

    def watch(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        answer = execute(sql, params, many, context)
        done.append(sql)
        if len(done) == statement:
            raise death
        return answer

    with connection.execute_wrapper(watch):
        yield done


def sweep_until_death(statement: int, death: BaseException) -> bool:
    """Go on with the waiting sweep until it dies; return whether it did."""
    working.let_time_pass()
    with logged_in_as("worker"), dying_after(statement, death) as done:
        with suppress(type(death)):
            find_waiting_jobs()
        return len(done) >= statement


@pytest.mark.slow
@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E39")
@pytest.mark.attack("A16")
def test_death_after_every_statement_of_a_disposal_leaves_nothing_half_destroyed(
    committed: str,
) -> None:
    file_id, partner, *packages = working.a_file_with_everything()
    working.do_jobs()  # what the file itself has asked for is done before it is counted
    due = (file_id, partner, DUE.id)
    before = {each: working.content_of(each) for each in due}
    sweep_id = working.ask_for_sweep()
    planning = deaths = 0
    # through claiming and planning, until the plan stands
    while not working.outcomes(sweep_id):
        planning += STEP
        assert sweep_until_death(planning, Died())
        assert all(working.is_whole(each, before[each]) for each in due)
    # and on through the first disposal
    while not any(working.certificates(each) for each in due):
        assert all(working.is_whole(each, before[each]) for each in due)
        deaths += STEP
        assert sweep_until_death(deaths, Died())
    for each in due:
        left = working.content_of(each)
        changed = {table for table in before[each] if left.get(table) != before[each][table]}
        # a couple's link goes with the first of the two, and so does any tie
        gone = working.certificates(each)
        assert (
            changed == set(before[each])
            if gone
            else changed <= {"clients_partnerlink", "partners_tie"}
        )
    assert planning > 10
    assert deaths > 40
    working.let_time_pass()
    working.do_jobs()
    assert not any(working.is_whole(each, before[each]) for each in due)
    assert set(working.outcomes(sweep_id).values()) == {"destroyed"}
    assert working.mentions(*due, *packages).keys() == working.STAYS


@pytest.mark.slow
@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E39")
def test_an_error_here_and_there_is_got_over(committed: str) -> None:
    for statement in itertools.count(1, step=5):
        file_id = working.a_file()
        before = working.content_of(file_id)
        sweep_id = working.ask_for_sweep()
        # what the database says is wrong and what the code does wrong, by turns
        failed = sweep_until_death(statement, DatabaseError() if statement % 2 else RuntimeError())
        working.is_whole(file_id, before)
        working.let_time_pass()
        working.do_jobs()
        assert working.outcomes(sweep_id)[file_id] == "destroyed"
        assert not working.is_whole(file_id, before)
        if not failed:
            break
    assert statement > 60


@pytest.mark.slow
@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E39")
def test_a_worker_killed_in_the_middle_of_a_disposal(committed: str) -> None:
    before = working.content_of(DUE.id)
    working.ask_for_sweep()
    with working.nobody_certifies(), working.a_worker_process(committed) as process:
        # everything is erased, only the certificate is missing
        working.until(lambda: working.waiting() == 1)
        process.kill()
        process.wait()
        assert working.is_whole(DUE.id, before)
    working.until(lambda: not working.waiting())
    assert working.is_whole(DUE.id, before)
    working.let_time_pass()
    with working.a_worker_process(committed) as process:
        assert process.wait(60) == 0
    assert not working.is_whole(DUE.id, before)


@pytest.mark.slow
@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E35")
def test_a_sweep_waits_for_a_hold_that_is_being_placed_and_obeys_it(committed: str) -> None:
    before = working.content_of(DUE.id)
    sweep_id = working.ask_for_sweep()
    with ExitStack() as stack:
        with acting_as(MANAGER):
            file, by = CaseFile.objects.get(id=DUE.id), cast.worker("iss_manager")
            hold_id = uuid4()
            actions.place_hold(hold_id=hold_id, file=file, by=by, side=Side.FILE, ground="claim")
            process = stack.enter_context(working.a_worker_process(committed))
            working.until(lambda: working.waiting() == 1)
            assert working.outcomes(sweep_id) == {DUE.id: "planned"}
        assert process.wait(60) == 0
    assert working.outcomes(sweep_id) == {DUE.id: "kept"}
    # it looked before it erased
    assert working.owner("SELECT tries FROM retention_disposal") == [(0,)]
    assert working.is_whole(DUE.id, {**before, "retention_hold": 1})


def when_two_wait(go_on: Callable[[], None]) -> None:
    working.until(lambda: working.waiting() == 2)
    go_on()


@pytest.mark.slow
@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E35")
def test_a_hold_that_comes_too_late_waits_and_answers_as_if_the_file_had_never_been(
    committed: str, signed_in: Callable[[str], Client]
) -> None:
    before = working.content_of(DUE.id)
    manager = signed_in("iss_manager")
    working.ask_for_sweep()
    with working.nobody_certifies() as let_them, working.a_worker_process(committed) as process:
        working.until(lambda: working.waiting() == 1)
        timer = threading.Thread(target=when_two_wait, args=[let_them])
        timer.start()
        answer = manager.post(f"/retention/holds/new/?file={DUE.reference}", {"ground": "claim"})
        timer.join()
        assert process.wait(60) == 0
    assert answer.status_code == 404
    assert not working.is_whole(DUE.id, before)
    assert working.owner("SELECT 1 FROM retention_hold") == []


@pytest.mark.slow
@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E7")
def test_a_sweep_waits_for_a_birth_that_is_being_corrected_and_keeps_the_child_s_file(
    committed: str,
) -> None:
    sweep_id = working.ask_for_sweep()
    with ExitStack() as stack:
        with acting_as(MANAGER):
            file, by = CaseFile.objects.get(id=DUE.id), cast.worker("iss_manager")
            child = date(2014, 3, 1)
            born.change_born(file=file, born=child, how="Asked.", by=by, entry_id=uuid4())
            process = stack.enter_context(working.a_worker_process(committed))
            working.until(lambda: working.waiting() == 1)
            assert working.outcomes(sweep_id) == {DUE.id: "planned"}
        assert process.wait(60) == 0
    assert working.outcomes(sweep_id) == {DUE.id: "kept"}
    assert working.certificates(DUE.id) == 0


@pytest.mark.slow
@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E7")
def test_a_birth_that_comes_too_late_is_answered_as_if_the_file_had_never_been(
    committed: str, signed_in: Callable[[str], Client]
) -> None:
    manager = signed_in("iss_manager")
    working.ask_for_sweep()
    told = {"date_of_birth-day": "1", "date_of_birth-month": "3", "date_of_birth-year": "2014"}
    with working.nobody_certifies() as let_them, working.a_worker_process(committed) as process:
        working.until(lambda: working.waiting() == 1)
        timer = threading.Thread(target=when_two_wait, args=[let_them])
        timer.start()
        answer = manager.post(f"/files/{DUE.reference}/date-of-birth/", {**told, "how": "Asked."})
        timer.join()
        assert process.wait(60) == 0
    assert answer.status_code == 404
    assert working.certificates(DUE.id) == 1
