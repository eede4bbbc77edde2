"""Chromium with a profile on the disk, as people have it, and every way in which somebody looks for what it kept.

A tab is opened again by what Ctrl+Shift+T asks for: the browser's own list of closed tabs, which an extension of the
test's own may ask too. Keys that belong to the browser and not to a page do not reach one that has no window.
"""

import contextlib
import json
import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, TimeoutError

from tests.browser.conftest import CHROMIUM_FLAGS

Seen = dict[str, bool]
STARTS, STARTS_WITHIN_MS = 3, 60_000
RESTS = 150  # milliseconds in which a page that was brought back begins to ask for itself anew
# A page that comes back whole says so, in its tab's own memory: it may be asked for anew right afterwards.
_TELLS = """addEventListener('pageshow', (event) => {
  if (event.persisted) sessionStorage.setItem('came-back', location.pathname)
})"""
_RESTORES = {
    "manifest_version": 3,
    "name": "opens closed tabs again",
    "version": "1",
    "permissions": ["sessions"],
    "background": {"service_worker": "worker.js"},
}


def telling(context: BrowserContext) -> BrowserContext:
    """Have each page of a browser remember whether it was kept whole and shown again."""
    context.add_init_script(_TELLS)
    return context


def came_back(page: Page) -> bool:
    """Say whether a page of this tab's was kept whole and shown again: whether that cache is on at all."""
    return bool(page.evaluate("sessionStorage.getItem('came-back')"))


@contextmanager
def profiled(chromium: Browser, profile: Path, *more: str) -> Iterator[BrowserContext]:
    """Chromium with its cache of whole pages for Back, a profile on the disk, and a way to open closed tabs again."""
    extension = profile.parent / "extension"
    extension.mkdir(exist_ok=True)
    (extension / "manifest.json").write_text(json.dumps(_RESTORES))
    (extension / "worker.js").touch()
    loads = f"--load-extension={extension}", f"--disable-extensions-except={extension}"
    context = telling(_started(chromium, profile, [*CHROMIUM_FLAGS, *loads, *more]))
    try:
        yield context
    finally:
        context.close()


def _started(chromium: Browser, profile: Path, flags: list[str]) -> BrowserContext:
    """Start it, and anew where it hangs, as seen on a profile that another one left; what it shows is asked later."""
    start = partial(
        chromium.browser_type.launch_persistent_context,
        str(profile),
        executable_path=os.environ.get("LATCH_CHROMIUM"),
        args=flags,
        ignore_default_args=["--disable-back-forward-cache", "--disable-extensions"],
        locale="en-GB",
        timeout=STARTS_WITHIN_MS,
    )
    for _ in range(STARTS - 1):
        with contextlib.suppress(TimeoutError):
            return start()
    return start()


def reopened(context: BrowserContext) -> Page:
    """Open again the tab that was closed last, as Ctrl+Shift+T does."""
    (worker,) = context.service_workers or [context.wait_for_event("serviceworker")]
    with context.expect_page() as page:
        worker.evaluate("chrome.sessions.restore().then(() => true)")
    return page.value


def shows(page: Page, words: str) -> bool:
    """Say whether a page shows some words, at once, or when it has come to rest."""
    at_once = _holds(page, words)
    page.wait_for_timeout(RESTS)
    _comes_to_rest(page)
    return at_once or _holds(page, words)


def _comes_to_rest(page: Page) -> None:
    """Wait until all of it is there; of what came back whole no load is told."""
    while page.evaluate("document.readyState") != "complete":
        page.wait_for_timeout(20)


def _holds(page: Page, words: str) -> bool:
    try:
        return words in page.content() or words in page.inner_text("html")
    except Error:  # another page took its place at this moment
        _comes_to_rest(page)
        return words in page.content() or words in page.inner_text("html")


def after_leaving(context: BrowserContext, address: str, words: str) -> tuple[Seen, bool]:
    """Look for some words in every way that a browser has, once its first tab has left.

    Return where they were, and whether Back brought back a page that was kept whole.
    """
    page, seen, kept = context.pages[0], {}, False
    back: tuple[tuple[str, Callable[[Page], object]], ...] = (
        *((f"back {n}", lambda page: page.go_back(wait_until="commit")) for n in (1, 2, 3)),
        ("forward", lambda page: page.go_forward(wait_until="commit")),
        ("copied address", lambda page: page.goto(address)),
        ("refresh", lambda page: page.reload()),
        ("source", lambda page: page.goto(f"view-source:{address}")),
    )
    for name, way in back:
        with contextlib.suppress(Error):  # there is nowhere to go to
            way(page)
        seen[name] = shows(page, words)
        if name == "refresh":
            kept = came_back(page)
    another = context.new_page()
    another.goto(address)
    another.close()
    again = reopened(context)
    seen["reopened tab"] = shows(again, words)
    return seen, kept


def restored(context: BrowserContext, address: str, words: str) -> Seen:
    """Look for some words in the tabs of a profile that was opened again, behind them, and at their address."""
    seen = {"restored tabs": False, "restored back": False}
    for page in list(context.pages):
        seen["restored tabs"] |= shows(page, words)
        with contextlib.suppress(Error):
            page.go_back(wait_until="commit")
        seen["restored back"] |= shows(page, words)
    page = context.new_page()
    page.goto(address)
    seen["restored address"] = shows(page, words)
    return seen


def on_disk(profile: Path, words: str) -> bool:
    """Say whether a file of a profile holds some words: plain, in UTF-16, or in anything deflated."""
    forms = (words.encode(), words.encode("utf-16-le"))
    for path in (each for each in profile.rglob("*") if each.is_file()):
        with contextlib.suppress(FileNotFoundError):  # the browser puts its files away at any time
            whole = path.read_bytes()
            if any(form in text for text in (whole, *_inflated(whole)) for form in forms):
                return True
    return False


def _inflated(whole: bytes) -> Iterator[bytes]:
    for mark, bits in (
        (b"\x1f\x8b\x08", 47),
        (b"\x78\x9c", 15),
        (b"\x78\x01", 15),
        (b"\x78\xda", 15),
    ):
        for at in re.finditer(re.escape(mark), whole):
            inflater = zlib.decompressobj(bits)
            try:
                yield inflater.decompress(whole[at.start() :], 4_000_000)
            except zlib.error:
                continue
