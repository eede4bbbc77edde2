"""What a browser at the office keeps of what was read there: nothing, whichever one measure fails (A12, E34).

Each way to look is seen to find something where measures are taken away, and each measure is seen to matter.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.attacking import report, sized
from tests.browser.keeping import Seen, after_leaving, on_disk, profiled, restored
from tests.browser.office import Office, come_in, to_the_canary
from tests.browser.office_proxy import MEASURES, certificate, proxied
from tests.kiosk.office import CANARY, SCREEN

pytestmark = [
    *(pytest.mark.browser, pytest.mark.slow, pytest.mark.clause("5.2.4")),
    *(pytest.mark.attack("A12"), pytest.mark.edge("E34")),
]
PLANTED, TYPED = "Marchbanks", "Ravensworth"
FLUSHED = 2700  # milliseconds: Chromium writes what it would restore every two and a half seconds
Off = frozenset[str]
WHOLE: Off = frozenset()
LEFT: Off = frozenset(MEASURES)
# The sets of measures that one can fail in, and in which ways something has to be seen then.
FINDS: dict[Off, frozenset[str]] = {
    LEFT: frozenset({"back 1"}),
    frozenset({"ended"}): frozenset(
        {
            *("back 1", "back 2", "back 3", "forward", "copied address", "refresh", "source"),
            *("reopened tab", "restored tabs", "restored address"),
        }
    ),
}
SINGLE = [frozenset({each}) for each in MEASURES]
ALONE = [LEFT - {each} for each in MEASURES]  # each by itself
# By itself, but in these ways: an emptied page still lies in the browser's cache, which is another measure's to clear.
ENOUGH: dict[str, frozenset[str]] = {"emptied": frozenset({"disk"}), "cache cleared": frozenset()}
AGAIN = 2


def looked(
    office: Office,
    chromium: Browser,
    cookie: str,
    profile: Path,
    off: Off,
    tls: Path | None,
    *flags: str,
) -> tuple[Seen, bool]:
    """Let somebody read, type and leave without some measures; return in which ways it was seen afterwards.

    And whether the browser had kept the page whole for Back.
    """
    with proxied(office.port, off=off, tls=tls) as url:
        address = f"{url}/read/item/"
        with profiled(chromium, profile, *flags) as context:
            reads(context, url, cookie, office.codes())
            page = context.pages[0]
            page.wait_for_timeout(FLUSHED)
            with page.expect_navigation(url="**/leave/"):
                page.locator("[data-exit]").click()
            page.wait_for_load_state("load")
            page.wait_for_timeout(300)
            seen = {"disk": on_disk(profile, CANARY)}
            after, kept = after_leaving(context, address, CANARY)
            seen |= after
        with profiled(chromium, profile, *flags, "--restore-last-session") as context:
            seen |= restored(context, address, CANARY)
            puts_on_disk(context, address)
        seen["disk"] |= on_disk(profile, CANARY)
        for _ in range(AGAIN):  # a browser that is closed in haste may not have written it yet
            if not on_disk(profile, PLANTED):
                with profiled(chromium, profile, *flags) as context:
                    puts_on_disk(context, address)
    assert on_disk(profile, PLANTED)  # what a page puts on the disk is found there
    return seen, kept


def puts_on_disk(context: BrowserContext, address: str) -> None:
    """Have a page of that address keep something, which is then found on the disk."""
    page = context.new_page()
    page.goto(address)
    page.evaluate("words => localStorage.setItem('planted', words)", PLANTED)


def reads(context: BrowserContext, url: str, cookie: str, codes: tuple[str, str]) -> None:
    """Come in, in the first tab, turn to the canary, and type something that is not sent."""
    page = context.pages[0]
    context.add_cookies([{"name": SCREEN, "value": cookie, "url": url}])
    come_in(page, url, codes)
    to_the_canary(page)
    page.locator("summary").click()
    page.get_by_label("Is something wrong").fill(TYPED)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_of_it_is_left_after_leaving(
    office: Office, chromium: Browser, screen: str, tmp_path: Path, scheme: str
) -> None:
    """Back, forward, a copied address, refresh, source, a reopened tab, a restored profile, and the profile's disk.

    With every measure, without each one, and with none of them, when it is seen again; at full size, each one alone.
    """
    signed = certificate(tmp_path)
    tls = signed.path if scheme == "https" else None
    trust = f"--ignore-certificate-errors-spki-list={signed.print}"
    shown: dict[Off, frozenset[str]] = {}
    ways, kept = 0, {}
    for number, off in enumerate([WHOLE, *FINDS, *sized([], [*SINGLE, *ALONE])]):
        seen, kept[off] = looked(
            office, chromium, screen, tmp_path / f"profile{number}", off, tls, trust
        )
        shown[off], ways = frozenset(name for name, again in seen.items() if again), len(seen)
    for off, finds in FINDS.items():
        assert finds <= shown[off], (sorted(off), finds - shown[off])  # the control: it can be seen
    assert kept[LEFT]  # by a cache of whole pages that is on
    fails = [WHOLE, *sized([], [*SINGLE, *(LEFT - {each} for each in ENOUGH)])]
    beside = {LEFT - {each}: lies for each, lies in ENOUGH.items()}
    left = {tuple(off): shown[off] - beside.get(off, WHOLE) for off in fails}
    report(
        "A12", f"an office screen after leaving, {scheme}",
        tried=sum(ways - len(beside.get(off, WHOLE)) for off in fails),
        shown=sum(map(len, left.values())), controls=len(FINDS), controls_seen=len(FINDS),
        measures_enough_alone=sum(not shown[off] for off in sized([], ALONE)),
    )  # fmt: skip
    assert {off: again for off, again in left.items() if again} == {}


def test_a_browser_closed_in_the_middle_leaves_nothing_on_the_disk(
    office: Office, chromium: Browser, screen: str, tmp_path: Path
) -> None:
    """Neither what was read, nor what was typed and not sent; without the measure against it, each is found there."""
    sets = [WHOLE, frozenset({"no-store"}), frozenset({"not remembered"})]
    left = []
    for number, off in enumerate(sets):
        profile = tmp_path / f"profile{number}"
        with proxied(office.port, off=off) as url, profiled(chromium, profile) as context:
            reads(context, url, screen, office.codes())
            context.pages[0].wait_for_timeout(FLUSHED)
        left.append((on_disk(profile, CANARY), on_disk(profile, TYPED)))
    report(
        "A12",
        "an office screen closed in the middle",
        tried=2,
        shown=sum(left[0]),
        controls=2,
        controls_seen=left[1][0] + left[2][1],
    )
    assert left == [(False, False), (True, False), (False, True)]
