"""A passkey's life, on a device that Chromium plays: made, signed in with, proved with, unlocked with, removed."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, enter_code, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.attack("A12"), pytest.mark.clause("4.6.6")]
PERSON = "iss_colleague"
NAME = "Work laptop"


@contextmanager
def device(page: Page) -> Iterator[Callable[[bool], Any]]:
    """Give the page's browser a device that makes passkeys; yields what says whether it knows its person."""
    link = page.context.new_cdp_session(page)
    link.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    made = link.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    yield lambda known: link.send(
        "WebAuthn.setUserVerified", {"authenticatorId": made, "isUserVerified": known}
    )
    link.detach()


def is_clean(page: Page, name: str) -> None:
    """Expect nothing of axe's, and keep pictures."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    looked_at(page, name)


def use_passkey(page: Page, words: str = "Use your passkey") -> None:
    page.get_by_role("button", name=words).click()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1, name=words)).to_be_visible()


def add(page: Page, demo: Demo) -> None:
    """Add a passkey, after a fresh code."""
    page.get_by_role("link", name="Your second factor").click()
    is_clean(page, "factors-without")
    page.get_by_role("button", name="Add a passkey").click()
    heading(page, "Confirm that it is you")
    enter_code(page, demo.people[PERSON])
    heading(page, "Add a passkey")
    is_clean(page, "passkey-add")
    without_passkeys(page)
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_role("row", name=NAME)).to_contain_text("Not yet")
    is_clean(page, "factors")


def without_passkeys(page: Page) -> None:
    """Expect a plain word, and no button, where the browser does not know passkeys."""
    beside = page.context.new_page()
    beside.add_init_script("delete window.PublicKeyCredential")
    beside.goto(page.url)
    expect(beside.get_by_role("main")).to_contain_text("set up an authenticator app instead")
    expect(beside.get_by_role("button", name="Add a passkey")).to_have_count(0)
    is_clean(beside, "passkey-unsupported")
    beside.close()


def sign_in(page: Page, demo: Demo) -> None:
    """Sign out, and in again with the passkey."""
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Sign-in name").fill(demo.people[PERSON]["sign_in"])
    page.get_by_label("Password", exact=True).fill(demo.people[PERSON]["password"])
    page.get_by_role("button", name="Continue").click()
    heading(page, "Use your passkey or a code")
    is_clean(page, "passkey-sign-in")
    use_passkey(page)
    page.wait_for_url("**/today/")
    expect(page.get_by_role("main")).to_contain_text("A passkey was added to your account")
    looked_at(page, "told")


def lock_and_unlock(page: Page, known: Callable[[bool], Any]) -> None:
    """Lock the page, and unlock it with the passkey; a device that does not know its person helps nobody."""
    title = page.title()
    page.keyboard.press("Alt+l")
    heading(page, "Locked")
    known(False)
    use_passkey(page, "Unlock with your passkey")
    expect(page.get_by_text("The passkey was not used")).to_be_visible()
    heading(page, "Locked")
    is_clean(page, "passkey-locked")
    known(True)
    use_passkey(page, "Unlock with your passkey")
    expect(page).to_have_title(title)
    page.get_by_role("button", name="Lock").click()
    heading(page, "Locked")
    beside = page.context.new_page()
    beside.goto(page.url)  # the lock as a page of its own, where no page was there to be covered
    with device(beside) as known_beside:
        known_beside(False)
        use_passkey(beside, "Unlock with your passkey")
        expect(beside.get_by_text("The passkey was not used")).to_be_visible()
    beside.close()
    use_passkey(page, "Unlock with your passkey")
    expect(page).to_have_title(title)


def test_a_passkey_s_life(demo: Demo, signed_in_page: Callable[[str], Page]) -> None:
    page = signed_in_page(PERSON)
    with device(page) as known:
        add(page, demo)
        sign_in(page, demo)
        lock_and_unlock(page, known)
        page.get_by_role("link", name="Your second factor").click()
        expect(page.get_by_role("row", name=NAME)).not_to_contain_text("Not yet")
        page.get_by_role("link", name=re.compile("^Rename")).click()
        heading(page, "Confirm that it is you")
        is_clean(page, "passkey-prove")
        use_passkey(page)
        page.get_by_label("Name").fill("Old laptop")
        is_clean(page, "passkey-rename")
        page.get_by_role("button", name="Save the name").click()
        page.get_by_role("link", name="Remove Old laptop").click()
        is_clean(page, "passkey-remove")
        page.get_by_role("button", name="Remove the passkey").click()
        expect(page.get_by_role("main")).to_contain_text("Nobody can sign in with it any more")
        expect(page.get_by_role("row", name="Old laptop")).to_have_count(0)
