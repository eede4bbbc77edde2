"""An office screen in Chromium, and a client at it: what the tests of reading at the office begin with.

Made once for all of them: a package from a client's own file, and a screen that a browser took up.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from confidentiality.embedded.state import read_run, real_place
from tests.browser.conftest import Demo, enter_code, looked_at
from tests.kiosk.office import CANARY, SCREEN

SignIn = Callable[[str], Page]
MAKE = "from tests.kiosk.office import for_browser; for_browser()"
AGREE = "from tests.kiosk.office import for_a_screen; for_a_screen()"


@dataclass
class Office:
    """The running kiosk, and a worker at the package's page."""

    url: str
    worker: Page
    package: str
    demo: Demo

    @property
    def port(self) -> int:
        """Where the process listens."""
        return int(urlsplit(self.url).port or 0)

    def codes(self) -> tuple[str, str]:
        """Give a ticket through the pages; return the code of staff and the client's."""
        page = self.worker
        page.goto(f"{self.demo.url}/packages/{self.package}/office/give/")
        present = page.get_by_label("I am with them")
        present.or_(page.get_by_role("textbox", name="Code")).first.wait_for()
        if not present.count():  # asked who one is
            enter_code(page, self.demo.people["iss_worker"])
        present.check()
        looked_at(page, "office-give")
        page.get_by_role("button", name="Make the two codes").click()
        looked_at(page, "office-given")
        told = page.locator("#staff-code").inner_text(), page.locator("#client-code").inner_text()
        page.get_by_role("button", name="Done").click()
        return told


def beside(demo: Demo, words: str) -> str:
    """Run something beside the demo as its owner, with the key that codes' prints are made with."""
    kept = json.loads((real_place(demo.state) / "secrets.json").read_text())
    environment = demo.environment | {"LATCH_KIOSK_KEY": kept["KIOSK_KEY"]}
    return replace(demo, environment=environment).manage("shell", "-c", words)


@pytest.fixture(scope="package")
def made(demo: Demo) -> str:
    """A package from a client's own file in the running demo."""
    return beside(demo, MAKE).split()[-1]


@pytest.fixture
def office(demo: Demo, made: str, signed_in_page: SignIn) -> Office:
    run = read_run(demo.state)
    assert run is not None
    return Office(run["kiosk_url"], signed_in_page("iss_worker"), made, demo)


@pytest.fixture(scope="package")
def screen(demo: Demo, chromium: Browser) -> str:
    """The cookie of an office screen that a browser took up."""
    run, page = read_run(demo.state), chromium.new_page()
    assert run is not None
    set_up(page, run["kiosk_url"], screen_code(demo))
    (value,) = (each["value"] for each in page.context.cookies() if each["name"] == SCREEN)
    page.context.close()
    return value


def screen_code(demo: Demo) -> str:
    """Return the code of a new screen, good for ten minutes."""
    return beside(demo, AGREE).split()[-1]


def set_up(page: Page, url: str, code: str) -> None:
    """Make a browser an office screen."""
    page.goto(url)
    page.get_by_label("Code of this screen").fill(code)
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_label("Your own code")).to_be_visible()


def come_in(page: Page, url: str, codes: tuple[str, str]) -> None:
    """Type both codes and begin to read."""
    page.goto(url)
    page.get_by_label("Code of the member of staff").fill(codes[0])
    page.get_by_label("Your own code").fill(codes[1])
    page.get_by_role("button", name="Start").click()
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Start to read").click()
    expect(page.locator("[data-item]")).to_be_visible()


def to_the_canary(page: Page) -> None:
    """Turn pages until the one that tells the canary is open."""
    for _ in range(30):
        if CANARY in page.inner_text("main"):
            return
        page.get_by_role("button", name="Next page").click()
        page.wait_for_load_state()
    raise AssertionError("The canary stands on no page.")


def wait_for(page: Page, time: str) -> None:
    """Let the browser's clock go on, once what was scrolled has come to rest."""
    page.wait_for_timeout(700)
    page.clock.fast_forward(time)
