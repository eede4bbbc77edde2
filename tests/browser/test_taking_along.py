"""What somebody can take along of what is read at an office screen, with five minutes and a keyboard: nothing."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from tests.browser.office import Office, come_in, to_the_canary
from tests.kiosk.office import CANARY, SCREEN

pytestmark = [
    *(pytest.mark.browser, pytest.mark.slow, pytest.mark.clause("5.2.4")),
    *(pytest.mark.attack("A12"), pytest.mark.edge("E34")),
]
TRIED = ("copy", "cut", "contextmenu", "dragstart", "Control+p", "Control+s", "Control+u")
# Each try, and whether the page kept the browser from it: asked where all listeners of the page's own have spoken.
_WATCHES = """() => {
  window.tried = {}
  for (const name of ['copy', 'cut', 'contextmenu', 'dragstart', 'keydown']) {
    window.addEventListener(name, (event) => {
      const key = name === 'keydown' ? `Control+${event.key}` : name
      if (name !== 'keydown' || event.ctrlKey) window.tried[key] = event.defaultPrevented
    })
  }
}"""


def test_nothing_is_copied_saved_dragged_or_printed(
    office: Office, new_page: Callable[..., Page], screen: str
) -> None:
    page = new_page()
    page.context.add_cookies([{"name": SCREEN, "value": screen, "url": office.url}])
    come_in(page, office.url, office.codes())
    to_the_canary(page)
    page.evaluate(_WATCHES)
    page.locator("summary").click()
    box = page.get_by_label("Is something wrong")
    box.fill("Mine")
    box.press("Control+a")
    for key in ("Control+x", "Control+c"):
        box.press(key)
    page.get_by_role("main").click(button="right", position={"x": 5, "y": 5})
    _drags(page)
    for key in ("p", "s", "u"):
        page.keyboard.press(f"Control+{key}")
    tried = page.evaluate("window.tried")
    assert {each: tried.get(each) for each in TRIED} == dict.fromkeys(TRIED, True)
    assert page.evaluate(
        "[document.documentElement.translate, document.querySelector('textarea').spellcheck]"
    ) == [
        False,
        False,
    ]
    printed = _printed(page)
    assert CANARY not in printed
    assert "Ask us for a copy." in printed


def _drags(page: Page) -> None:
    """Select the words that are read, and pull them away."""
    words = page.locator("[data-item] .latch-prose").first
    words.click(click_count=3)
    at = words.bounding_box()
    assert at
    page.mouse.move(at["x"] + 30, at["y"] + 10)
    page.mouse.down()
    page.mouse.move(at["x"] + 90, at["y"] + 200, steps=5)
    page.mouse.up()


def _printed(page: Page) -> str:
    with PdfDocument(page.pdf()) as document:
        return "\n".join(each.get_textpage().get_text_bounded() for each in document)


def test_a_picture_by_itself_is_no_page(
    office: Office, new_page: Callable[..., Page], screen: str
) -> None:
    """It would have no clock and no *Close*, and stay in its tab when the file is closed in another."""
    page = new_page()
    page.context.add_cookies([{"name": SCREEN, "value": screen, "url": office.url}])
    come_in(page, office.url, office.codes())
    while not page.locator(".latch-office__picture").count():
        page.get_by_role("button", name="Next page").click()
        page.wait_for_load_state()
    beside = page.context.new_page()
    beside.goto(f"{office.url}/read/picture/")
    assert urlsplit(beside.url).path == "/read/item/"
    page.locator("[data-exit]").click()
    expect(beside.get_by_role("heading", level=1)).to_have_text("Closed")
