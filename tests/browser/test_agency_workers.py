"""Somebody of a partner agency, from the protocol that names them to its end, in Chromium (5.5, 5.7)."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from confidentiality.embedded.state import read_run
from disclosures.agencyworkers import totp
from tests.agencyworkers.working import BROWSER_AGENCY, PASSWORD
from tests.browser.conftest import Demo, enter_code, looked_at, picture
from tests.browser.outside_reader import see_pages
from tests.disclosures.story import RECIPIENT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.clause("5.5", "5.7"),
    pytest.mark.edge("E21"),
]
MAKE = "from tests.agencyworkers.working import for_browser; for_browser()"
NAME = "Conferences about women at risk"
SignIn = Callable[[str], Page]


@dataclass
class Staff:
    """Who asks, and who decides."""

    demo: Demo
    worker: Page
    manager: Page

    def until_open(self, page: Page, shown: Locator) -> None:
        """Enter the code of whoever has the page, where the form asks first who one is."""
        shown.or_(page.get_by_role("textbox", name="Code")).first.wait_for()
        if not shown.count():
            key = "iss_worker" if page is self.worker else "iss_manager"
            enter_code(page, self.demo.people[key])


def test_they_come_in_and_are_shut_out_by_a_recall_and_by_the_protocol_s_end(
    demo: Demo, signed_in_page: SignIn, new_page: Callable[..., Page]
) -> None:
    told = json.loads(demo.manage("shell", "-c", MAKE).splitlines()[-1])
    staff = Staff(demo, signed_in_page("iss_worker"), signed_in_page("iss_manager"))
    protocol = _agree_on_a_protocol(staff)
    _look_at_the_register(staff.manager)
    name, codes = _invite(staff, protocol)
    reader = new_page()
    _come_in(reader, demo, name, codes)
    _read(reader, told["words"], "agency")
    _recall(staff, told["packages"][1])
    _is_shut_out(reader)
    reader.goto(_outside(demo) + "/shared/")
    expect(reader.get_by_role("button", name="Open", exact=True)).to_have_count(1)
    _read(reader, told["words"])
    _end(staff.manager, protocol)
    _is_shut_out(reader)
    reader.goto(_outside(demo) + "/shared/")
    expect(reader.get_by_role("heading", level=1)).to_have_text(
        "Sign in to read what was shared with you"
    )


def _outside(demo: Demo) -> str:
    run = read_run(demo.state)
    assert run is not None
    return str(run["readers_url"])


def _fill_date(page: Page, question: str, on: date) -> None:
    group = page.get_by_role("group", name=question)
    for part in ("Day", "Month", "Year"):
        group.get_by_label(part).fill(str(getattr(on, part.lower())))


def _no_findings(page: Page, name: str) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, (name, [each["id"] for each in found])
    looked_at(page, name)


def _agree_on_a_protocol(staff: Staff) -> str:
    """Propose a protocol, agree to it, record the agency's copy; return its address."""
    page, manager = staff.worker, staff.manager
    page.goto(staff.demo.url + "/protocols/")
    page.get_by_role("button", name="Propose a protocol").first.click()
    page.get_by_label("What is it called?").fill(NAME)
    page.get_by_label(f"{RECIPIENT}, {BROWSER_AGENCY}").check()
    page.get_by_role("radio").first.check()
    page.get_by_label("What is shared, and what for?").fill("What a conference needs.")
    page.get_by_label("In what circumstances may they read it?").fill("At the conference.")
    _fill_date(page, "When is it to be looked at again?", date.today() + timedelta(days=90))
    _fill_date(page, "Until when?", date.today() + timedelta(days=180))
    _no_findings(page, "protocol-propose")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_role("main")).to_contain_text("You proposed it")
    address = page.url
    manager.goto(address)
    manager.get_by_role("button", name="Decide").click()
    manager.get_by_label("I agree to it").check()
    _no_findings(manager, "protocol-decide")
    manager.get_by_role("button", name="Decide").click()
    manager.get_by_role("link", name="Record its copy").click()
    manager.get_by_role("button", name="Record it").click()
    expect(manager.get_by_role("main")).to_contain_text("Got its copy")
    _no_findings(manager, "protocol")
    picture(manager, "protocol")
    return address


def _look_at_the_register(manager: Page) -> None:
    manager.get_by_role("link", name="Agencies", exact=True).first.click()
    expect(manager.get_by_role("main")).to_contain_text(BROWSER_AGENCY)
    _no_findings(manager, "agencies")
    picture(manager, "agencies")
    manager.get_by_role("link", name=BROWSER_AGENCY).click()
    expect(manager.get_by_role("heading", level=1)).to_contain_text(BROWSER_AGENCY)
    _no_findings(manager, "agency")
    picture(manager, "agency")


def _invite(staff: Staff, protocol: str) -> tuple[str, tuple[str, str]]:
    """Ask that the reader may sign in, and agree; return their name and the two codes."""
    page, manager = staff.worker, staff.manager
    page.goto(protocol)
    page.get_by_role("link", name="Let them read on screen").click()
    knows = page.get_by_label("I will tell them their name")
    staff.until_open(page, knows)
    knows.check()
    _no_findings(page, "agency-invite")
    page.get_by_role("button", name="Ask for it").click()
    name, first = _told(page)
    _no_findings(page, "agency-told")
    manager.goto(staff.demo.url + "/agency-workers/")
    manager.get_by_role("link", name=f"{RECIPIENT}, {BROWSER_AGENCY}").click()
    manager.get_by_role("button", name="Decide").click()
    agrees = manager.get_by_label("They may sign in")
    staff.until_open(manager, agrees)
    agrees.check()
    _no_findings(manager, "agency-decide")
    manager.get_by_role("button", name="Decide").click()
    same, second = _told(manager)
    assert same == name
    manager.goto(staff.demo.url + "/agency-workers/")
    _no_findings(manager, "agency-workers")
    picture(manager, "agency-workers")
    return name, (first, second)


def _told(page: Page) -> tuple[str, str]:
    """The sign-in name and the code that a page shows once."""
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Tell {RECIPIENT} this code")
    name, code = (page.get_by_role("definition").nth(n).inner_text().strip() for n in (0, 1))
    return name, code


def _come_in(reader: Page, demo: Demo, name: str, codes: tuple[str, str]) -> None:
    """Use the codes, set up the second factor from what the page shows, and sign in."""
    reader.goto(_outside(demo) + "/account/")
    _no_findings(reader, "agency-sign-in")
    reader.get_by_role("link", name="Use your two codes").click()
    reader.get_by_label("Sign-in name").fill(name)
    reader.get_by_label("One code").fill(codes[0])
    reader.get_by_label("The other code").fill(codes[1])
    reader.get_by_label("Choose a password").fill(PASSWORD)
    _no_findings(reader, "agency-join")
    reader.get_by_role("button", name="Go on").click()
    secret = reader.locator(".latch-secret").inner_text().replace(" ", "")
    _no_findings(reader, "agency-set-up")
    picture(reader, "agency-set-up")
    reader.get_by_role("button", name="Sign in").click()
    reader.get_by_label("Sign-in name").fill(name)
    reader.get_by_label("Password", exact=True).fill(PASSWORD)
    reader.get_by_label("Code").fill(totp.code_at(secret, int(time.time() // totp.SECONDS)))
    reader.get_by_role("button", name="Sign in").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Shared with you")
    expect(reader.get_by_role("button", name="Open", exact=True)).to_have_count(2)
    _no_findings(reader, "agency-shared")
    picture(reader, "agency-shared")


def _read(reader: Page, words: str, name: str = "") -> None:
    """Open the newest of what is shared, accept its terms and read."""
    reader.get_by_role("button", name="Open", exact=True).first.click()
    reader.get_by_label("I accept this").check()
    reader.get_by_role("button", name="Accept and read").click()
    expect(reader.get_by_role("main")).to_contain_text(words)
    expect(reader.get_by_role("link", name=re.compile("Download"))).to_have_count(0)
    if name:
        see_pages(reader, 1)
        _no_findings(reader, f"{name}-package")


def _recall(staff: Staff, package: str) -> None:
    page = staff.worker
    page.goto(f"{staff.demo.url}/packages/{package}/recall/")
    page.get_by_label("Why is it recalled?").fill("It was meant for somebody else.")
    page.get_by_label("Recall it now").check()
    page.get_by_role("button", name="Recall the package").click()
    expect(page.get_by_role("main")).to_contain_text("This package was recalled")


def _end(manager: Page, protocol: str) -> None:
    manager.goto(protocol)
    manager.get_by_role("link", name="End the protocol").click()
    manager.get_by_label("I am sure").check()
    manager.get_by_role("button", name="End it").click()
    expect(manager.get_by_role("main")).to_contain_text("Over")


def _is_shut_out(reader: Page) -> None:
    """What was open is there no longer: not at the next click, and not by going back."""
    reader.reload()
    gone = reader.get_by_role("heading", level=1)
    expect(gone).to_have_text("This is not available")
    reader.go_back()
    expect(gone).to_have_text("This is not available")
