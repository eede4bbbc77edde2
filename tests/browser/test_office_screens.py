"""An office screen is asked for, agreed to by somebody else, taken up by a browser, and taken away."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Demo, enter_code, looked_at, picture
from tests.browser.office import Office, come_in, set_up
from tests.browser.soundness import expect_sound
from tests.browser.test_working_day import main, press

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.clause("5.2.4")]
SignIn = Callable[[str], Page]


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
