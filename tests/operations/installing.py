"""An installation of its own that a test may break: services, one real web process, and somebody signed in to it."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from confidentiality.embedded import run
from confidentiality.embedded.services import Services, running_services
from confidentiality.embedded.sign_ins import code_now
from confidentiality.embedded.state import PROJECT
from confidentiality.embedded.supervisor import Supervisor
from tests.cast import FILES, PEOPLE
from tests.embedded.launching import begun, place, wait_for
from tests.filling import forms_of, rightly

FILE = FILES["amina"]
PERSON = PEOPLE["iss_worker"]
LEFT_OUT = ("sensitive", "sensitive_kind", "remember")
PLAIN = "Something went wrong on our side"


class Browser:
    """Somebody at the real web process, with cookies and nothing else."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar())
        ).open

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(path, None)

    def post(self, path: str, **values: str) -> tuple[int, str]:
        """Fill in the form that stands at an address and send it; what is not named is chosen rightly.

        Where the page does not come, its answer is the answer.
        """
        status, page = self.get(path)
        if status >= 500:
            return status, page
        form = next(f for f in forms_of(page, path) if set(values) <= set(f.fields))
        filled = {name: chosen for name, chosen in rightly(form).items() if name not in LEFT_OUT}
        return self._ask(form.action or path, {**filled, **{n: [v] for n, v in values.items()}})

    def sign_in(self, password: str, secret: str) -> None:
        self.post("/account/login/", login=PERSON.sign_in, password=password)
        status, page = self.post("/account/2fa/authenticate/", code=code_now(secret))
        assert "My files" in page, status

    def _ask(self, path: str, values: dict[str, list[str]] | None) -> tuple[int, str]:
        body = None if values is None else urllib.parse.urlencode(values, doseq=True).encode()
        request = urllib.request.Request(  # noqa: S310  # our own process on this machine
            self.url + path, body, {"Referer": self.url + path}
        )
        try:
            with self.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()


class Installation:
    """Services, one web process, and somebody signed in to it."""

    def __init__(self, services: Services, folder: Path) -> None:
        self.services = services
        listener = socket.create_server(("127.0.0.1", 0))
        at = run.Listening(listener, *(socket.create_server(("127.0.0.1", 0)) for _ in range(2)))
        self.url = at.url
        supervisor = Supervisor(services.watchdog)
        self.cast = run._prepare(services, supervisor, at, ())
        with (folder / "web.log").open("w") as log:
            self.web = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "confidentiality.wsgi"),
                    *(*run.GUNICORN_OPTIONS, "--bind", f"fd://{listener.fileno()}"),
                ],
                env=run._environment(services, "web", at),
                cwd=PROJECT,
                pass_fds=[listener.fileno()],
                stdout=log,
                stderr=log,
            )
        self.listener = listener
        self.browser = Browser(self.url)
        wait_for(lambda: self.browser.get("/health/")[0] == 200, seconds=60)

    def sign_in(self) -> None:
        (mine,) = [each for each in json.loads(self.cast) if each["sign_in"] == PERSON.sign_in]
        self.browser.sign_in(mine["password"], mine["totp_secret"])

    def stop(self) -> None:
        self.web.terminate()
        self.web.wait(20)
        self.listener.close()

    def shows_the_file(self) -> bool:
        status, page = self.browser.get(f"/files/{FILE.reference}/")
        return status == 200 and FILE.name in page

    def write(self, words: str) -> None:
        """Write an entry and see it acknowledged."""
        path = f"/files/{FILE.reference}/entries/new/"
        status, page = self.browser.post(path, body=words)
        assert (status, "The entry is written." in page) == (200, True), page

    def answers(self) -> bool:
        """Say whether the web process is there and well."""
        try:
            return self.browser.get("/health/")[0] == 200
        except OSError:  # the listener stays open, the connection of a dead process does not
            return False


@contextmanager
def installed(folder: Path) -> Iterator[Installation]:
    """Start an installation whose state lies in `folder`, with a caseworker signed in, while the block lasts."""
    umask = os.umask(0o077)
    os.umask(umask)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    begun(folder / "state")
    with running_services(folder / "state", db_port=port, for_tests=False) as services:
        made = Installation(services, folder)
        try:
            made.sign_in()
            yield made
        finally:
            made.stop()
            os.umask(umask)


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with place() as folder, installed(folder) as made:
        yield made
