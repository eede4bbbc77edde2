"""What is expected of every page that staff work on, at a desk, on a telephone and at twice the size."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import looked_at

DESK, ZOOMED, TELEPHONE = (1366, 768), (683, 384), (390, 844)
MOST_STOPS = 200
# What a keyboard has to reach in a page's own part, by number; of radios with one name it reaches one.
_STOPS = """() => {
  const main = document.querySelector('main')
  main.tabIndex = -1
  main.focus()
  window.soundStops = [...main.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
  )].filter((each) => each.checkVisibility() && !each.disabled)
  window.soundStop = (each) => each.type === 'radio'
    ? window.soundStops.findIndex((other) => other.type === 'radio' && other.name === each.name)
    : window.soundStops.indexOf(each)
  return [...new Set(window.soundStops.map(window.soundStop))]
}"""


def expect_sound(page: Page, name: str) -> None:
    """Expect nothing of axe's, nothing sideways at any size, and all of it in reach of Tab; keep pictures."""
    page.wait_for_load_state()
    for width, height in (ZOOMED, TELEPHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (name, width, wide)
    found = Axe().run(page)
    assert found.violations_count == 0, (name, found.generate_report())
    assert missed_by_keyboard(page) == [], name
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    looked_at(page, name)


def missed_by_keyboard(page: Page) -> list[str]:
    """Press Tab through the page's own part; return what it did not come to."""
    missed = set(page.evaluate(_STOPS))
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate("window.soundStop(document.activeElement)")
        if at < 0:
            break
        missed.discard(at)
    told = "(at) => window.soundStops[at].outerHTML.slice(0, 200)"
    return [page.evaluate(told, each) for each in sorted(missed)]
