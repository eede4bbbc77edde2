"""What is expected of every page of an office screen: what a screen reader says of it and in which order, and the rest.

The rest: nothing of axe's, all in reach of Tab, and nothing sideways at 200 % with letters of any size.
"""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from disclosures.kiosk.rules import SIZES
from tests.browser.conftest import looked_at
from tests.browser.soundness import DESK, ZOOMED, missed_by_keyboard

# A control or picture in the accessibility tree of which nothing is said but what it is.
NAMELESS = re.compile(
    r"^\s*- (?:button|link|textbox|checkbox|radio|combobox|img|region)(?! \").*$", re.M
)
_SKIP = 'link "Skip to main content"'
_CLOSE = 'link "Close at once. Nothing stays on this screen"'
_ELSE = (
    'navigation "What else you can do"',
    'link "All that there is to read"',
    'link "What you can ask for"',
    'link "Change what I have agreed to"',
    'link "Sign that I have read it"',
    'form "How it looks"',
    'group "Size of letters"',
    *(f'button "{each}"' for each in ("Normal", "Large", "Very large")),
    'form "Colours"',
    'button "White on black"',
)


def _bare(*told: str) -> tuple[str, ...]:
    return (_SKIP, "main:", *told)


def _read(*told: str) -> tuple[str, ...]:
    return (_SKIP, _CLOSE, "main:", *told, *_ELSE)


def _h(words: str) -> str:
    return f'heading "{words}" [level=1]'


_REMARK = 'textbox "Is something wrong, or do you want to add something?"'
_SUMMARY = "Say something about this page"
_SURE = ('checkbox "Yes, change it"', 'button "Change it now"', 'link "Leave it as it is"')
# What a screen reader says of each page, in this order, whatever stands between.
PAGES: dict[str, tuple[str, ...]] = {
    "enrol": _bare(_h("Set up this screen"), 'textbox "Code of this screen"', 'button "Set up"'),
    "enter": _bare(
        _h("Read your file"),
        'textbox "Code of the member of staff"',
        'textbox "Your own code"',
        'button "Start"',
    ),
    "enter-refused": _bare(
        "alert:", 'heading "This did not open anything"', _h("Read your file"), 'button "Start"'
    ),
    "terms": (
        *(_SKIP, _CLOSE, "main:", _h("Before you read"), 'heading "Some words are left out"'),
        *('heading "What you can ask for"', 'heading "If you look away"'),
        *('checkbox "I have read this, or somebody has read it to me"', 'button "Start to read"'),
        *(_ELSE[0], *_ELSE[2:4], *_ELSE[5:]),
    ),
    "item": _read("article", "heading", 'button "Page before"', 'button "Next page"', _SUMMARY),
    "picture": _read("article", _h("Page 1 of documents"), 'img "A page of a document', _SUMMARY),
    "remark": _read("article", 'button "Next page"', _SUMMARY, _REMARK, 'button "Keep my words"'),
    "said": _read("article", _SUMMARY, 'heading "What you said about this page" [level=2]'),
    "items": _read(_h("All that there is to read"), 'button "Call'),
    "dims": ('alertdialog "Are you still reading?"', 'button "I am still reading"'),
    "blank": (
        *(_SKIP, 'link "Close for good"', "main:", _h("The screen went blank")),
        *('textbox "Your own code"', 'button "Go on"'),
    ),
    "blank-refused": (
        *(_SKIP, 'link "Close for good"', "main:", "alert:", 'heading "That code is not right"'),
        *(_h("The screen went blank"), 'textbox "Your own code"', 'button "Go on"'),
    ),
    "agreed": _read(_h("What you have agreed to"), 'button "Change this: ', "Go back to reading"),
    "change": _read(
        _h("What do you want to change?"),
        *('"Leave something out"', '"Keep it from one person there"'),
        *('"Only tell them, and write nothing"', '"Wait until a day"'),
        *('"End it on an earlier day"', '"Share nothing more with them"', '"Leave it as it is"'),
    ),
    "not_this_item": _read(
        _h("Leave something out"), 'group "What do you want to leave out?"', "checkbox", *_SURE
    ),
    "not_this_person": _read(
        _h("Keep it from one person there"), 'textbox "Who must not know?"', *_SURE
    ),
    "only_verbally": _read(_h("Only tell them, and write nothing?"), *_SURE),
    "not_before": _read(
        _h("Wait until a day"),
        'group "From which day may we share it?"',
        *('textbox "Day"', 'textbox "Month"', 'textbox "Year"'),
        *_SURE,
    ),
    "ends": _read(
        _h("End it on an earlier day"),
        'group "Which is the last day?"',
        *('textbox "Day"', 'textbox "Month"', 'textbox "Year"'),
        *_SURE,
    ),
    "ends-refused": _read("alert:", 'heading "There is a problem"', _h("End it on an earlier day")),
    "withdraw": _read(
        _h("Do you not agree any more?"), 'checkbox "I do not agree any more"', *_SURE[1:]
    ),
    "sign": _read(
        _h("Sign that you have read it"),
        *('textbox "Or type your name', 'button "Sign"'),
    ),
    "signed": _read(
        _h("Sign that you have read it"), "Close now", "Go back to reading"
    ),
    "left": ("main:", _h("Closed"), 'link "Start page"'),
    "nothing": _bare(_h("There is nothing to read here"), "Start page"),
    "stale": _bare(_h("This page is no longer current"), "Start page"),
    "too_often": _bare(_h("Too many tries")),
    "failed": _bare(_h("Something went wrong on our side")),
    "closed": _bare(_h("This is closed for a short while")),
}  # fmt: skip
PAGES["large"] = tuple(each for each in PAGES["item"] if "Page before" not in each)  # the first
PAGES["picture-large"] = (
    *PAGES["picture"][:5], 'region "The page, wider than the screen"', *PAGES["picture"][5:]
)  # fmt: skip


def expect_office_sound(page: Page, name: str) -> None:
    """Expect it of one page; it is as it was afterwards, but for what has the focus."""
    found = Axe().run(page).response["violations"]
    assert not found, (name, [each["id"] for each in found])
    _expect_told(page.locator("body").aria_snapshot(), name)
    _expect_not_wide(page, name)
    if name not in (
        "dims",
        "left",
    ):  # any key answers the one; the other has one link and no part of its own
        assert missed_by_keyboard(page) == [], name
        page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    looked_at(page, f"office-{name}")


def _expect_told(tree: str, name: str) -> None:
    assert not NAMELESS.findall(tree), (name, tree)
    assert tree.count("[level=1]") == 1, (name, tree)
    at = 0
    for each in PAGES[name]:
        found = tree.find(each, at)
        assert found >= 0, (name, each, tree)
        at = found + len(each)


def _expect_not_wide(page: Page, name: str) -> None:
    kept = page.evaluate("document.body.className")
    page.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
    for size in SIZES:
        letters = re.sub(r"latch-office--size-\d", f"latch-office--size-{size}", kept)
        page.evaluate("(name) => { document.body.className = name }", letters)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= ZOOMED[0], (name, size, wide)
    page.evaluate("(name) => { document.body.className = name }", kept)
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
