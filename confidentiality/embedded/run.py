"""`run`: the whole demo on one machine, from services to sign-in page, until Ctrl-C."""

import contextlib
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from .children import clean_environment, end_with_parent
from .errors import LauncherError
from .say import say
from .secret_file import new_secrets
from .services import Services, running_services, secrets_of
from .sign_ins import sign_in_table
from .state import PROJECT, named_state
from .supervisor import Program, Supervisor

SECONDS_TO_ANSWER = 120
# One web process with threads: half the memory of two processes, and enough for a demo.
GUNICORN_OPTIONS = (
    "--worker-class gthread --workers 1 --threads 8 --graceful-timeout 3 --log-level warning "
    "--no-control-socket"
).split()
WORKER_OPTIONS = (
    "worker --concurrency 1 --loglevel INFO --without-gossip --without-mingle --without-heartbeat"
).split()
OFFICE = "office.localhost"  # what browsers take for this machine, with cookies of its own
BEAT_OPTIONS = "beat --pidfile= --loglevel WARNING".split()


@dataclass(frozen=True)
class Listening:
    """Where the processes listen that serve pages: staff's, the outside readers', and the office screens'.

    Their hosts differ, so that a browser keeps their cookies apart.
    """

    web: socket.socket
    readers: socket.socket
    kiosk: socket.socket

    @property
    def url(self) -> str:
        """Return staff's address."""
        return f"http://localhost:{self.web.getsockname()[1]}"

    @property
    def readers_url(self) -> str:
        """Return the outside readers' address."""
        return f"http://127.0.0.1:{self.readers.getsockname()[1]}"

    @property
    def kiosk_url(self) -> str:
        """Return the office screens' address."""
        return f"http://{OFFICE}:{self.kiosk.getsockname()[1]}"


class Interrupted(Exception):
    """The person or the system asked the launcher to stop."""


def run(*, with_parent: bool, first: Sequence[str] = ()) -> int:
    """Start everything, print how to sign in, and stay until asked to stop.

    `with_parent` also stops when the calling process ends, as `make` does. With the names of the `first` two people
    there is no demo cast: they are let in, and set everything up in the browser.

    Raises LauncherError when something can't start or keeps dying.
    """
    began = time.monotonic()

    def interrupt(_number: int, _frame: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # once is enough: stopping is under way
        raise Interrupted

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    if with_parent:
        end_with_parent(signal.SIGTERM, os.getppid())
    state = named_state()
    try:
        web = _number("LATCH_PORT", 8000)
        beside = _number("LATCH_READER_PORT", web + 1 if 0 < web < 65535 else 0)
        office = _number("LATCH_KIOSK_PORT", web + 2 if 0 < web < 65534 else 0)
        with _listen(web) as listener, _listen(beside) as readers, _listen(office) as kiosk:
            say("starting PostgreSQL and Valkey")
            port = _number("LATCH_DB_PORT", 0)
            with running_services(state, db_port=port, for_tests=False) as services:
                _serve(services, Listening(listener, readers, kiosk), began, first)
    except Interrupted:
        say(f"stopped; the data is kept in {state}")
    return 0


def _serve(services: Services, at: Listening, began: float, first: Sequence[str]) -> None:
    supervisor = Supervisor(services.watchdog)
    try:
        people = _prepare(services, supervisor, at, first)
        for program in _programs(services, at):
            supervisor.start(program)
        for listener, host in (
            (at.web, "localhost"),
            (at.readers, "127.0.0.1"),
            (at.kiosk, OFFICE),
        ):
            _wait_for_answer(supervisor, listener, host)
        services.state.write_run(_facts(services, supervisor, at))
        if people:
            say(people if first else sign_in_table(people))
        say(f"outside readers come in at {at.readers_url}")
        say(f"clients read at the office at {at.kiosk_url}")
        say(f"ready after {time.monotonic() - began:.1f} s: {at.url} (Ctrl-C stops it)")
        _stay(services, supervisor, at)
    finally:
        supervisor.stop()


def _stay(services: Services, supervisor: Supervisor, at: Listening) -> None:
    """Print, and start again what dies; without PostgreSQL or Valkey nothing can go on."""
    while True:
        supervisor.print_lines(1.0)
        for name, service in (("postgres", services.postgres), ("valkey", services.valkey)):
            if service.process is not None and service.process.poll() is not None:
                words = services.state.last_lines(name)
                raise LauncherError(f"{name} has died; what is stored is safe.\n{words}")
        if supervisor.look_after():
            services.state.write_run(_facts(services, supervisor, at))


def _number(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdigit() or int(text) > 65535:
        raise LauncherError(f"{name} is {text!r}; it takes a port number, or 0 for a free one.")
    return int(text)


def _listen(port: int) -> socket.socket:
    """Open the web address before anything else: no other program can take it meanwhile."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        raise LauncherError(
            f"port {port} can't be used ({error.strerror}). "
            "`LATCH_PORT=0 make run` takes free ones."
        ) from None
    listener.listen(128)
    return listener


def _environment(services: Services, login: str | None, at: Listening) -> dict[str, str]:
    """Return the whole environment of a process: its own login's secrets and nobody else's.

    Beat (None) has no login: it looks at the clock and puts messages into the queue. What it loads
    asks for secrets, so it gets fresh ones that open nothing.
    """
    secrets = services.secrets if login else new_secrets()
    return (
        clean_environment()
        | services.addresses()
        | secrets_of(secrets, login or "worker")
        | {
            "DJANGO_SETTINGS_MODULE": "confidentiality.settings.demo",
            "LATCH_PUBLIC_URL": at.url,
            "LATCH_READER_URL": at.readers_url,
            "LATCH_KIOSK_URL": at.kiosk_url,
            "LATCH_SWEEP_EVERY": os.environ.get("LATCH_SWEEP_EVERY") or "86400",
        }
    )


def _prepare(
    services: Services, supervisor: Supervisor, at: Listening, first: Sequence[str]
) -> str:
    """Migrate and load the cast, or the first people, as the owner; return what tells how they come in."""
    told = services.state.path / ".people"
    try:
        supervisor.run_once(
            Program(
                name="owner",
                argv=[sys.executable, "-m", "confidentiality.embedded.prepare", str(told), *first],
                env=_environment(services, "owner", at),
                cwd=PROJECT,
            )
        )
        return told.read_text(encoding="utf-8")
    finally:
        told.unlink(missing_ok=True)


def _programs(services: Services, at: Listening) -> list[Program]:
    worker, beat = _environment(services, "worker", at), _environment(services, None, at)
    if os.geteuid() == 0:
        say(
            "web, readers, kiosk, worker, sequencer and beat run as root, as you do: fine for a trial, never in"
            " production"
        )
        worker["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser privileges"
    beat["CELERY_SKIP_CHECKS"] = "yes"  # it reads no page and no row; the worker beside it checks
    sequencer = _environment(services, "sequencer", at) | {
        "DJANGO_SETTINGS_MODULE": "confidentiality.settings.sequencer",
        "LATCH_AUDIT_SHIP_TO": str(services.state.path / "audit" / "shipped.jsonl"),
        "LATCH_LOG_FORMAT": "text",  # this terminal is for people
    }
    celery = [sys.executable, *"-m celery --quiet -A confidentiality.celery".split()]
    schedule = services.state.path / "beat" / "schedule"
    readers = _environment(services, "reader", at) | {
        "DJANGO_SETTINGS_MODULE": "confidentiality.settings.reader_demo"
    }
    kiosk = _environment(services, "kiosk", at) | {
        "DJANGO_SETTINGS_MODULE": "confidentiality.settings.kiosk_demo"
    }
    return [
        _gunicorn(services, "web", at.web, _environment(services, "web", at)),
        _gunicorn(services, "readers", at.readers, readers),
        _gunicorn(services, "kiosk", at.kiosk, kiosk),
        Program("worker", [*celery, *WORKER_OPTIONS], worker, PROJECT),
        Program("sequencer", [sys.executable, "manage.py", "sequencer"], sequencer, PROJECT),
        Program("beat", [*celery, *BEAT_OPTIONS, "--schedule", str(schedule)], beat, PROJECT),
    ]


def _gunicorn(
    services: Services, name: str, listener: socket.socket, env: dict[str, str]
) -> Program:
    descriptor = listener.fileno()
    argv = [sys.executable, *"-m gunicorn confidentiality.wsgi".split(), *GUNICORN_OPTIONS]
    temporary = str(services.state.path / "log")
    return Program(
        name=name,
        argv=[*argv, "--bind", f"fd://{descriptor}", "--worker-tmp-dir", temporary],
        env=env,
        cwd=PROJECT,
        pass_fds=[descriptor],
    )


def _wait_for_answer(supervisor: Supervisor, listener: socket.socket, host: str) -> None:
    """Wait until a process that serves pages answers /health/.

    Raises LauncherError when it does not in time, or a program dies meanwhile.
    """
    port = listener.getsockname()[1]
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    answer = "no answer"
    while time.monotonic() < deadline:
        supervisor.print_lines(0.1)
        supervisor.refuse_deaths()
        with contextlib.suppress(OSError, http.client.HTTPException):
            answer = _health(port, host)
            if answer == "status 200":
                return
    raise LauncherError(f"what serves {host}:{port} is not well: {answer} from /health/.")


def _health(port: int, host: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    with contextlib.closing(connection):
        connection.request("GET", "/health/", headers={"Host": f"{host}:{port}"})
        return f"status {connection.getresponse().status}"


def _facts(services: Services, supervisor: Supervisor, at: Listening) -> dict[str, object]:
    """Return what other commands need to reach this run; nothing secret."""
    processes = {
        program.name: program.process.pid for program in supervisor.programs if program.process
    }
    for name, service in (("postgres", services.postgres), ("valkey", services.valkey)):
        if service.process is not None:
            processes[name] = service.process.pid
    processes["watchdog"] = services.watchdog.pid
    return {
        "launcher": os.getpid(),
        "url": at.url,
        "readers_url": at.readers_url,
        "kiosk_url": at.kiosk_url,
        "addresses": services.addresses(),
        "processes": processes,
    }
