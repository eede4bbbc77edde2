"""Marking what somebody else said, by keyboard, in an entry: it leaves the entry (clause 3.2.1)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from clients.thirdparty.passages import MARK
from tests.browser.conftest import Demo
from tests.cast import FILES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.clause("3.2.1")]
LEILA = FILES["leila"].reference


def test_words_are_marked_by_keyboard_and_moved_out(
    demo: Demo, signed_in_page: Callable[[str], Page]
) -> None:
    page = signed_in_page("iss_worker")
    page.goto(f"{demo.url}/files/{LEILA}/entries/new/")
    page.get_by_label("Note", exact=True).check()
    page.get_by_label("What is to be recorded?").fill("👩🏽‍🦱 Wilf saw him there. She rang.")
    page.get_by_label("Fact", exact=True).check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Move out what others said").first.click()
    text = page.get_by_label("The entry", exact=True)
    text.evaluate("box => box.setSelectionRange(8, 8)")
    text.press("Shift+End")
    page.get_by_role("button", name="Take the marked words").press("Enter")
    marked = page.get_by_label("Marked words that will be moved")
    expect(marked).to_contain_text("Wilf saw him there. She rang.")
    page.get_by_role("button", name="Leave it in").press("Enter")
    expect(marked).to_be_empty()
    text.evaluate("box => box.setSelectionRange(8, 27)")
    page.get_by_role("button", name="Take the marked words").press("Enter")
    page.get_by_label("About whom is it?").fill("Tom")
    page.get_by_label("Who said it?").fill("Wilf")
    page.get_by_role("button", name="Move it out").click()
    expect(page.get_by_role("heading", name="What was moved out of an entry")).to_be_visible()
    expect(page.locator(".latch-prose").first).to_have_text(f"👩🏽‍🦱 {MARK} She rang.")
