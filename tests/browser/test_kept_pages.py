"""What a browser keeps of an outside reader's page: nothing by Back, whichever one thing against it fails (A12, E21).

Chromium keeps whole pages for Back here (Playwright switches that off unless told not to), and the scripts are those
that readers are served. The pages are the test's own and set no cookie: a browser that sees a cookie change may forget
a page by itself. Chromium 156 keeps such a page although it is sent with `no-store`, and shows it again.
"""

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.attacking import report
from tests.browser.conftest import CHROMIUM_FLAGS, ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.attack("A12")]
BUILT = ROOT / "static" / "build"
CANARY = "The neighbour saw him at the gate."
MEASURES = ("no-store", "emptied", "cache cleared", "told to go", "replaced")
READ = (
    '<!DOCTYPE html><title>.</title><script src="/outside.js" defer></script><body data-idle="900">'
)
LEFT = '<!DOCTYPE html><link rel="stylesheet" href="/look.css"><script src="/calendar.js" defer></script>'


class Served(BaseHTTPRequestHandler):
    """A reading page, the page that one leaves for, and the real scripts, without what is `off`."""

    off: frozenset[str] = frozenset()
    ended = False

    def log_message(self, *words: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Serve one of them."""
        kind, body, more = self._answer()
        self.send_response(200)
        for name, value in {"Content-Type": kind, **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def _answer(self) -> tuple[str, str, dict[str, str]]:
        no_store = {} if "no-store" in self.off else {"Cache-Control": "no-store"}
        if self.path == "/outside.js":
            return "text/javascript", self._script(), {}
        if self.path == "/calendar.js":
            script = (BUILT / "calendar.js").read_text()
            return "text/javascript", "" if "told to go" in self.off else script, {}
        if self.path == "/look.css":
            cleared = {} if "cache cleared" in self.off else {"Clear-Site-Data": '"cache"'}
            return "text/css", "body{}", cleared
        if self.path == "/leave/":
            Served.ended = True
            return "text/html", LEFT, no_store
        words = "This is not available" if self.ended else CANARY
        return "text/html", f'{READ}<a href="/leave/" data-exit>Close</a><p>{words}</p>', no_store

    def _script(self) -> str:
        script = (BUILT / "outside.js").read_text()
        swaps = {
            "emptied": {"pagehide": "-", "pageshow": "--", "document.body.replaceChildren()": "0"},
            "replaced": {"location.replace(": "location.assign("},
        }
        for measure in self.off & swaps.keys():
            for old, new in swaps[measure].items():
                assert old in script
                script = script.replace(old, new)
        return script


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Served)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def keeping(chromium: Browser) -> Iterator[Browser]:
    """Chromium as people have it: with its cache of whole pages for Back."""
    browser = chromium.browser_type.launch(
        executable_path=os.environ.get("LATCH_CHROMIUM"),
        args=list(CHROMIUM_FLAGS),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


def _shown_again(browser: Browser, address: str, off: set[str]) -> bool:
    Served.off, Served.ended = frozenset(off), False
    page = browser.new_page()
    page.goto(f"{address}/read/")
    page.goto(f"{address}/read/package/")
    assert CANARY in page.content()
    page.get_by_role("link", name="Close").click()
    page.wait_for_url("**/leave/")
    page.wait_for_load_state("load")
    page.wait_for_timeout(250)
    page.go_back(wait_until="commit")
    page.wait_for_timeout(450)
    shown = CANARY in page.content()
    page.context.close()
    return shown


@pytest.mark.edge("E21")
def test_back_shows_nothing_whichever_one_measure_fails(keeping: Browser, address: str) -> None:
    """Without any, the control, it is seen again; emptying the page, or clearing the cache, is enough alone."""
    assert _shown_again(keeping, address, set(MEASURES))
    failing = [set[str](), *({each} for each in MEASURES)]
    alone = [{*MEASURES} - {each} for each in ("emptied", "cache cleared")]
    shown = [off for off in (*failing, *alone) if _shown_again(keeping, address, off)]
    assert not shown
    report("A12", "a reader's Back", tried=len(failing) + len(alone), shown=len(shown))


def test_what_nobody_looks_at_closes_by_itself(keeping: Browser, address: str) -> None:
    """By the machine's clock: whoever reads on keeps it open, whoever turns away for fifteen minutes does not."""
    Served.off, Served.ended = frozenset(), False
    page = keeping.new_page()
    page.clock.install()
    page.goto(f"{address}/read/package/")
    for _ in range(2):
        page.clock.fast_forward("14:00")
        page.keyboard.press("PageDown")
        assert CANARY in page.content()
    page.clock.fast_forward("15:06")
    page.wait_for_url("**/leave/")
    assert CANARY not in page.content()
    page.context.close()
