"""A document added in a real browser: chosen, refused, mended without choosing again, kept, downloaded."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo
from tests.cast import FILES
from tests.documents.asking import PDF

pytestmark = pytest.mark.browser
LEILA = FILES["leila"].reference
NEW = re.compile(r"/documents/new/")


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter of the housing office.pdf"
    path.write_bytes(PDF + b"x" * 300_000)
    return path


def fill_in(page: Page, document: Path, words: str) -> None:
    page.locator("input[type=file]").set_input_files(document)
    page.fill("[name=body]", words)
    page.check("[name=nature][value=fact]")
    page.check("[name=court_paper][value=no]")


def test_a_document_is_added_and_comes_back_as_it_was(
    demo: Demo, signed_in_page: Callable[[str], Page], letter: Path, tmp_path: Path
) -> None:
    page = signed_in_page("iss_worker")
    page.goto(f"{demo.url}/files/{LEILA}/documents/new/")
    wrong = tmp_path / "wrong.pdf"
    wrong.write_bytes(b"MZ" + bytes(3000))
    fill_in(page, wrong, "A letter")
    page.get_by_role("button", name="Keep the document").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("The name ends in ‘.pdf’")
    expect(summary).to_be_focused()
    fill_in(page, letter, "")
    page.get_by_role("button", name="Keep the document").click()
    expect(summary).to_contain_text("Fill in ‘What is it?’")
    expect(page).to_have_title(re.compile("^Error: Add a document"))
    chosen = "document.querySelector('input[type=file]').files[0].name"
    assert page.evaluate(chosen) == letter.name, "it need not be chosen again"
    page.fill("[name=body]", "A letter of the housing office")
    page.get_by_role("button", name="Keep the document").click()
    page.wait_for_url(f"**/files/{LEILA}/")
    expect(page.get_by_text("The document is kept.")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=letter.name).click()
    got = waiting.value
    assert re.fullmatch(rf"{LEILA}-[0-9a-f]{{6}}\.pdf", got.suggested_filename)
    assert Path(got.path()).read_bytes() == letter.read_bytes()


def test_an_upload_that_does_not_arrive_is_told_and_can_be_sent_again(
    demo: Demo, signed_in_page: Callable[[str], Page], letter: Path
) -> None:
    page = signed_in_page("iss_worker")
    page.goto(f"{demo.url}/files/{LEILA}/documents/new/")
    fill_in(page, letter, "A letter")
    page.route(NEW, lambda route: route.fulfill(status=403))
    page.get_by_role("button", name="Keep the document").click()
    expect(page.locator("[data-upload-words]")).to_contain_text("The document did not arrive")
    page.unroute(NEW)
    page.wait_for_timeout(1100)  # a second click within a second is taken for a slip
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_role("button", name="Keep the document").click()
    page.wait_for_url(f"**/files/{LEILA}/")


def test_it_works_without_javascript(
    demo: Demo, signed_in_page: Callable[[str], Page], letter: Path
) -> None:
    with_script = signed_in_page("iss_worker")
    browser = with_script.context.browser
    assert browser is not None
    state = with_script.context.storage_state()
    page = browser.new_context(java_script_enabled=False, storage_state=state).new_page()
    page.goto(f"{demo.url}/files/{LEILA}/documents/new/")
    fill_in(page, letter, "A letter, sent without a script")
    page.get_by_role("button", name="Keep the document").click()
    page.wait_for_url(f"**/files/{LEILA}/")
    assert page.get_by_text("A letter, sent without a script").count() == 1
