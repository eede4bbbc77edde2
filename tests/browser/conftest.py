"""A running demo, and Chromium to drive it.

The demo is started exactly as `make run` starts it, on a state folder and ports of its own: embedded PostgreSQL and
Valkey, web, Celery worker and beat. Nothing in it is replaced for the test but the time between sweeps.
"""

import contextlib
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import override_settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    StorageState,
    StorageStateCookie,
    sync_playwright,
)
from redis import Redis

from confidentiality.access.sessions import OF, JsonSerializer, _cipher, kept_as
from confidentiality.embedded.secret_file import read_secrets
from confidentiality.embedded.state import read_run
from tests.browser.provision import headless
from tests.embedded.launching import begun, place

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SWEEP_EVERY = 45  # seconds
SIGN_IN_LASTS = 8 * 60  # seconds; a session left alone for fifteen minutes is over


@dataclass(frozen=True)
class Demo:
    """A running demo: its address, its people, its state folder."""

    url: str
    people: dict[str, dict[str, Any]]
    state: Path
    environment: dict[str, str]

    def manage(self, *words: str) -> str:
        """Return what a management command beside the demo prints."""
        return _manage(self.environment, *words)


def _manage(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout


def demo_environment(state: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LATCH_", "DJANGO_"))}
    return kept | {
        "LATCH_STATE": str(state),
        "LATCH_PORT": "0",
        "LATCH_DB_PORT": "0",
        "LATCH_SWEEP_EVERY": str(SWEEP_EVERY),
    }


@pytest.fixture(scope="package")
def demo() -> Iterator[Demo]:
    """Start the demo, and stop it when the last browser test is done."""
    with place() as folder:
        begun(folder / "state")
        yield from _run_demo(folder / "state", folder / "log")


def _run_demo(state: Path, log: Path) -> Iterator[Demo]:
    environment = demo_environment(state)
    with started(environment, log) as url:
        told = json.loads(_manage(environment, "cast", "--json"))
        yield Demo(url, {person["key"]: person for person in told}, state, environment)


@contextlib.contextmanager
def started(environment: dict[str, str], log: Path, *words: str) -> Iterator[str]:
    """Start the launcher as `make run` does, with more words of its command line; gives the address."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "confidentiality.embedded", "run", "--with-parent", *words],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield _address(process, log)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    end = time.monotonic() + 600
    while time.monotonic() < end:
        text = log.read_text(errors="replace")
        found = re.search(r"ready after .*(http://localhost:\d+)", text)
        if found:
            return found[1]
        if process.poll() is not None:
            break
        time.sleep(0.3)
    raise AssertionError("The demo did not start:\n" + log.read_text(errors="replace")[-4000:])


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Chromium, as tests/browser/provision.py found it: without windows, where there is such a one.

    Closed with the last browser test: while Playwright runs, Django takes this thread for one of an
    event loop and refuses it the database.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=headless() or os.environ.get("LATCH_CHROMIUM"),
            args=list(CHROMIUM_FLAGS),
        )
        yield browser
        browser.close()


@pytest.fixture
def allow_console() -> Callable[[str], None]:
    """Let a test say what it makes the browser complain about."""

    def allow(words: str) -> None:
        allow.words.append(words)  # type: ignore[attr-defined]

    allow.words = []  # type: ignore[attr-defined]
    return allow


def looked_at(page: Page, name: str) -> None:
    """Keep pictures of a page at both sizes, when LATCH_LOOK names a folder for them."""
    folder = os.environ.get("LATCH_LOOK")
    for width, height in ((390, 844), (1366, 768)) if folder else ():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=Path(str(folder)) / f"{name}-{width}.png", full_page=True)


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """Keep a screenshot for the documents, when LATCH_SCREENSHOTS names a folder for them; `whole`: to its end."""
    folder = os.environ.get("LATCH_SCREENSHOTS")
    if folder:
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)


@pytest.fixture
def new_page(
    chromium: Browser, allow_console: Callable[[str], None]
) -> Iterator[Callable[..., Page]]:
    """Give pages in browser profiles of their own; console errors fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(storage: StorageState | None = None) -> Page:
        context = chromium.new_context(
            viewport={"width": 1366, "height": 768}, locale="en-GB", storage_state=storage
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    allowed = ("404", "403", *allow_console.words)  # type: ignore[attr-defined]
    unexpected = [text for text in complaints if not any(words in text for words in allowed)]
    assert not unexpected, unexpected


@pytest.fixture(scope="package")
def sign_ins(demo: Demo) -> dict[str, tuple[float, StorageState]]:
    """Keep when each person signed in, and the browser profile that they had just after it."""
    return {}


@pytest.fixture
def signed_in_page(
    demo: Demo, new_page: Callable[..., Page], sign_ins: dict[str, tuple[float, StorageState]]
) -> Callable[[str], Page]:
    """Give a page signed in as a cast person, in a session of its own.

    Each signs in through the pages once in a while; a second code would be awaited for half a minute.
    """

    def sign_in(key: str) -> Page:
        at, profile = sign_ins.get(key, (0.0, None))
        if profile is not None and time.monotonic() - at < SIGN_IN_LASTS:
            page = new_page(_another_session(demo, profile))
            page.goto(demo.url + "/files/")
            return page
        page = new_page()
        person = demo.people[key]
        page.goto(demo.url + "/account/login/")
        page.get_by_label("Sign-in name").fill(person["sign_in"])
        page.get_by_label("Password", exact=True).fill(person["password"])
        page.get_by_role("button", name="Continue").click()
        enter_code(page, person)
        page.wait_for_url("**/today/")
        page.goto(demo.url + "/files/")
        profile = page.context.storage_state()
        sign_ins[key] = time.monotonic(), _another_session(demo, profile)
        return page

    return sign_in


def _another_session(demo: Demo, profile: StorageState) -> StorageState:
    """Return the profile in a new session that begins as the profile's own stands now."""
    run = read_run(demo.state)
    assert run is not None
    valkey = Redis.from_url(run["addresses"]["LATCH_CACHE_URL"])
    session = secrets.token_hex(16)
    with override_settings(SECRET_KEY=read_secrets(demo.state / "secrets.json")["SECRET_KEY"]):
        cipher = _cipher()

    def renewed(cookie: StorageStateCookie) -> StorageStateCookie:
        if cookie["name"] != "latch_session":
            return cookie
        held, begun = (f"latch:1:session:{kept_as(each)}" for each in (cookie["value"], session))
        serializer, kept = JsonSerializer(), valkey.get(held)
        assert isinstance(kept, bytes)
        content = json.loads(cipher.decrypt(serializer.loads(kept).encode()))
        sealed = cipher.encrypt(json.dumps({**content, OF: kept_as(session)}).encode()).decode()
        assert valkey.set(begun, serializer.dumps(sealed), px=valkey.pttl(held))
        return {**cookie, "value": session}

    with contextlib.closing(valkey):
        return {**profile, "cookies": [renewed(cookie) for cookie in profile["cookies"]]}


def enter_code(page: Page, person: dict[str, Any]) -> None:
    """Enter the authenticator's code of this half minute, the next one if this one was used."""
    for _ in range(3):
        counter = int(time.time()) // 30
        page.get_by_label("Code").fill(
            format_hotp_value(hotp_value(person["totp_secret"], counter))
        )
        with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
            page.get_by_role("button", name=re.compile("^(Sign in|Confirm)$")).click()
        if answered.value.status == 302:
            return
        time.sleep(max(0.0, (counter + 1) * 30 - time.time()) + 0.2)
    raise AssertionError("The code was refused three times.")


def prove(demo: Demo, page: Page, key: str) -> None:
    """Prove again who one is, as an outward step asks; Today is open afterwards."""
    page.goto(demo.url + "/account/2fa/reauthenticate/?next=/today/")
    enter_code(page, demo.people[key])
    page.wait_for_url("**/today/")


# Fixtures of office screens, which need what stands above.
from tests.browser.office import made, office, screen  # noqa: E402, F401
