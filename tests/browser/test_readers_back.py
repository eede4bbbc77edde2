"""An outside reader's machine afterwards: Back, reload, a copied address and a new tab show nothing (A12, E21).

Chromium keeps whole pages for Back here (Playwright switches that off unless told not to). Each thing that stands
against it is tried alone, and all of them but it, so that it shows which are needed. First of all stands the control:
with none of them the kept page is seen again, although the visit has ended.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from confidentiality.embedded.adopt import adopt_demo
from tests.attacking import report
from tests.browser.conftest import CHROMIUM_FLAGS, Demo, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.attack("A12")]
MEASURES = ("no-store", "emptied", "cache cleared", "told to go", "replaced")
EXIT = re.compile("^Close")
SCRIPT = re.compile(r"/static/outside.*\.js")


@dataclass(frozen=True)
class Given:
    """A link that opens once, its code, and the package."""

    link: str
    code: str
    package: str


@pytest.fixture(scope="module")
def links(demo: Demo) -> Callable[[], Given]:
    """Give links that nobody has used, each to a package of its own."""
    made = demo.manage("shell", "-c", "from tests.readers.for_browser import links; links(5)")
    left = [Given(*line.split()) for line in made.splitlines() if line.startswith("http")]
    return left.pop


@pytest.fixture(scope="module")
def sql(demo: Demo) -> Iterator[Callable[[str], None]]:
    """Change rows of the running demo as the owner: what hours of waiting would do."""
    found = dict(demo.environment, DJANGO_SETTINGS_MODULE="confidentiality.settings.demo")
    found.pop("LATCH_DB_PORT", None)
    before = dict(os.environ)
    os.environ["LATCH_STATE"] = str(demo.state)
    try:
        adopt_demo(found, "shell")
    finally:
        os.environ.clear()
        os.environ.update(before)
    link = psycopg2.connect(
        host=found["LATCH_DB_HOST"], port=found["LATCH_DB_PORT"], dbname=found.get("LATCH_DB_NAME", "latch"),
        user="latch_owner", password=found["LATCH_DB_PASSWORD_OWNER"],
    )  # fmt: skip
    link.autocommit = True

    def run(statement: str) -> None:
        with link.cursor() as cursor:
            cursor.execute(statement)

    yield run
    link.close()


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
def page(profile: BrowserContext) -> Iterator[Page]:
    yield profile.new_page()
    for each in profile.pages:
        each.close()


def come_in(page: Page, given: Given) -> str:
    """Come in and read; return words that stand in the package."""
    page.goto(given.link)
    page.get_by_label("Code").fill(given.code)
    page.get_by_role("button", name="Open").click()
    page.get_by_label("I accept this").check()
    page.get_by_role("button", name="Accept and read").click()
    page.wait_for_url("**/read/package/")
    words = page.locator(".latch-prose").first.inner_text()
    assert len(words) > 20
    return words


def back(page: Page) -> str:
    page.go_back(wait_until="commit")
    page.wait_for_timeout(500)
    return page.content()


def _without(page: Page, off: set[str]) -> None:
    """Take measures off what the browser is served."""

    def served(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        kept = {
            k: v for k, v in answer.headers.items() if k != "cache-control" or "no-store" not in off
        }
        route.fulfill(response=answer, headers=kept)

    def script(route: Route) -> None:
        answer = route.fetch()
        text = answer.text()
        if "emptied" in off:  # also before it goes, and when it is brought back
            assert "pagehide" in text
            text = text.replace("pagehide", "not-this").replace("pageshow", "nor-this")
            text = text.replace("document.body.replaceChildren()", "0")
        if "replaced" in off:
            assert "location.replace(" in text
            text = text.replace("location.replace(", "location.assign(")
        route.fulfill(response=answer, body=text)

    page.route(re.compile(r"//[^/]+/(read/.*)?$"), served)
    page.route(SCRIPT, script)
    if "cache cleared" in off:
        page.route("**/look.css", lambda route: route.abort())
    if "told to go" in off:
        page.route(re.compile(r"/static/calendar.*\.js"), lambda route: route.abort())


def test_each_measure_against_back_alone_and_all_without_it(
    page: Page, links: Callable[[], Given], sql: Callable[[str], None]
) -> None:
    given = links()
    words = come_in(page, given)
    read = page.url
    state = page.context.storage_state()
    tried = {"none": set(MEASURES), "all": set[str]()}
    tried |= {f"{each} alone": {*MEASURES} - {each} for each in MEASURES}
    tried |= {f"all but {each}": {each} for each in MEASURES}
    shown = set()
    for name, off in tried.items():
        sql("UPDATE readers_visit SET ended_at = NULL")
        beside = page.context.new_page()
        beside.context.add_cookies([{**each} for each in state["cookies"]])  # type: ignore[typeddict-item]
        _without(beside, off)
        beside.goto(read)
        assert words in beside.inner_text("main"), name
        beside.get_by_role("link", name=EXIT).first.click()
        beside.wait_for_url("**/leave/")
        beside.wait_for_load_state("load")
        beside.wait_for_timeout(200)
        found = back(beside)
        shown |= {name} if words in found else set()
        print(name, words in found, beside.url)
        beside.close()
    report("A12", "a reader's Back, each measure", tried=len(tried), shown=len(shown))
    assert "none" in shown
    assert not shown & {"all", *(f"all but {each}" for each in MEASURES)}


def _shows_nothing(page: Page, words: str, read: str) -> None:
    """Whichever way somebody tries to see it again who sits down after the reader."""
    ways: tuple[tuple[str, Callable[[], object]], ...] = (
        ("back", lambda: back(page)),
        ("back again", lambda: back(page)),
        ("forward", lambda: page.go_forward()),
        ("copied address", lambda: page.goto(read)),
        ("reload", lambda: page.reload()),
        ("printed", lambda: page.goto(read.replace("/package/", "/print/"))),
    )
    for name, go in ways:
        go()
        page.wait_for_timeout(200)
        assert words not in page.content(), name
    anew = page.context.new_page()
    anew.goto(read)
    expect(anew.get_by_role("heading", level=1)).to_have_text("This is not available")
    anew.close()


@pytest.mark.edge("E21")
@pytest.mark.clause("1.2")
@pytest.mark.parametrize("end", ["leave", "recall", "idle"])
def test_after_the_end_nothing_is_shown_again(
    page: Page, demo: Demo, links: Callable[[], Given], sql: Callable[[str], None], end: str
) -> None:
    given = links()
    words = come_in(page, given)
    read = page.url
    if end == "leave":
        looked_at(page, "reader-package-long")
        page.get_by_role("button", name="Close", exact=True).click()
        page.wait_for_url("**/leave/")
    elif end == "recall":
        demo.manage(
            "shell",
            "-c",
            f"from tests.readers.for_browser import recall_one; recall_one('{given.package}')",
        )
        page.reload()
    else:
        sql("UPDATE readers_visit SET seen_at = now() - interval '1 hour'")
        page.reload()
    page.wait_for_load_state("load")
    assert words not in page.content()
    looked_at(page, f"reader-after-{end}")
    _shows_nothing(page, words, read)
    report("A12", f"a reader's machine after {end}", tried=7, refused=7)


def test_what_nobody_looks_at_closes_by_itself(
    page: Page, links: Callable[[], Given], sql: Callable[[str], None]
) -> None:
    """By the clock of the machine: reading on keeps it open, turning away for fifteen minutes does not."""
    page.clock.install()
    words = come_in(page, links())
    for _ in range(2):
        page.clock.fast_forward("14:00")
        page.keyboard.press("PageDown")
        assert words in page.inner_text("main")
    page.clock.fast_forward("15:06")
    page.wait_for_url("**/leave/")
    assert words not in page.content()
    assert words not in back(page)
