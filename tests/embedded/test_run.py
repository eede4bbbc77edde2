"""The whole demo, started beside whatever else runs: the same command as `make run`."""

import http.client
import json
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from confidentiality.embedded.children import clean_environment
from confidentiality.embedded.state import PROJECT, real_place
from confidentiality.settings.databases import database
from confidentiality.work.backup.programs import program
from tests.attacking import report
from tests.database import TEMPLATE

from .launching import LAUNCHER, alive, begun, family_of, kill_at_once, place, wait_for, work_of

pytestmark = pytest.mark.slow


class Demo:
    """A running demo and what it has said so far."""

    seconds_of_work = 0.0
    seconds_to_load = 0.0

    def __init__(self, state: Path) -> None:
        self.state = state
        self.said = state.with_name("said")
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                [*LAUNCHER, "run"],
                cwd=PROJECT,
                env=clean_environment() | {"LATCH_PORT": "0", "LATCH_STATE": str(state)},
                stderr=said,
            )

    def words(self) -> str:
        return self.said.read_text()

    def wait(self) -> None:
        """Wait until it is ready."""
        wait_for(
            lambda: "ready after" in self.words() or self.process.poll() is not None, seconds=600
        )
        assert self.process.poll() is None, self.words()

    def url(self) -> str:
        found = re.search(r"http://localhost:\d+", self.words())
        assert found, self.words()
        return found[0]

    def health(self) -> int:
        connection = http.client.HTTPConnection(self.url().removeprefix("http://"), timeout=10)
        connection.request("GET", "/health/")
        return connection.getresponse().status

    def facts(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = json.loads(
            (real_place(self.state) / "run.json").read_text()
        )
        return found


def seconds_to_load() -> float:
    """Return the work of a process that loads the libraries of all parts and does nothing, as this machine is now."""
    loads = (
        "import celery.bin.worker, django.db.models, gunicorn.app.wsgiapp, time;"
        " print(time.process_time())"
    )
    command = [sys.executable, "-c", loads]
    told = [
        subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(5)
    ]
    return statistics.median(map(float, told))


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """A demo that is started again after a kill; stopped in the end, and looked after."""
    with place() as folder:
        begun(folder / "state")
        first = Demo(folder / "state")
        try:
            first.wait()
        finally:
            family = family_of(first.process.pid)
            kill_at_once(family)
            first.process.wait(10)
        wait_for(lambda: not any(alive(pid) for pid in family), seconds=15)
        second = Demo(folder / "state")
        try:
            second.wait()
            second.seconds_of_work = sum(work_of(pid) for pid in family_of(second.process.pid))
            second.seconds_to_load = seconds_to_load()
            yield second
        finally:
            family = family_of(second.process.pid)
            second.process.terminate()
            status = second.process.wait(30)
        assert status == 0
        assert [pid for pid in family if alive(pid)] == []


def test_after_a_kill_it_starts_again_and_quickly(demo: Demo) -> None:
    # Work, not time by the clock, and beside other work: this machine may be busy with something else, or slow. A
    # start takes some fifty times what its libraries take to load; one that sets everything up, nearly two hundred.
    assert 0 < demo.seconds_of_work < 100 * demo.seconds_to_load
    assert "No migrations to apply" in demo.words()
    assert demo.health() == 200


def test_each_process_holds_its_own_secrets_only(demo: Demo) -> None:
    kept = json.loads((real_place(demo.state) / "secrets.json").read_text())
    values = {name: f"LATCH_{name}={value}" for name, value in kept.items()}
    held = {}
    for part in ("web", "readers", "kiosk", "worker", "sequencer", "beat"):
        environment = Path(f"/proc/{demo.facts()['processes'][part]}/environ").read_text()
        held[part] = {name for name, value in values.items() if value in environment.split("\0")}
    everybodys = {"INDEX_KEY", "MASTER_KEYS", "SECRET_KEY"}
    assert held == {
        "web": {"DB_PASSWORD_WEB", "IDENTITY_KEY_WEB", "READER_KEY", "KIOSK_KEY"} | everybodys,
        "readers": {"DB_PASSWORD_READER", "IDENTITY_KEY_READER", "READER_KEY", "MASTER_KEYS"},
        "kiosk": {"DB_PASSWORD_KIOSK", "IDENTITY_KEY_KIOSK", "KIOSK_KEY", "MASTER_KEYS"},
        "worker": {"DB_PASSWORD_WORKER", "IDENTITY_KEY_WORKER"} | everybodys,
        "sequencer": {"DB_PASSWORD_SEQUENCER", "IDENTITY_KEY_SEQUENCER", "AUDIT_SIGNING_KEY"},
        "beat": set(),
    }


def test_it_migrated_to_the_schema_that_tests_are_given(
    demo: Demo, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Row security with it: what tests run on was migrated in a shorter way (tests/migrating.py)."""
    kept = json.loads((real_place(demo.state) / "secrets.json").read_text())
    theirs = {"HOST": "127.0.0.1", "PORT": str(demo.facts()["addresses"]["LATCH_DB_PORT"])}
    with django_db_blocker.unblock():
        tested = _schema(database("owner") | {"NAME": TEMPLATE})
        migrated = _schema(
            database("owner") | theirs | {"NAME": "latch", "PASSWORD": kept["DB_PASSWORD_OWNER"]}
        )
    assert len(tested) > 5000
    assert tested == migrated


def _schema(of: dict[str, Any]) -> list[str]:
    told = {
        "PGHOST": of["HOST"],
        "PGPORT": of["PORT"],
        "PGUSER": of["USER"],
        "PGPASSWORD": of["PASSWORD"],
        "PGDATABASE": of["NAME"],
    }
    dump = subprocess.run(
        [program("pg_dump"), "--schema-only"],
        env=clean_environment() | told,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(line for line in dump.stdout.splitlines() if "restrict" not in line[:12])


def test_it_tells_how_to_sign_in(demo: Demo) -> None:
    assert re.search(r"records_admin +\S+ +\S+ +\d{6}", demo.words())


def test_manage_finds_the_running_demo(demo: Demo) -> None:
    listed = command(demo, sys.executable, "manage.py", "migrate", "--check")
    assert listed.returncode == 0, listed.stderr
    nothing = command(demo, sys.executable, "manage.py", "migrate", "--check", LATCH_STATE="/tmp")
    assert nothing.returncode != 0


def test_its_memory_is_measured_part_by_part(demo: Demo) -> None:
    measured = command(demo, *LAUNCHER, "memory", "--json")
    uses = json.loads(measured.stdout)
    parts = {use["part"] for use in uses}
    assert {
        "web",
        "readers",
        "kiosk",
        "worker",
        "sequencer",
        "beat",
        "postgres",
        "valkey",
        "launcher",
        "watchdog",
    } == parts
    assert (
        50 < sum(use["kib"] for use in uses) / 1024 < 700
    )  # of that two outside processes of about 90


def test_a_taken_port_is_said_before_anything_starts(demo: Demo) -> None:
    port, other = demo.url().rpartition(":")[2], demo.state.with_name("other")
    refused = command(demo, *LAUNCHER, "run", LATCH_PORT=port, LATCH_STATE=str(other))
    assert refused.returncode == 1
    assert f"port {port} can't be used" in refused.stderr
    assert not other.exists()


@pytest.mark.attack("A16")
@pytest.mark.parametrize("part", ["web", "readers", "kiosk", "worker", "beat", "sequencer"])
def test_a_process_that_is_killed_comes_back(part: str, demo: Demo) -> None:
    killed = demo.facts()["processes"][part]
    kill_at_once([killed])
    wait_for(lambda: demo.facts()["processes"][part] != killed, seconds=20)
    wait_for(lambda: demo.health() == 200, seconds=20)
    assert len(re.findall(rf"{part} died and is started again \(signal 9\)", demo.words())) == 1
    report("A16", f"{part} of a running demo killed", kills=1, back=1)


def command(demo: Demo, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as a person beside the running demo would."""
    return subprocess.run(
        words,
        cwd=PROJECT,
        env=clean_environment() | {"LATCH_STATE": str(demo.state)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
