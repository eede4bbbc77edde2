"""Signing by finger, on a telephone's screen: the page stays where it is, and a second finger draws nothing (2.2)."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.conftest import Demo, looked_at
from tests.cast import FILES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.clause("2.2")]
AMINA = FILES["amina"].reference
MAKE = "from tests.disclosures import story; story.a_consent(story.an_agency())"
AT_REST = """() => new Promise(done => {
    let last = null, same = 0
    const look = () => {
        same = window.scrollY === last ? same + 1 : 0
        last = window.scrollY
        if (same > 12) done(last)
        else requestAnimationFrame(look)
    }
    look()
})"""
PALM = {"x": 300.0, "y": 90.0, "id": 1}  # rests on the box while the finger draws


@contextmanager
def _telephone(chromium: Browser, page: Page) -> Iterator[Page]:
    """The same session on a screen that is touched."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        locale="en-GB",
        storage_state=page.context.storage_state(),
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def _touch(cdp: CDPSession, kind: str, *points: dict[str, float]) -> None:
    cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})


def _drags(page: Page, cdp: CDPSession, x: float, y: float, up: float) -> float:
    """Draw a finger upwards from a place; return how far the page moved."""
    before = page.evaluate(AT_REST)
    _touch(cdp, "touchStart", {"x": x, "y": y})
    for step in range(1, 11):
        _touch(cdp, "touchMove", {"x": x + step * 4, "y": y - up * step / 10})
    _touch(cdp, "touchEnd")
    return float(page.evaluate(AT_REST)) - float(before)


def _lines(page: Page) -> list[list[list[int]]]:
    kept = page.locator("input[name=strokes]").input_value()
    return list(json.loads(kept)) if kept else []


def test_a_finger_signs_and_the_page_does_not_move(
    demo: Demo, chromium: Browser, signed_in_page: Callable[[str], Page]
) -> None:
    demo.manage("shell", "-c", MAKE)
    with _telephone(chromium, signed_in_page("iss_worker")) as page:
        page.goto(f"{demo.url}/files/{AMINA}/consents/")
        page.get_by_role("link", name=re.compile("^They sign it on this screen")).first.click()
        pad = page.locator(".latch-signing__pad")
        expect(pad).to_be_visible()
        cdp = page.context.new_cdp_session(page)
        assert _drags(page, cdp, 100, 600, 200) > 100  # beside the box it scrolls
        pad.evaluate("each => each.scrollIntoView({block: 'center'})")
        box = pad.bounding_box()
        assert box
        left, low = box["x"] + 30, box["y"] + box["height"] - 10
        assert _drags(page, cdp, left, low, box["height"] - 20) == 0
        (line,) = _lines(page)
        assert line[0][1] > 250
        assert line[-1][1] < 50
        page.get_by_role("button", name="Wipe the box").tap()
        expect(page.locator("input[name=strokes]")).to_have_value(re.compile(r"^(\[\])?$"))
        _draws_with_a_palm_on_it(page, cdp, left, box["y"] + 20)
        looked_at(page, "sign-by-finger")
        page.get_by_role("button", name="Keep the signature").tap()
        expect(page.get_by_role("main")).to_contain_text("Signed on a screen")


def _draws_with_a_palm_on_it(page: Page, cdp: CDPSession, x: float, y: float) -> None:
    """What rests on the box beside the finger neither draws nor bends its line."""
    palm = {**PALM, "y": y + 60}
    _touch(cdp, "touchStart", {"x": x, "y": y, "id": 0})
    _touch(cdp, "touchMove", {"x": x + 20, "y": y, "id": 0})
    _touch(cdp, "touchStart", {"x": x + 20, "y": y, "id": 0}, palm)
    for step in range(2, 8):
        _touch(
            cdp,
            "touchMove",
            {"x": x + step * 20, "y": y, "id": 0},
            {**palm, "x": palm["x"] + step},
        )
    _touch(cdp, "touchEnd")
    (line,) = _lines(page)
    assert len(line) > 5
    assert max(at[1] for at in line) - min(at[1] for at in line) < 10
