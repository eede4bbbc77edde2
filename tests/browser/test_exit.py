"""Leaving in a hurry: the Back button, other tabs and the browser's caches show nothing (A12).

Two things stand against Back, and each is tried without the other. Chromium does not keep a page that is sent with
`no-store` over this connection, but other browsers and later ones may; so most tests here take `no-store` off the
pages of files, and Chromium keeps them whole (Playwright switches that off unless told not to). The first test is the
positive control: it sees the kept page again, although the session is locked.
"""

import os
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.attacking import report
from tests.browser.conftest import CHROMIUM_FLAGS, Demo, looked_at
from tests.browser.test_drafts import BODY, sign_in_here
from tests.cast import FILES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.clause("4.6.6"),
    pytest.mark.attack("A12"),
    pytest.mark.slow,
]
AMINA = FILES["amina"]
CANARY = AMINA.name
CALENDAR = re.compile("/screen/calendar/")
FILES_PAGES = re.compile(r"//[^/]+/files/")


@pytest.fixture(scope="module")
def profile(chromium: Browser) -> Iterator[BrowserContext]:
    """A profile of Chromium as people have it: with its cache of whole pages for Back."""
    browser = chromium.browser_type.launch(
        executable_path=os.environ.get("LATCH_CHROMIUM"),
        args=list(CHROMIUM_FLAGS),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser.new_context(viewport={"width": 1366, "height": 768})
    browser.close()


@pytest.fixture
def page(profile: BrowserContext, demo: Demo) -> Iterator[Page]:
    page = profile.new_page()
    page.goto(demo.url + "/files/")
    if "/account/login/" in page.url:
        sign_in_here(page, demo, "iss_worker")
    unlock_if_locked(page, demo)
    page.wait_for_url(FILES_PAGES)
    page.route(FILES_PAGES, without_no_store)
    yield page
    for each in profile.pages:
        each.close()


def unlock_if_locked(page: Page, demo: Demo) -> None:
    if "/account/unlock/" in page.url:
        page.get_by_label("Password", exact=True).fill(demo.people["iss_worker"]["password"])
        page.get_by_role("button", name="Unlock").click()
        page.wait_for_url(lambda url: "/account/unlock/" not in url)


def without_no_store(route: Route) -> None:
    """Serve a page as if it might be kept."""
    answer = route.fetch(max_redirects=0)
    headers = {name: value for name, value in answer.headers.items() if name != "cache-control"}
    assert len(headers) < len(answer.headers)
    route.fulfill(response=answer, headers=headers)


def without_measures(route: Route) -> None:
    """Serve our script without what it does about leaving."""
    answer = route.fetch()
    text = answer.text()
    assert "pagehide" in text
    route.fulfill(response=answer, body="document.body.classList.add('no-measures')")


def back(page: Page) -> str:
    page.go_back(wait_until="commit")
    page.wait_for_timeout(700)
    return page.content()


def switch_the_measures_off(page: Page) -> None:
    page.route(re.compile(r"/static/app.*\.js"), without_measures)
    page.route(re.compile(r"/static/calendar.*\.js"), lambda route: route.abort())
    page.route("**/look.css", lambda route: route.abort())


def from_a_file_to_the_calendar(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/files/{AMINA.reference}/")
    assert CANARY in page.content()
    page.goto(demo.url + "/screen/calendar/")
    assert CANARY not in page.content()


def test_without_the_measures_and_no_store_back_shows_the_canary(page: Page, demo: Demo) -> None:
    switch_the_measures_off(page)
    from_a_file_to_the_calendar(page, demo)
    assert CANARY in back(page)  # although the session is locked


def test_no_store_alone_keeps_the_page_out_of_back(page: Page, demo: Demo) -> None:
    page.unroute(FILES_PAGES)
    switch_the_measures_off(page)
    from_a_file_to_the_calendar(page, demo)
    assert CANARY not in back(page)
    expect(page).to_have_url(re.compile("/account/unlock/"))
    report("A12", "Back, no-store alone", tried=1, refused=1)


def test_pages_that_empty_themselves_are_enough_alone(page: Page, demo: Demo) -> None:
    page.route(re.compile(r"/static/calendar.*\.js"), lambda route: route.abort())
    page.route("**/look.css", lambda route: route.abort())
    from_a_file_to_the_calendar(page, demo)
    assert CANARY not in back(page)
    report("A12", "Back, emptied page alone", tried=1, refused=1)


def press_shift_three_times(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


WAYS: dict[str, Callable[[Page], None]] = {
    "button": lambda page: page.get_by_role("link", name=re.compile("^Exit")).click(),
    "shift": press_shift_three_times,
}


@pytest.mark.parametrize("way", sorted(WAYS))
def test_after_exit_no_way_back_shows_anything(page: Page, demo: Demo, way: str) -> None:
    shown = 0
    for tried in range(3):
        page.goto(f"{demo.url}/files/{AMINA.reference}/")
        unlock_if_locked(page, demo)
        page.goto(f"{demo.url}/files/{AMINA.reference}/third-party/")
        assert CANARY in page.content()
        WAYS[way](page)
        page.wait_for_url(CALENDAR)
        page.wait_for_load_state("load")
        assert "Latch" not in page.content().replace("latch", "")
        for _ in range(tried + 1):
            found = back(page)
            shown += CANARY in found or AMINA.reference in page.title()
    assert shown == 0
    report("A12", f"exit by {way}, then Back", tried=3, refused=3)


def test_exit_takes_every_tab_along_and_keeps_what_was_typed(page: Page, demo: Demo) -> None:
    beside = page.context.new_page()
    beside.goto(f"{demo.url}/files/{AMINA.reference}/entries/new/")
    beside.get_by_label(BODY).press_sequentially("Somebody came in")
    page.goto(f"{demo.url}/files/{AMINA.reference}/")
    page.get_by_role("link", name=re.compile("^Exit")).click()
    for each in (page, beside):
        each.wait_for_url(CALENDAR)
    looked_at(page, "calendar")
    page.goto(demo.url + "/drafts/")
    expect(page).to_have_url(re.compile("/account/unlock/"))
    unlock_if_locked(page, demo)
    page.get_by_role("link", name="Add entry").first.click()
    expect(page.get_by_label(BODY)).to_have_value("Somebody came in")


def test_two_shifts_or_capital_letters_do_not_leave(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/files/{AMINA.reference}/entries/new/")
    page.get_by_label(BODY).press_sequentially("ABC She Said NO")
    for key in ("Shift", "Shift", "a", "Shift"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    expect(page).to_have_url(re.compile("entries/new"))


@pytest.mark.parametrize("step", ["sign out", "lock"])
def test_back_after_signing_out_or_locking_shows_nothing(page: Page, demo: Demo, step: str) -> None:
    page.goto(f"{demo.url}/files/{AMINA.reference}/")
    assert CANARY in page.content()
    if step == "sign out":
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(re.compile("/account/login/"))
    else:
        page.goto(f"{demo.url}/policy/")
        page.keyboard.press("Alt+l")
        expect(page.get_by_role("heading", name="Locked")).to_be_visible()
        page.wait_for_timeout(500)
    assert CANARY not in back(page)
    report("A12", f"{step}, then Back", tried=1, refused=1)
