"""How long somebody takes by hand: what they click and type is counted in the page, and each has its time.

The times are those of the keystroke-level model (Card, Moran and Newell, 1980): a key of somebody who is no typist,
pointing, pressing and letting go, moving the hand between keys and mouse, and making up one's mind.
"""

from dataclasses import dataclass

from playwright.sync_api import Page

KEY, POINT, PRESS, HOME, MIND = 0.28, 1.1, 0.2, 0.4, 1.35  # seconds
_COUNT = """
const add = (what, n) => sessionStorage.setItem(what, Number(sessionStorage.getItem(what) || 0) + n)
addEventListener('click', (event) => { if (event.isTrusted) add('clicks', 1) }, true)
addEventListener('change', (event) => {
  const field = event.target
  if (!field.matches('textarea, input:not([type=radio], [type=checkbox], [type=hidden])')) return
  add('fields', 1)
  add('keys', field.value.length)
}, true)
"""


@dataclass(frozen=True)
class ByHand:
    """What was done since the count began."""

    clicks: int
    fields: int
    keys: int

    @property
    def seconds(self) -> float:
        """Return how long it takes: each click and each field is decided on, and pointed at."""
        aimed = self.clicks + self.fields
        return aimed * (MIND + POINT + PRESS) + self.fields * 2 * HOME + self.keys * KEY


def count_from_here(page: Page) -> None:
    """Begin to count, on this page and those that follow in it."""
    page.add_init_script(_COUNT)
    page.evaluate("sessionStorage.clear()")
    page.reload()


def counted(page: Page) -> ByHand:
    """Return what was clicked and typed since."""
    done = {
        each: int(page.evaluate("each => sessionStorage.getItem(each) || 0", each))
        for each in ("clicks", "fields", "keys")
    }
    return ByHand(**done)
