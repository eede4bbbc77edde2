"""Part of the story: a link is given, an outside reader opens it, and a recall takes it away under their eyes."""

import re
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, enter_code, looked_at, picture
from tests.browser.on_a_phone import read_at_full_size

NewPage = Callable[..., Page]


def read_outside(
    worker: Page, demo: Demo, new_page: NewPage, words: str, *, pages: int = 0
) -> Page:
    """Give a link to the package that the worker has open, and read it; return the reader's page.

    One with so many `pages` of a document may not be downloaded: what left is on the screen all the same.
    """
    link, code = _give(worker, demo, may_download=not pages)
    reader = new_page()
    reader.goto(link)
    expect(reader).to_have_url(
        re.compile(r"^http://127\.0\.0\.1:\d+/$")
    )  # nothing opens by the address
    expect(reader.get_by_label("Link")).to_be_hidden()
    looked_at(reader, "reader-enter")
    picture(reader, "reader-enter")
    for typed in ("0000 0001", code):  # as people do: what was mistyped is typed again
        reader.get_by_label("Code").fill(typed)
        reader.get_by_role("button", name="Open").click()
        expect(reader.get_by_role("main")).not_to_contain_text(words)
    expect(reader.get_by_label("I accept this")).to_be_visible()
    looked_at(reader, "reader-terms")
    reader.get_by_label("I accept this").check()
    reader.get_by_role("button", name="Accept and read").click()
    expect(reader.get_by_role("main")).to_contain_text(words)
    assert not Axe().run(reader).response["violations"]
    see_pages(reader, pages)
    if pages:
        read_at_full_size(reader, reader.get_by_role("main"), "reader-full-size")
    looked_at(reader, "reader-package")
    picture(reader, "reader-package")
    reader.get_by_role("button", name="Print it").click()
    expect(reader.get_by_role("main")).to_contain_text(words)
    see_pages(reader, pages)
    looked_at(reader, "reader-print")
    return reader


def see_pages(reader: Page, many: int) -> None:
    """Look at each page of the one document that was released, to its last."""
    pages = reader.get_by_role("img", name=re.compile(rf"^Page \d+ of {many} of document 1\b"))
    expect(pages).to_have_count(many)
    for page in pages.all():
        page.scroll_into_view_if_needed()
        expect(page).to_have_js_property("complete", value=True)
        assert page.evaluate("each => each.naturalWidth") > 500
    reader.evaluate("window.scrollTo(0, 0)")


def _give(worker: Page, demo: Demo, *, may_download: bool) -> tuple[str, str]:
    worker.get_by_role("button", name="Readers and recall").click()
    looked_at(worker, "readers-none")
    worker.get_by_role("button", name="Give a link").click()
    rings = worker.get_by_label("I will ring them on a number")
    rings.or_(worker.get_by_role("textbox", name="Code")).first.wait_for()
    if not rings.count():  # asked who one is
        enter_code(worker, demo.people["iss_worker"])
    worker.get_by_label("I will ring them on a number").check()
    if may_download:
        worker.get_by_label("They may download the letter").check()
    looked_at(worker, "give-link")
    worker.get_by_role("button", name="Make the link and the code").click()
    link, code = worker.locator("#link").inner_text(), worker.locator("#code").inner_text()
    looked_at(worker, "given-link")
    picture(worker, "given-link")
    worker.get_by_role("button", name="Done").click()
    return link, code


def recall_while_read(worker: Page, reader: Page) -> None:
    """Recall the package while somebody reads it: their next click finds nothing, and staff see all of it."""
    worker.reload()
    register = worker.get_by_role("region", name="Register of readings")
    expect(register).to_contain_text("Opened it for printing")
    looked_at(worker, "readers")
    picture(worker, "readers")
    worker.get_by_role("button", name="Recall the package").click()
    worker.get_by_label("Why is it recalled?").fill("It was meant for her next officer.")
    worker.get_by_label("Recall it now").check()
    looked_at(worker, "recall")
    worker.get_by_role("button", name="Recall the package").click()
    expect(worker.get_by_role("main")).to_contain_text("This package was recalled")
    looked_at(worker, "recalled")
    reader.get_by_role("button", name="Back to reading").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("This is not available")
    looked_at(reader, "reader-gone")
    reader.go_back()
    expect(reader.get_by_role("heading", level=1)).to_have_text("This is not available")
