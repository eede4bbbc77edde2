"""The lock covers and gives back; it shows nothing, and lets nobody past."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Demo, looked_at
from tests.browser.from_policy import at_its_place
from tests.browser.test_drafts import BODY, end_session, has, kept, sign_in_here, write
from tests.cast import FILES

pytestmark = [pytest.mark.browser, pytest.mark.clause("4.6.6")]
AMINA = FILES["amina"]
SignIn = Callable[[str], Page]
LOCKED = "What you were doing is still here"


def is_locked(page: Page) -> None:
    """Expect the cover, and nothing of the page anywhere in the document."""
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    expect(page).to_have_title(re.compile("Locked"))
    assert AMINA.name not in page.content()
    assert AMINA.reference not in page.content()


def unlock(page: Page, person: dict[str, Any]) -> None:
    page.get_by_label("Password", exact=True).fill(person["password"])
    page.get_by_role("button", name="Unlock").click()


def try_wrongly(page: Page) -> None:
    page.get_by_label("Password", exact=True).fill("wrong-wrong-wrong")
    with page.expect_response(re.compile("/account/unlock/")):
        page.get_by_role("button", name="Unlock").click()
    page.wait_for_timeout(1100)  # for so long the button takes no second click


def test_l_locks_at_once_and_the_page_comes_back_as_it_was(
    demo: Demo, signed_in_page: SignIn
) -> None:
    page = signed_in_page("iss_worker")
    write(page, demo, "Half a sent")
    page.get_by_label(BODY).press_sequentially("l")  # while typing it is a letter
    has(page, "Half a sentl")
    page.set_viewport_size({"width": 1366, "height": 500})
    page.evaluate("window.scrollTo(0, 300)")
    before = page.evaluate("window.scrollY")
    assert before > 200
    page.keyboard.press("Alt+l")
    is_locked(page)
    looked_at(page, "locked")
    page.set_viewport_size({"width": 1366, "height": 500})
    assert Axe().run(page).violations_count == 0
    unlock(page, demo.people["iss_worker"])
    has(page, "Half a sentl")
    assert abs(page.evaluate("window.scrollY") - before) < 3
    assert AMINA.reference in page.title()
    page.get_by_label(BODY).press_sequentially("!")
    kept(page)


def test_a_wrong_password_unlocks_nothing_and_the_fifth_ends_the_session(
    demo: Demo, signed_in_page: SignIn
) -> None:
    page = signed_in_page("iss_worker")
    at_its_place(page, demo, "4.6.6", "Drafts", "Lock stands at the top of each page")
    write(page, demo, "Typed before.")
    kept(page)
    page.get_by_role("button", name="Lock").click()
    is_locked(page)
    for _ in range(4):
        try_wrongly(page)
        expect(page.get_by_role("alert")).to_contain_text("not your password")
        is_locked(page)
    looked_at(page, "locked-wrong")
    try_wrongly(page)
    expect(page.get_by_role("heading", name="You have been signed out")).to_be_visible()
    looked_at(page, "signed-out")
    assert AMINA.name not in page.content()
    page.get_by_role("link", name="Sign in again").click()
    sign_in_here(page, demo, "iss_worker")
    has(page, "Typed before.")


def test_what_the_server_is_asked_meanwhile_leads_to_the_lock(
    demo: Demo, signed_in_page: SignIn
) -> None:
    page = signed_in_page("iss_worker")
    page.goto(f"{demo.url}/files/{AMINA.reference}/")
    beside = page.context.new_page()
    beside.goto(f"{demo.url}/files/{AMINA.reference}/entries/new/")
    beside.get_by_label(BODY).fill("In the other tab.")
    with page.expect_response("**/screen/lock/"):
        page.keyboard.press("Alt+l")
    is_locked(page)
    is_locked(beside)
    third = page.context.new_page()
    third.goto(f"{demo.url}/files/{AMINA.reference}/third-party/")
    expect(third).to_have_url(re.compile("/account/unlock/"))
    expect(third.get_by_role("main")).to_contain_text(LOCKED)
    looked_at(third, "lock-page")
    assert Axe().run(third).violations_count == 0
    unlock(third, demo.people["iss_worker"])
    expect(third).to_have_url(re.compile(rf"/files/{AMINA.reference}/third-party/$"))
    has(beside, "In the other tab.")
    expect(page.get_by_role("main")).not_to_contain_text(LOCKED)


def test_fifteen_idle_minutes_lock_and_discard_nothing(demo: Demo, signed_in_page: SignIn) -> None:
    page = signed_in_page("iss_worker")
    page.clock.install()
    write(page, demo, "Then the telephone rang")
    page.clock.run_for(4000)
    page.clock.fast_forward("14:00")
    page.clock.run_for(6000)
    has(page, "Then the telephone rang")
    with page.expect_response("**/screen/lock/"):
        page.clock.fast_forward("01:00")
        page.clock.run_for(6000)
    is_locked(page)
    answer = page.request.get(f"{demo.url}/files/", max_redirects=0)
    assert answer.status == 302
    assert "/account/unlock/" in answer.headers["location"]
    unlock(page, demo.people["iss_worker"])
    has(page, "Then the telephone rang")


def test_locked_without_a_network_it_does_not_open_when_the_network_is_back(
    demo: Demo, signed_in_page: SignIn, allow_console: Callable[[str], None]
) -> None:
    allow_console("ERR_INTERNET_DISCONNECTED")
    page = signed_in_page("iss_worker")
    page.goto(f"{demo.url}/files/{AMINA.reference}/")
    page.context.set_offline(True)
    page.keyboard.press("Alt+l")
    is_locked(page)
    page.context.set_offline(False)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(500)
    is_locked(page)
    with page.expect_response("**/screen/lock/"):
        pass
    is_locked(page)


def test_who_unlocks_before_the_server_has_heard_of_the_lock_gets_in_at_once(
    demo: Demo, signed_in_page: SignIn
) -> None:
    page = signed_in_page("iss_worker")
    page.goto(f"{demo.url}/files/{AMINA.reference}/")
    held: list[Route] = []
    page.route("**/screen/lock/", lambda route: held.append(route))
    page.keyboard.press("Alt+l")
    is_locked(page)
    page.wait_for_timeout(200)
    unlock(page, demo.people["iss_worker"])
    page.wait_for_timeout(500)
    is_locked(page)
    assert len(held) == 1
    with page.expect_response("**/account/unlock/"):
        held[0].continue_()
    expect(page).to_have_title(re.compile(AMINA.reference))


def test_an_ended_session_covers_the_page_until_its_person_is_back(
    demo: Demo, signed_in_page: SignIn
) -> None:
    page = signed_in_page("iss_worker")
    write(page, demo, "Kept on")
    kept(page)
    end_session(page.context)
    page.get_by_label(BODY).press_sequentially(" typing.")
    expect(page.get_by_role("heading", name="You have been signed out")).to_be_visible()
    assert AMINA.name not in page.content()
    beside = page.context.new_page()
    beside.goto(demo.url + "/account/login/")
    sign_in_here(beside, demo, "iss_worker")
    has(page, "Kept on typing.")
    page.get_by_label("Fact", exact=True).check()
    page.get_by_label("Call", exact=True).check()
    page.get_by_label("The client rang us", exact=True).check()
    page.get_by_role("button", name="Save the entry").click()
    expect(page.get_by_role("main")).to_contain_text("The entry is written.")  # with its new token


def test_somebody_else_signing_in_gets_none_of_it(demo: Demo, signed_in_page: SignIn) -> None:
    page = signed_in_page("iss_worker")
    write(page, demo, "Hers alone")
    kept(page)
    end_session(page.context)
    page.get_by_label(BODY).press_sequentially(".")
    expect(page.get_by_role("heading", name="You have been signed out")).to_be_visible()
    beside = page.context.new_page()
    beside.goto(demo.url + "/account/login/")
    sign_in_here(beside, demo, "iss_senior")
    page.wait_for_url("**/today/")
    assert "Hers alone" not in page.content()
    page.goto(demo.url + "/drafts/")
    expect(page.get_by_role("main")).to_contain_text("Nothing waits here")


def test_print_shows_the_lock_only(demo: Demo, signed_in_page: SignIn) -> None:
    page = signed_in_page("iss_worker")
    page.goto(f"{demo.url}/files/{AMINA.reference}/")
    page.emulate_media(media="print")
    assert AMINA.name in page.inner_text("body")
    page.keyboard.press("Alt+l")
    is_locked(page)
    assert AMINA.name not in page.inner_text("body")
