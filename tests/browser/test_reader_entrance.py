"""An outside reader's way in, in Chromium: what is mistyped costs no link, and the link stays nowhere (A12)."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from confidentiality.embedded.state import read_run
from tests.browser.conftest import Demo, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.attack("A12")]
TOKEN, OTHER = "z" * 43, "y" * 43


@pytest.fixture
def address(demo: Demo) -> str:
    run = read_run(demo.state)
    assert run is not None
    return str(run["readers_url"]) + "/"


def _enter(reader: Page, code: str) -> None:
    reader.get_by_label("Code").fill(code)
    reader.get_by_role("button", name="Open").click()


def _holds(reader: Page, link: str) -> None:
    expect(reader.locator("#id_link")).to_have_value(link)


def test_a_link_outlasts_a_mistyped_code_and_lies_nowhere_but_in_the_form(
    address: str, new_page: Callable[..., Page]
) -> None:
    reader = new_page()
    reader.goto(f"{address}#{TOKEN}")
    for code in ("0000 0001", "", "0000 0002"):
        _enter(reader, code)
        expect(reader).to_have_title("Error: Come in – shared in confidence")
        _holds(reader, TOKEN)
        expect(reader.get_by_label("Link")).to_be_hidden()
        expect(reader.get_by_label("Code")).to_have_value("")
        expect(reader).to_have_url(address)
    looked_at(reader, "reader-wrong")
    assert not Axe().run(reader).response["violations"]
    for store in ("localStorage", "sessionStorage", "history.state", "document.cookie"):
        assert TOKEN not in str(reader.evaluate(f"JSON.stringify({store})"))
    assert TOKEN not in str(reader.context.cookies())
    reader.get_by_role("link", name="Sign in").click()
    reader.goto(address)  # by the address there is nothing of it
    _holds(reader, "")
    expect(reader.get_by_label("Link")).to_be_visible()


def test_a_link_opened_again_in_the_same_tab_takes_the_place_of_the_one_before(
    address: str, new_page: Callable[..., Page]
) -> None:
    reader = new_page()
    reader.goto(f"{address}#{TOKEN}")
    _enter(reader, "0000 0001")
    expect(reader.get_by_role("alert")).to_contain_text("Enter the code again")
    reader.goto(f"{address}#{OTHER}")
    _holds(reader, OTHER)
    expect(reader).to_have_url(address)
    reader.goto(f"{address}#main-content")  # as the skip link does
    _holds(reader, OTHER)


def test_a_pasted_link_stays_in_sight_where_it_opens_nothing(
    address: str, new_page: Callable[..., Page]
) -> None:
    reader = new_page()
    reader.goto(address)
    reader.get_by_label("Link").fill(f"{address}#{TOKEN}")
    _enter(reader, "0000 0001")
    expect(reader.get_by_role("alert")).to_be_visible()
    expect(reader.get_by_label("Link")).to_be_visible()
    _holds(reader, f"{address}#{TOKEN}")
    looked_at(reader, "reader-wrong-pasted")
