"""From the policy's clause to a group: she comes without a signed agreement, it is flagged, and mended (4.4.1)."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser.conftest import Demo, looked_at, picture
from tests.browser.test_working_day import follow, press

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LACKS = "Was in a group without a signed agreement to keep what others say."


def _no_findings(page: Page, name: str) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, (name, [each["id"] for each in found])
    looked_at(page, name)


@pytest.mark.clause("4.4.1", "5.2.6")
def test_she_is_recorded_without_an_agreement_and_it_waits_until_she_signs(
    demo: Demo, signed_in_page: Callable[[str], Page]
) -> None:
    page = signed_in_page("iss_worker")
    main, amina = page.get_by_role("main"), cast.FILES["amina"].reference
    page.goto(f"{demo.url}/policy/")
    places = page.get_by_role("list", name="Where clause 4.4.1 acts")
    places.get_by_role("link", name="Groups", exact=True).click()
    expect(main).not_to_contain_text(LACKS)
    follow(page, "Add a group")
    page.get_by_label("On which day does it meet?").select_option(label="Sunday")
    page.get_by_label("Morning", exact=True).check()
    page.get_by_label("Who of us runs it?").select_option(label=cast.PEOPLE["iss_worker"].name)
    _no_findings(page, "group-add")
    press(page, "Add it")
    expect(main).to_contain_text("Women’s group, Sunday morning")
    follow(page, "Record a session")
    press(page, "Record it")
    expect(main).to_contain_text("now say who was there")
    follow(page, "Say who was there")
    expect(main).to_contain_text("Tell a partner or former partner nothing about another woman")
    page.get_by_role("checkbox", name=amina).check()
    page.get_by_label("Yes, in these words", exact=True).check()
    _no_findings(page, "group-who")
    picture(page, "group-who")
    press(page, "Record it")
    expect(main).to_contain_text("No signed agreement that day")
    _no_findings(page, "group-session")
    page.goto(f"{demo.url}/today/")
    expect(main).to_contain_text("clients who were in a group with no signed agreement")
    page.goto(f"{demo.url}/groups/")
    expect(main).to_contain_text(LACKS)
    _no_findings(page, "groups")
    page.get_by_role("link", name=amina, exact=True).click()
    expect(main).to_contain_text("Against procedure")
    _no_findings(page, "group-on-file")
    follow(page, "The agreement: to read, print and record")
    _no_findings(page, "group-agreement")
    press(page, "Record it")
    expect(main).to_contain_text("It is on the file.")
    expect(main).not_to_contain_text(LACKS)
    expect(main).to_contain_text("No signed agreement that day")  # of that day it stays true
    page.goto(f"{demo.url}/groups/")
    expect(main).to_contain_text("Women’s group, Sunday morning")
    expect(main).not_to_contain_text(LACKS)
