"""What has to be read on a phone too: pages of documents at their full size, and a table to its last column."""

from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import looked_at

PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1366, height=768)


def read_at_full_size(page: Page, within: Locator, name: str) -> None:
    """Open a page of a document at its full size, and move it to the side, by keyboard; nothing else is wider."""
    page.set_viewport_size(PHONE)
    sheet = within.locator("details.latch-larger").first
    frame, picture = sheet.get_by_role("region"), sheet.locator("img")
    sheet.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("each => each.naturalWidth") > 800
    large, shown = picture.bounding_box(), frame.bounding_box()
    assert large
    assert shown
    assert large["width"] > 800
    assert shown["x"] + shown["width"] <= PHONE["width"]
    page.keyboard.press("Tab")
    expect(frame).to_be_focused()
    assert frame.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    page.keyboard.press("ArrowRight")
    page.wait_for_function("each => each.scrollLeft > 0", arg=frame.element_handle())
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    looked_at(page, name)
    page.set_viewport_size(PHONE)
    sheet.locator("summary").click()
    page.set_viewport_size(DESK)


def read_to_the_last_column(page: Page, table: Locator) -> None:
    """See each cell of a table whole."""
    page.set_viewport_size(PHONE)
    for cell in table.get_by_role("cell").all():
        box = cell.bounding_box()
        assert box
        assert box["x"] + box["width"] <= PHONE["width"], cell.inner_text()
    page.set_viewport_size(DESK)
