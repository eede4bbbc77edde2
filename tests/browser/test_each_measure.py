"""What each measure against the browser's memory stops by itself at an office screen, and without it is seen (A12).

Where another measure would stop the same, all the others are taken away: with this one alone it holds, without it not.
That the disk holds nothing, which is `no-store`'s alone, stands in test_screen_forgets.py, with its own control.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.attacking import report
from tests.browser.keeping import came_back, shows, telling
from tests.browser.office import Office
from tests.browser.office_proxy import MEASURES, proxied
from tests.browser.test_kept_pages import keeping
from tests.browser.test_screen_forgets import LEFT, WHOLE, Off, reads
from tests.kiosk.office import CANARY

pytestmark = [
    *(pytest.mark.browser, pytest.mark.slow, pytest.mark.clause("5.2.4")),
    *(pytest.mark.attack("A12"), pytest.mark.edge("E34")),
]
__all__ = ["keeping"]
AGAINST_BACK = sorted({*MEASURES} - {"no-store"})


@contextmanager
def _at_screen(
    office: Office, browser: Browser, cookie: str, off: Off
) -> Iterator[tuple[BrowserContext, str]]:
    """Somebody who has read the canary in the first tab of a browser, without some measures; and the page's address."""
    with proxied(office.port, off=off) as url:
        context = telling(browser.new_context())
        context.new_page()
        reads(context, url, cookie, office.codes())
        yield context, f"{url}/read/item/"
        context.close()


def _leaves(page: Page) -> None:
    with page.expect_navigation(url="**/leave/"):
        page.locator("[data-exit]").click()
    page.wait_for_load_state("load")


def test_each_is_enough_against_back_and_none_is_not(
    office: Office, keeping: Browser, screen: str
) -> None:
    """Back shows the whole page out of the browser's memory, and not with any one of the four that stand against it."""
    shown, kept = {}, {}
    for on in ("", *AGAINST_BACK):
        with _at_screen(office, keeping, screen, LEFT - {on}) as (context, _):
            (page,) = context.pages
            _leaves(page)
            page.wait_for_timeout(300)
            page.go_back(wait_until="commit")
            shown[on], kept[on] = shows(page, CANARY), came_back(page)
    report(
        "A12", "an office screen, Back with one measure alone",
        tried=len(AGAINST_BACK), shown=sum(shown[on] for on in AGAINST_BACK),
        controls=1, controls_seen=int(shown[""]), kept_whole=sum(kept.values()),
    )  # fmt: skip
    assert (shown.pop(""), kept.pop("")) == (
        True,
        True,
    )  # the control: that cache is on, and shows it
    assert {on for on, again in shown.items() if again} == set()
    assert kept["emptied"]  # it came back whole, and nothing was on it


def test_closing_in_one_tab_leaves_nothing_in_another(
    office: Office, keeping: Browser, screen: str
) -> None:
    """Told to go by the page that closes: without that alone, the other tab goes on showing it."""
    left = {}
    for off in (WHOLE, frozenset({"told to go"})):
        with _at_screen(office, keeping, screen, off) as (context, address):
            (page,), other = context.pages, context.new_page()
            other.goto(address)
            assert shows(other, CANARY)
            _leaves(page)
            if off:
                other.wait_for_timeout(1000)
            else:
                other.wait_for_url("**/leave/")
            left[off] = [shows(other, CANARY)]
            if not off:
                other.go_back(wait_until="commit")
                left[off].append(shows(other, CANARY))
                other.goto(address)
                left[off].append(shows(other, CANARY))
    report(
        "A12", "an office screen in two tabs, closed in one",
        tried=len(left[WHOLE]), shown=sum(left[WHOLE]),
        controls=1, controls_seen=sum(left[frozenset({"told to go"})]),
    )  # fmt: skip
    assert left == {WHOLE: [False] * 3, frozenset({"told to go"}): [True]}
