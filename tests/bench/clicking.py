"""Fifty signed-in people clicking through a real web server for two minutes, a trivial page among their clicks."""

import contextlib
import http.client
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections

from confidentiality.embedded.run import GUNICORN_OPTIONS
from tests.bench.layout import Layout
from tests.bench.signed_in import session_of

PEOPLE, SECONDS, BETWEEN = 50, 120, 3.0  # a click every three seconds or so, each
SETTLES = (
    15  # seconds of clicking that are not counted: fifty begin at once, as nobody's morning does
)
TRIVIAL = "/bench/trivial/"
_FILE = re.compile(r'href="(/files/[0-9A-Z]{4}-[0-9A-Z]{4}/)"')
_OLDER = re.compile(r'href="(/files/\?after=[^"]+)"')


@contextlib.contextmanager
def _server(name: str) -> Iterator[int]:
    """Serve the database with the product's own gunicorn options; gives the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, *["-m", "gunicorn", "confidentiality.wsgi"], *GUNICORN_OPTIONS]
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}"],
        env=os.environ
        | {
            "LATCH_DB_NAME": name,
            "LATCH_LOGIN": "web",
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        },
    )
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


class _Person(threading.Thread):
    """One person's browser: a list, a file out of it, another page, as they find the links."""

    def __init__(self, number: int, port: int, session: str, seconds: tuple[float, float]) -> None:
        super().__init__()
        self.random, self.port = random.Random(number), port
        self.counted_from, self.until = seconds
        self.session = session
        self.times: list[tuple[str, float]] = []
        self.errors: Counter[str] = Counter()
        self.files: list[str] = []
        self.lists = ["/files/"]

    def run(self) -> None:
        time.sleep(self.random.random() * BETWEEN)
        while time.monotonic() < self.until:
            kind = self.random.choice(["trivial", "my files", "file", "file", "third party"])
            self._click(kind)
            time.sleep(self.random.expovariate(1 / BETWEEN))

    def _click(self, kind: str) -> None:
        file = self.random.choice(self.files) if self.files else None
        paths = {"trivial": TRIVIAL, "my files": self.random.choice(self.lists)}
        paths |= {"file": file, "third party": f"{file}third-party/"} if file else {}
        path = paths.get(kind)
        if path is None:
            return
        began = time.perf_counter()
        try:
            status, body = _answer(self.port, path, self.session)
        except (OSError, http.client.HTTPException) as error:
            status, body = type(error).__name__, ""
        if time.monotonic() >= self.counted_from:
            self.times.append((kind, (time.perf_counter() - began) * 1000))
        if status not in (200, 403):  # a manager may not read what others said
            self.errors[f"{kind}: {status}"] += 1
        if kind == "my files":
            self.files = _FILE.findall(body) or self.files
            self.lists = ["/files/", *_OLDER.findall(body)][:2]


def _answer(port: int, path: str, session: str) -> tuple[int | str, str]:
    headers = {"Host": "localhost", "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.closing(connection):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def _people(layout: Layout) -> list[UUID]:
    managers = [layout.manager(number) for number in range(1, 6)]
    return managers + [layout.worker(number) for number in range(1, PEOPLE - len(managers) + 1)]


def measure(name: str, layout: Layout, seconds: float = SECONDS) -> dict[str, Any]:
    """Return how long clicks took, by kind, and every error, the database `name` being in use by the aliases."""
    sessions = [session_of(person) for person in _people(layout)]
    connections.close_all()
    with _server(name) as port:
        for _ in range(20):  # the server loads itself with its first answers: nobody's clicks
            _answer(port, TRIVIAL, sessions[0])
        begin = time.monotonic() + SETTLES
        people = [
            _Person(number, port, session, (begin, begin + seconds))
            for number, session in enumerate(sessions)
        ]
        for person in people:
            person.start()
        for person in people:
            person.join()
    times = [each for person in people for each in person.times]
    errors: Counter[str] = sum((person.errors for person in people), Counter())
    kinds = {
        kind: _spread([ms for of, ms in times if of == kind])
        for kind in sorted({of for of, _ in times})
    }
    pages = _spread([ms for of, ms in times if of != "trivial"])
    return {
        "people": len(people),
        "seconds": seconds,
        "kinds": kinds,
        "pages": pages,
        "p95_times_trivial": round(pages["p95_ms"] / kinds["trivial"]["p95_ms"], 2),
        "errors": dict(errors),
    }


def _spread(times: list[float]) -> dict[str, float]:
    hundredths = statistics.quantiles(times, n=100)
    return {
        "clicks": len(times),
        "median_ms": round(hundredths[49], 1),
        "p95_ms": round(hundredths[94], 1),
    }
