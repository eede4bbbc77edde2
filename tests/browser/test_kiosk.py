"""A client at an office screen, in Chromium: reading, pausing, signing and leaving by keyboard alone (E34)."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from confidentiality.embedded.state import read_run, real_place
from tests.browser.conftest import Demo, enter_code, looked_at, picture
from tests.browser.soundness import expect_sound
from tests.browser.test_working_day import main, press
from tests.kiosk.office import CANARY, SCREEN, WITHHELD

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.clause("5.2.4")]
SignIn = Callable[[str], Page]
MAKE = "from tests.kiosk.office import for_browser; for_browser()"
# A control or picture in the accessibility tree of which nothing is said but what it is.
NAMELESS = re.compile(r"^\s*- (?:button|link|textbox|checkbox|radio|combobox|img)(?! \").*$", re.M)
AGREE = "from tests.kiosk.office import another_screen; another_screen()"


@dataclass
class Office:
    """The running kiosk, a worker at the package's page, and the code of a screen."""

    url: str
    worker: Page
    package: str
    screen_code: str
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


@pytest.fixture(scope="module")
def made(demo: Demo) -> tuple[str, str]:
    """A package from a client's own file in the running demo, and the code of a screen."""
    package, code = beside(demo, MAKE).split()[-2:]
    return package, code


@pytest.fixture
def office(demo: Demo, made: tuple[str, str], signed_in_page: SignIn) -> Office:
    run = read_run(demo.state)
    assert run is not None
    return Office(run["kiosk_url"], signed_in_page("iss_worker"), *made, demo)


@pytest.fixture(scope="module")
def screen(demo: Demo, chromium: Browser) -> str:
    """The cookie of an office screen that a browser took up."""
    run, page = read_run(demo.state), chromium.new_page()
    assert run is not None
    set_up(page, run["kiosk_url"], beside(demo, AGREE).split()[-1])
    (value,) = (each["value"] for each in page.context.cookies() if each["name"] == SCREEN)
    page.context.close()
    return value


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


def _no_findings(page: Page, name: str) -> None:
    """Expect nothing of axe's, names and order as a screen reader has them, and nothing sideways at 200 %."""
    found = Axe().run(page).response["violations"]
    assert not found, (name, [each["id"] for each in found])
    tree = page.locator("body").aria_snapshot()
    assert not NAMELESS.findall(tree), (name, tree)
    assert tree.count("[level=1]") == 1, (name, tree)
    first = [tree.find(each) for each in ("Skip to main content", "main:", "[level=1]")]
    assert first == sorted(first), (name, tree)
    page.set_viewport_size({"width": 683, "height": 384})
    assert page.evaluate("document.documentElement.scrollWidth") <= 683, name
    page.set_viewport_size({"width": 1366, "height": 768})
    looked_at(page, name)


def _press(page: Page, name: str) -> None:
    """Come to a control by Tab alone and press it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "document.activeElement.innerText || document.activeElement.value || ''"
        )
        if told.strip().startswith(name):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"No way to {name} by keyboard.")


@pytest.mark.edge("E24", "E34")
def test_a_client_reads_pauses_signs_and_leaves_by_keyboard_alone(
    office: Office, new_page: Callable[..., Page], allow_console: Callable[[str], None]
) -> None:
    """From the ticket on; the clock is the browser's own and is put forward."""
    page = new_page()
    page.clock.install()
    page.goto(office.url)
    _no_findings(page, "office-enrol")
    set_up(page, office.url, office.screen_code)
    _no_findings(page, "office-enter")
    codes = office.codes()
    page.get_by_label("Code of the member of staff").focus()
    page.keyboard.type(codes[0])
    page.keyboard.press("Tab")
    page.keyboard.type(codes[1])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _no_findings(page, "office-terms")
    page.get_by_label("I have read this").press("Space")
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
    looked_at(page, "office-left")
    page.go_back()
    assert CANARY not in page.content()
    office.worker.reload()
    told = office.worker.get_by_role("main")
    expect(told).to_contain_text("Closed by the client")
    expect(told).to_contain_text("That was a Monday.")
    _no_findings(office.worker, "office-sitting")
    picture(office.worker, "office-sitting", whole=True)


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
    _no_findings(page, "office-item")
    picture(page, "office-item")
    tree = page.locator("body").aria_snapshot()
    order = (
        "Skip to main content",
        "heading",
        'button "Next page"',
        "What else you can do",
        "How it looks",
    )
    places = [tree.index(each) for each in order]
    assert places == sorted(places), tree
    _press(page, "Next page")
    for _ in range(30):
        if page.locator(".latch-office__picture").count():
            break
        _press(page, "Next page")
    shown = page.locator(".latch-office__picture")
    expect(shown).to_be_visible()
    assert shown.evaluate("(each) => each.complete && each.naturalWidth") > 900
    assert "as a picture" in (shown.get_attribute("alt") or "")
    _no_findings(page, "office-picture")


def _looks(page: Page) -> None:
    _press(page, "All that there is to read")
    _no_findings(page, "office-items")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Call")).first.press("Enter")
    for name in ("Very large", "White on black"):
        _press(page, name)
    assert page.get_by_role("button", name="Very large").get_attribute("aria-pressed") == "true"
    _no_findings(page, "office-large")
    page.set_viewport_size({"width": 683, "height": 384})  # 200 % of a screen of 1366
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.set_viewport_size({"width": 1366, "height": 768})


def wait_for(page: Page, time: str) -> None:
    """Let the browser's clock go on, once what was scrolled has come to rest."""
    page.wait_for_timeout(700)
    page.clock.fast_forward(time)


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
    _no_findings(page, "office-dims")
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
    _no_findings(page, "office-blank")
    office.worker.goto(f"{office.demo.url}/packages/{office.package}/office/")
    expect(office.worker.get_by_role("main")).to_contain_text("Blank, waits for their code")
    page.go_back()  # what was there before is not there now
    page.wait_for_timeout(300)
    assert before[:40] not in page.content()
    page.goto(f"{office.url}/read/item/")
    assert urlsplit(page.url).path == "/back/"
    page.get_by_label("Your own code").fill(code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.inner_text("[data-item]") == before
    assert abs(page.evaluate("window.scrollY") - at) < 60
    assert page.get_by_role("button", name="Very large").get_attribute("aria-pressed") == "true"


def _begins_a_remark(page: Page, words: str) -> None:
    page.locator("summary").press("Enter")
    page.get_by_label("Is something wrong").press_sequentially(words)


def _thinks_over_a_remark(page: Page, code: str) -> None:
    """What was typed and not sent is kept when the screen goes blank, when letters change, when a page is turned."""
    main, kept = page.get_by_role("main"), "We have kept your words about this page."
    _begins_a_remark(page, "I never said that.")
    with page.expect_navigation(url="**/back/"):
        wait_for(page, "01:31")
    assert "I never said that." not in page.content()
    page.get_by_label("Your own code").fill(code)
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
    _press(page, "Page before")
    for said in ("I never said that.", "And it was not here.", "Nor with him."):
        expect(main.get_by_text(said, exact=True)).to_have_count(1)
    _press(page, "Very large")


def _to_ways(page: Page) -> None:
    """Open how the first consent can be changed."""
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Change this")).first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you want to change?")


def _says_changes_and_signs(page: Page) -> None:
    page.locator("summary").press("Enter")
    page.get_by_label("Is something wrong").fill("That was a Monday.")
    _press(page, "Keep my words")
    expect(page.get_by_role("main")).to_contain_text("That was a Monday.")
    _press(page, "Change what I have agreed to")
    _no_findings(page, "office-agreed")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Change this")).first.press("Enter")
    _no_findings(page, "office-change")
    _press(page, "Leave something out")
    _no_findings(page, "office-leave-out")
    page.get_by_role("checkbox").first.press("Space")
    page.get_by_label("Yes, change it").press("Space")
    _press(page, "Change it now")
    expect(page.get_by_role("main")).to_contain_text("We leave out:")
    _to_ways(page)
    _press(page, "End it on an earlier day")
    _no_findings(page, "office-end")
    page.get_by_label("Yes, change it").press("Space")
    _press(page, "Change it now")  # no day
    _no_findings(page, "office-end-refused")
    _press(page, "Leave it as it is")
    _to_ways(page)
    _press(page, "Share nothing more with them")
    _no_findings(page, "office-withdraw")
    page.get_by_label("I do not agree any more").press("Space")
    _press(page, "Change it now")
    expect(page.get_by_role("main")).to_contain_text("You do not agree to this any more.")
    _press(page, "Sign that I have read it")
    _no_findings(page, "office-sign")
    pad = page.locator(".latch-signing__pad")
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 60, steps=5)
    page.mouse.up()
    assert page.locator('[name="strokes"]').input_value().startswith("[[[")
    page.get_by_role("button", name="Wipe the box").press("Enter")
    assert page.locator('[name="strokes"]').input_value() == ""
    page.get_by_label("Or type your name").fill("A. K.")
    _press(page, "Sign")
    expect(page.get_by_role("main")).to_contain_text("It is kept that you have read it.")
    _no_findings(page, "office-signed")


def test_a_screen_is_asked_for_agreed_to_and_taken_away(
    office: Office, signed_in_page: SignIn, new_page: Callable[..., Page]
) -> None:
    """By two people and at the browser itself; what is read there is gone with the screen."""
    asks, agrees, page = signed_in_page("iss_manager"), signed_in_page("records_admin"), new_page()
    here = f"{office.demo.url}/office-screens/"
    asks.goto(f"{here}ask/")
    proven(asks, office.demo, "iss_manager", asks.get_by_label("In which room does it stand?"))
    expect_sound(asks, "screens-ask")
    asks.get_by_label("In which room does it stand?").fill("Room by the garden")
    press(asks, "Ask")
    expect(main(asks)).to_contain_text("Somebody else agrees")
    expect_sound(asks, "screens-asked")
    agrees.goto(here)
    row = agrees.get_by_role("listitem").filter(has_text="Room by the garden")
    expect(row).to_contain_text("Waits for another person")
    expect_sound(agrees, "screens-waits")
    row.get_by_role("button", name="Agree: Room by the garden").click()
    proven(agrees, office.demo, "records_admin", agrees.get_by_label("I am sure"))
    expect_sound(agrees, "screens-agree")
    agrees.get_by_label("I am sure").check()
    press(agrees, "Agree and show the code")
    expect_sound(agrees, "screens-code")
    expect(main(agrees)).to_contain_text(office.url)
    set_up(page, office.url, agrees.locator("#screen-code").inner_text())
    come_in(page, office.url, office.codes())
    press(agrees, "Done")
    expect(row).to_contain_text("In use")
    expect_sound(agrees, "screens-in-use")
    picture(agrees, "office-screens")
    row.get_by_role("button", name="Take away: Room by the garden").click()
    expect_sound(agrees, "screens-end")
    agrees.get_by_label("I am sure").check()
    press(agrees, "Take it away")
    expect(row).to_contain_text("Taken away")
    expect_sound(agrees, "screens-ended")
    page.get_by_role("button", name="Next page").click()
    expect(page.locator("[data-item]")).to_have_count(0)
    looked_at(page, "office-taken-away")
    page.goto(office.url)
    expect(page.get_by_label("Code of this screen")).to_be_visible()


def proven(page: Page, demo: Demo, person: str, there: Locator) -> None:
    """Prove who one is, where the page asks for it before it shows what is there."""
    there.or_(page.get_by_role("textbox", name="Code")).first.wait_for()
    if not there.count():
        enter_code(page, demo.people[person])
    expect(there).to_be_visible()
