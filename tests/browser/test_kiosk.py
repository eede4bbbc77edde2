"""A client at an office screen, in Chromium: reading, pausing, signing and leaving by keyboard alone (E34)."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.template.loader import render_to_string
from django.test import override_settings
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import picture
from tests.browser.office import Office, screen_code, set_up, wait_for
from tests.browser.office_sound import expect_office_sound
from tests.browser.soundness import DESK, TELEPHONE, ZOOMED, expect_sound
from tests.kiosk.office import CANARY, WITHHELD

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.clause("5.2.4")]
SignIn = Callable[[str], Page]
WAYS = {
    "Keep it from one person there": "not_this_person",
    "Only tell them, and write nothing": "only_verbally",
    "Wait until a day": "not_before",
}


_AT = """() => {
  const at = document.activeElement
  const label = at.labels && at.labels[0] ? at.labels[0].innerText : ''
  return (label || at.innerText || at.value || at.getAttribute('aria-label') || '').trim()
}"""


def _to(page: Page, name: str) -> None:
    """Come to a control by Tab alone."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(_AT).startswith(name):
            return
    raise AssertionError(f"No way to {name} by keyboard.")


def _press(page: Page, name: str) -> None:
    """Come to a control by Tab alone and press it."""
    _to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _tick(page: Page, name: str) -> None:
    _to(page, name)
    page.keyboard.press("Space")


def _type(page: Page, name: str, words: str) -> None:
    _to(page, name)
    page.keyboard.type(words)


@pytest.mark.edge("E24", "E34")
def test_a_client_reads_pauses_signs_and_leaves_by_keyboard_alone(
    office: Office, new_page: Callable[..., Page], allow_console: Callable[[str], None]
) -> None:
    """From the ticket on; the clock is the browser's own and is put forward."""
    page = new_page()
    page.clock.install()
    page.goto(office.url)
    expect_office_sound(page, "enrol")
    set_up(page, office.url, screen_code(office.demo))
    expect_office_sound(page, "enter")
    codes = office.codes()
    _type(page, "Code of the member of staff", "AAAA-AAAA")
    _type(page, "Your own code", "000 000")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect_office_sound(page, "enter-refused")
    _type(page, "Code of the member of staff", codes[0])
    _type(page, "Your own code", codes[1])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect_office_sound(page, "terms")
    _tick(page, "I have read this")
    _press(page, "Start to read")
    _reads_and_turns(page)
    _looks(page)
    _pauses(page, office, codes[1])
    _thinks_over_a_remark(page, codes[1])
    _says_changes_and_signs(page)
    with page.expect_navigation():
        for _ in range(3):
            page.keyboard.press("Shift")
    expect(page.get_by_role("heading", level=1)).to_have_text("Closed")
    expect_office_sound(page, "left")
    page.go_back()
    assert CANARY not in page.content()
    expect_office_sound(page, "nothing")
    office.worker.reload()
    told = office.worker.get_by_role("main")
    expect(told).to_contain_text("Closed by the client")
    expect(told).to_contain_text("That was a Monday.")
    expect_sound(office.worker, "office-sitting")
    picture(office.worker, "office-sitting", whole=True)


@override_settings(ROOT_URLCONF="disclosures.kiosk.office.urls")
def test_what_is_said_where_nothing_can_be_shown(
    office: Office, new_page: Callable[..., Page], allow_console: Callable[[str], None]
) -> None:
    allow_console("status of 4")
    allow_console("status of 5")
    page = new_page()
    page.goto(office.url)
    page.get_by_label("Code of this screen").fill("AAAA-AAAA")
    page.context.clear_cookies()
    with page.expect_navigation():
        page.get_by_role("button", name="Set up").click()
    expect_office_sound(page, "stale")
    for name, status in (("too_often", 429), ("failed", 500), ("closed", 503)):
        body = render_to_string(f"office/{name}.html")
        page.route("**/read/", _answering(status, body))
        page.goto(f"{office.url}/read/")
        expect_office_sound(page, name)


def _answering(status: int, body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, content_type="text/html", body=body)


def _reads_and_turns(page: Page) -> None:
    for _ in range(30):
        if CANARY in page.inner_text("main"):
            break
        _press(page, "Next page")
    words = page.inner_text("main")
    assert "[withheld]" in words
    assert WITHHELD not in page.content()
    expect(page.get_by_role("main")).to_contain_text("Some words were left out here.")
    assert page.title() == "Reading"
    assert urlsplit(page.url).path == "/read/item/"
    expect_office_sound(page, "item")
    picture(page, "office-item")
    _press(page, "Next page")
    for _ in range(30):
        if page.locator(".latch-office__picture").count():
            break
        _press(page, "Next page")
    shown = page.locator(".latch-office__picture")
    expect(shown).to_be_visible()
    assert shown.evaluate("(each) => each.complete && each.naturalWidth") > 900
    assert "as a picture" in (shown.get_attribute("alt") or "")
    expect_office_sound(page, "picture")
    _grows(page)


def _grows(page: Page) -> None:
    """A picture grows with the letters; what does not fit is moved to within it, by keyboard too."""
    for width in (DESK, ZOOMED, TELEPHONE):
        page.set_viewport_size({"width": width[0], "height": width[1]})
        wide = []
        for name in ("Normal", "Large", "Very large"):
            _press(page, name)
            shown = page.locator(".latch-office__picture").bounding_box()
            assert shown
            assert page.evaluate("document.documentElement.scrollWidth") <= width[0], name
            wide.append(shown["width"])
        assert [round(each / wide[0], 1) for each in wide] == [1.0, 1.3, 1.7], width
        _to(page, "The page, wider than the screen")
        page.keyboard.press("ArrowRight")
        for _ in range(50):
            if page.evaluate("document.activeElement.scrollLeft"):
                break
            page.wait_for_timeout(20)
        else:
            raise AssertionError("The arrow keys do not move it.")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    expect_office_sound(page, "picture-large")
    _press(page, "Normal")


def _looks(page: Page) -> None:
    _press(page, "All that there is to read")
    expect_office_sound(page, "items")
    _press(page, "Call")
    for name in ("Very large", "White on black"):
        _press(page, name)
    assert page.get_by_role("button", name="Very large").get_attribute("aria-pressed") == "true"
    expect_office_sound(page, "large")


def _pauses(page: Page, office: Office, code: str) -> None:
    """Dimmed after a minute, gone on with by any key; blank half a minute later, and back at the same place."""
    page.evaluate("window.scrollTo(0, 300)")
    page.wait_for_timeout(200)
    before, at = page.inner_text("[data-item]"), page.evaluate("window.scrollY")
    assert at > 100
    with page.expect_response("**/beat/"):
        page.clock.fast_forward("00:16")
        page.keyboard.press("Shift")
    wait_for(page, "01:01")
    asks = page.get_by_role("alertdialog", name="Are you still reading?")
    expect(asks).to_be_visible()
    expect_office_sound(page, "dims")
    if not asks.count():  # to take its picture is to move it
        wait_for(page, "01:01")
    expect(asks.get_by_role("button")).to_be_focused()
    with page.expect_response("**/beat/"):
        page.keyboard.press("a")
    expect(asks).to_have_count(0)
    assert page.inner_text("[data-item]") == before
    wait_for(page, "01:01")
    expect(asks).to_be_visible()
    with page.expect_navigation(url="**/back/"):
        wait_for(page, "00:31")
    assert before[:40] not in page.content()
    expect_office_sound(page, "blank")
    office.worker.goto(f"{office.demo.url}/packages/{office.package}/office/")
    expect(office.worker.get_by_role("main")).to_contain_text("Blank, waits for their code")
    page.go_back()  # what was there before is not there now
    page.wait_for_timeout(300)
    assert before[:40] not in page.content()
    page.goto(f"{office.url}/read/item/")
    assert urlsplit(page.url).path == "/back/"
    _type(page, "Your own code", "000 000")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect_office_sound(page, "blank-refused")
    _type(page, "Your own code", code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.inner_text("[data-item]") == before
    assert abs(page.evaluate("window.scrollY") - at) < 60
    assert page.get_by_role("button", name="Very large").get_attribute("aria-pressed") == "true"


def _begins_a_remark(page: Page, words: str) -> None:
    _to(page, "Say something about this page")
    page.keyboard.press("Enter")
    _type(page, "Is something wrong", words)


def _thinks_over_a_remark(page: Page, code: str) -> None:
    """What was typed and not sent is kept when the screen goes blank, when letters change, when a page is turned."""
    main, kept = page.get_by_role("main"), "We have kept your words about this page."
    _begins_a_remark(page, "I never said that.")
    with page.expect_navigation(url="**/back/"):
        wait_for(page, "01:31")
    assert "I never said that." not in page.content()
    _type(page, "Your own code", code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(main).to_contain_text("I never said that.")
    expect(main).to_contain_text(kept)
    _begins_a_remark(page, "And it was not here.")
    _press(page, "Large")
    expect(main).to_contain_text("And it was not here.")
    _begins_a_remark(page, "Nor with him.")
    _press(page, "Next page")
    expect(main).to_contain_text("We have kept your words about another page.")
    expect(main).not_to_contain_text("Nor with him.")
    _begins_a_remark(page, "He was not there.")
    _press(page, "Sign that I have read it")
    page.go_back()
    expect(main).to_contain_text("He was not there.")
    _types_a_name_and_does_not_sign(page, code)
    _press(page, "Page before")
    for said in ("I never said that.", "And it was not here.", "Nor with him."):
        expect(main.get_by_text(said, exact=True)).to_have_count(1)
    _press(page, "Very large")


def _types_a_name_and_does_not_sign(page: Page, code: str) -> None:
    """What was typed where one signs is kept when the screen goes blank, and is no signature."""
    _press(page, "Sign that I have read it")
    page.get_by_label("Or type your name").press_sequentially("I do not agree")
    with page.expect_navigation(url="**/back/"):
        wait_for(page, "01:31")
    assert "I do not agree" not in page.content()
    page.get_by_label("Your own code").fill(code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    said = "Typed where one signs, and not signed: I do not agree"
    expect(page.get_by_role("main")).to_contain_text(said)


def _to_ways(page: Page) -> None:
    """Open how the first consent can be changed."""
    _press(page, "Change this")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you want to change?")


def _says_changes_and_signs(page: Page) -> None:
    _begins_a_remark(page, "That was a Monday.")
    expect_office_sound(page, "remark")
    _press(page, "Keep my words")
    expect(page.get_by_role("main")).to_contain_text("That was a Monday.")
    expect_office_sound(page, "said")
    _press(page, "Change what I have agreed to")
    expect_office_sound(page, "agreed")
    _to_ways(page)
    expect_office_sound(page, "change")
    for way, name in WAYS.items():
        _press(page, way)
        expect_office_sound(page, name)
        _press(page, "Leave it as it is")
        _to_ways(page)
    _press(page, "Leave something out")
    expect_office_sound(page, "not_this_item")
    first = page.get_by_role("main").get_by_role("checkbox").first
    _tick(page, first.evaluate("(each) => each.labels[0].innerText"))
    _tick(page, "Yes, change it")
    _press(page, "Change it now")
    expect(page.get_by_role("main")).to_contain_text("We leave out:")
    _to_ways(page)
    _press(page, "End it on an earlier day")
    expect_office_sound(page, "ends")
    _tick(page, "Yes, change it")
    _press(page, "Change it now")  # no day
    expect_office_sound(page, "ends-refused")
    _press(page, "Leave it as it is")
    _to_ways(page)
    _press(page, "Share nothing more with them")
    expect_office_sound(page, "withdraw")
    _tick(page, "I do not agree any more")
    _press(page, "Change it now")
    expect(page.get_by_role("main")).to_contain_text("You do not agree to this any more.")
    _press(page, "Sign that I have read it")
    expect_office_sound(page, "sign")
    pad = page.locator(".latch-signing__pad")
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 60, steps=5)
    page.mouse.up()
    assert page.locator('[name="strokes"]').input_value().startswith("[[[")
    _to(page, "Wipe the box")
    page.keyboard.press("Enter")
    assert page.locator('[name="strokes"]').input_value() == ""
    _type(page, "Or type your name", "A. K.")
    _press(page, "Sign")
    expect(page.get_by_role("main")).to_contain_text("It is kept that you have read it.")
    expect_office_sound(page, "signed")
