"""Nothing outlives a launcher, and what was stored outlives everything."""

import os
import signal
from pathlib import Path

import psycopg2
import pytest
import redis

from tests.attacking import report

from .launching import alive, family_of, kill_at_once, launch_once, launched, wait_for

pytestmark = pytest.mark.slow


def test_a_stop_ends_everything_and_keeps_the_data(state: Path) -> None:
    with launched(state) as first:
        family = family_of(first.process.pid)
        with first.connect("owner") as link, link.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 'still here' AS what")
        link.close()
        redis.Redis.from_url(first.told["LATCH_CACHE_URL"]).set("kept", "still here")
        first.stop()
    assert len(family) > 5
    assert [pid for pid in family if alive(pid)] == []
    with launched(state) as second:
        with second.connect("owner") as link, link.cursor() as cursor:
            cursor.execute("SELECT what FROM kept")
            assert cursor.fetchone() == ("still here",)
        link.close()
        assert redis.Redis.from_url(second.told["LATCH_CACHE_URL"]).get("kept") == b"still here"


@pytest.mark.attack("A16")
@pytest.mark.parametrize("whom", ["the launcher", "everything at once"])
def test_a_kill_ends_everything_and_keeps_what_was_committed(state: Path, whom: str) -> None:
    with launched(state) as first:
        family = family_of(first.process.pid)
        with first.connect("owner") as link, link.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 'still here' AS what")
        link.close()
        kill_at_once([first.process.pid] if whom == "the launcher" else family)
        first.process.wait(10)
        wait_for(lambda: not any(alive(pid) for pid in family), seconds=15)
    with launched(state) as second, second.connect("owner") as link, link.cursor() as cursor:
        cursor.execute("SELECT what FROM kept")
        assert cursor.fetchone() == ("still here",)
    report("A16", f"{whom} killed", kills=1, left_over=0, lost=0)


def test_a_new_launcher_waits_for_what_a_killed_one_left(state: Path) -> None:
    with launched(state) as first:
        kill_at_once([first.process.pid])
        first.process.wait(10)
        again = launch_once(state, "echo", "started")
    assert (again.returncode, again.stdout) == (0, "started\n"), again.stderr


def test_a_killed_launcher_leaves_no_throwaway_state(tmp_path: Path) -> None:
    told = tmp_path / "told"
    script = f"echo $LATCH_CACHE_URL > {told}; kill -9 $PPID; sleep 30"
    launch_once(None, "sh", "-c", script)
    state = Path(told.read_text().removeprefix("unix://").partition("/sockets/")[0])
    assert state.name.startswith(("latch-", "state-"))
    wait_for(lambda: not state.exists(), seconds=15)


def test_the_id_of_a_dead_server_that_another_process_has_now_is_no_obstacle(state: Path) -> None:
    assert launch_once(state).returncode == 0
    pid_file = state / "postgres" / "data" / "postmaster.pid"
    assert not pid_file.exists()
    pid_file.write_text(f"{os.getpid()}\n{pid_file.parent}\n0\n5432\n\n127.0.0.1\n0\nready\n")
    assert launch_once(state).returncode == 0
    assert alive(os.getpid())


def test_a_second_launcher_is_refused(state: Path) -> None:
    with launched(state) as first:
        second = launch_once(state)
        assert second.returncode == 1
        assert f"another launcher (process {first.process.pid}) is using {state}" in second.stderr
        with first.connect("web") as link, link.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)


def test_the_command_is_told_to_end_and_its_status_handed_on(state: Path) -> None:
    assert launch_once(state, "sh", "-c", "exit 7").returncode == 7
    assert launch_once(state, "sh", "-c", "kill -TERM $$").returncode == 128 + signal.SIGTERM


def test_a_server_that_cannot_start_says_why(state: Path) -> None:
    with launched(state) as first:
        port = first.told["LATCH_DB_PORT"]
        other = launch_once(state.with_name("other"), LATCH_DB_PORT=port)
    assert other.returncode == 1
    assert "PostgreSQL did not start" in other.stderr
    assert "could not bind" in other.stderr
    with pytest.raises(psycopg2.OperationalError):
        first.connect("web")
