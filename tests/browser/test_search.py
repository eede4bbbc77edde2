"""Searching while typing, by keyboard, and back again; and a call taken on duty."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SignIn = Callable[[str], Page]
AMINA = cast.FILES["amina"]
# Three letters stand in a sealed word by chance: alone they are what was typed.
TYPED = re.compile(r"amina|farouk|ottoline|ameena|(?<![\w-])ami(?![\w-])", re.IGNORECASE)


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("LATCH_SCREENSHOTS"):
        for width, height in ((1366, 768), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1366, "height": 768})


def test_she_is_found_while_typing_and_again_after_back(signed_in_page: SignIn, demo: Demo) -> None:
    page = signed_in_page("iss_worker")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    field = page.get_by_label("Find a file")
    field.press_sequentially("ami", delay=50)
    expect(page.locator("#found").get_by_role("link", name=AMINA.reference)).to_be_visible()
    _picture(page, "typing")
    field.fill("a")
    expect(page.locator("#found").get_by_role("link", name=AMINA.reference)).to_have_count(0)
    field.fill("Amina Farouk")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Search")).to_be_visible()
    _picture(page, "search")
    page.locator("#found").get_by_role("link", name=AMINA.reference).click()
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    page.go_back()
    expect(page.locator("#found").get_by_role("link", name=AMINA.reference)).to_be_visible()
    assert page.get_by_label("Find a file").input_value() == "Amina Farouk"
    page.get_by_label("Find a file").fill("Ottoline")
    expect(page.get_by_text("No file that is open to you fits")).to_be_visible()
    _picture(page, "nothing")
    page.get_by_label("Find a file").fill("Ameena")
    expect(page.get_by_text("Nobody is spelt like this")).to_be_visible()
    assert not [url for url in asked if TYPED.search(url)]
    assert TYPED.search(f"{demo.url}/search/?q=ami&part=found")  # it would be seen
    assert len(asked) > 5


@pytest.mark.edge("E46")
def test_a_call_on_duty(signed_in_page: SignIn, demo: Demo) -> None:
    page = signed_in_page("iss_colleague")
    page.get_by_role("link", name="Search on duty").click()
    page.get_by_label("First name").fill("Amina")
    page.get_by_role("button", name="Search on duty").click()
    _picture(page, "duty-error")
    page.get_by_label("Telephone number").fill("07700 900100")
    page.get_by_role("button", name="Search on duty").click()
    expect(page.get_by_text("No file answers to this.")).to_be_visible()
    _picture(page, "duty-nothing")
    page.get_by_label("Telephone number").fill(AMINA.phone)
    page.get_by_role("button", name="Search on duty").click()
    expect(page.get_by_role("heading", name="One file answers")).to_be_visible()
    _picture(page, "duty")
    page.get_by_role("link", name="Withdraw a consent").click()
    _picture(page, "duty-consents")
    page.go_back()
    page.get_by_role("link", name="Write the call down").click()
    page.get_by_label("What was said?").fill("She rang and is safe.")
    page.get_by_label("The client rang us", exact=True).check()
    _picture(page, "duty-call")
    page.get_by_role("button", name="Save the call").click()
    expect(page.get_by_text("The call is written down")).to_be_visible()
    lead = signed_in_page("iss_worker")
    expect(lead.get_by_text("by a duty search")).to_be_visible()
    _picture(lead, "told")
    lead.get_by_role("button", name="I have seen this").click()
    expect(lead.get_by_text("by a duty search")).to_have_count(0)
