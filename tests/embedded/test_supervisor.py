"""Programs that die: started again, loudly, unless that is hopeless."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from confidentiality.embedded.errors import LauncherError
from confidentiality.embedded.supervisor import DEATHS_TO_GIVE_UP, Program, Supervisor

from .launching import alive, wait_for


class NoWatchdog:
    """Stands where the watchdog stands; nobody kills this test's launcher."""

    def __init__(self) -> None:
        self.groups: set[int] = set()

    def add(self, group: int) -> None:
        self.groups.add(group)

    def drop(self, group: int) -> None:
        self.groups.discard(group)


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    """A supervisor that stops what it started."""
    it = Supervisor(NoWatchdog())
    yield it
    it.stop()


def program(code: str, name: str = "some") -> Program:
    """Return a program of a few words of Python."""
    return Program(name, [sys.executable, "-u", "-c", code], {}, Path("/"))


def has_spoken(supervisor: Supervisor, it: Program) -> bool:
    """Read what is there and say whether the program has said anything."""
    supervisor.print_lines(0.1)
    return bool(it.lines)


def end_of(it: Program) -> None:
    """Wait until a program has ended."""
    process = it.process
    assert process is not None
    process.wait(10)


def test_every_line_carries_the_name_of_who_speaks(
    supervisor: Supervisor, capfd: pytest.CaptureFixture[str]
) -> None:
    supervisor.run_once(program("print('one\\ntwo'); print('no newline', end='')", "speaker"))
    assert capfd.readouterr().err.splitlines() == [
        "speaker | one",
        "speaker | two",
        "speaker | no newline",
    ]


def test_a_program_that_fails_once_stops_the_start(supervisor: Supervisor) -> None:
    with pytest.raises(LauncherError, match="some failed"):
        supervisor.run_once(program("raise SystemExit(3)"))


def test_a_program_that_dies_on_arrival_is_shown_with_its_last_lines(
    supervisor: Supervisor,
) -> None:
    it = program("print('no such table'); raise SystemExit(3)")
    supervisor.start(it)
    end_of(it)
    with pytest.raises(LauncherError) as refusal:
        supervisor.refuse_deaths()
    assert str(refusal.value) == "some did not start (status 3). Its last lines:\n  no such table"


def test_a_program_that_dies_is_started_again(
    supervisor: Supervisor, capfd: pytest.CaptureFixture[str]
) -> None:
    it = program("import time; print('here'); time.sleep(60)")
    supervisor.start(it)
    first = it.process
    assert first is not None
    wait_for(lambda: has_spoken(supervisor, it), seconds=10)
    assert supervisor.look_after() is False
    first.kill()
    end_of(it)
    assert supervisor.look_after() is True
    assert it.process is not None
    assert it.process.pid != first.pid
    assert alive(it.process.pid)
    assert "some died and is started again (signal 9)" in capfd.readouterr().err


def test_a_program_that_keeps_dying_ends_the_whole(supervisor: Supervisor) -> None:
    it = program("print('as always')")
    supervisor.start(it)
    for _ in range(DEATHS_TO_GIVE_UP - 1):
        end_of(it)
        assert supervisor.look_after() is True
    end_of(it)
    with pytest.raises(LauncherError, match="some keeps dying"):
        supervisor.look_after()


@pytest.mark.slow
def test_a_program_that_does_not_listen_is_killed_with_its_children(
    supervisor: Supervisor,
) -> None:
    deaf = "import signal, subprocess, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    it = program(f"{deaf} print(subprocess.Popen(['sleep', '60']).pid); time.sleep(60)")
    it.patience = 0.5
    supervisor.start(it)
    wait_for(lambda: has_spoken(supervisor, it), seconds=10)
    grandchild = int(it.lines[0])
    assert alive(grandchild)
    supervisor.stop()
    assert it.process is not None
    wait_for(lambda: not alive(grandchild), seconds=5)
    assert it.process.returncode == -9
