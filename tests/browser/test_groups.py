"""From the policy's clause to a group: what is missing refuses or waits, and is mended (clauses 4.4.1, 5.2.6)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser.conftest import Demo, looked_at, picture
from tests.browser.from_policy import at_its_place
from tests.browser.test_working_day import follow, press

pytestmark = [pytest.mark.browser, pytest.mark.slow]
UNSIGNED = "Was in a group without a signed agreement to keep what others say."
UNHEARD = "Was in a group, and confidentiality was not discussed with them."


def _no_findings(page: Page, name: str) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, (name, [each["id"] for each in found])
    looked_at(page, name)


def _held(page: Page, *, days_ago: int) -> None:
    """Record a session of the group on the page, so many days ago."""
    follow(page, "Record a session")
    day = date.today() - timedelta(days=days_ago)
    for part in ("Day", "Month", "Year"):
        page.get_by_label(part, exact=True).fill(str(getattr(day, part.lower())))
    press(page, "Record it")


@pytest.mark.clause("4.4.1", "5.2.6")
def test_each_part_refuses_or_waits_until_it_is_mended(
    demo: Demo, signed_in_page: Callable[[str], Page]
) -> None:
    page = signed_in_page("iss_worker")
    main, amina = page.get_by_role("main"), cast.FILES["amina"].reference
    at_its_place(page, demo, "4.4.1", "Groups")
    expect(main).not_to_contain_text(UNSIGNED)
    follow(page, "Add a group")
    page.get_by_label("On which day does it meet?").select_option(label="Sunday")
    page.get_by_label("Morning", exact=True).check()
    for question in ("Who of us runs it?", "And who with them?"):
        page.get_by_label(question).select_option(label=cast.PEOPLE["iss_worker"].name)
    press(page, "Add it")
    expect(main).to_contain_text("Choose somebody else, or nobody")
    _no_findings(page, "group-add")
    page.get_by_label("And who with them?").select_option(label="Nobody")
    press(page, "Add it")
    expect(main).to_contain_text("Women’s group, Sunday morning")
    _held(page, days_ago=7)
    expect(main).to_contain_text("now say who was there")
    follow(page, "Say who was there")
    expect(main).to_contain_text("Tell a partner or former partner nothing about another woman")
    expect(main).to_contain_text("We cannot promise that everybody keeps to it")
    page.get_by_role("checkbox", name=amina).check()
    _no_findings(page, "group-who")
    picture(page, "group-who", whole=True)
    press(page, "Record it")
    expect(main).to_contain_text("There is a problem")  # nothing says whether it was discussed
    page.get_by_label("No, or they came after it", exact=True).check()
    press(page, "Record it")
    expect(main).to_contain_text("No signed agreement that day")
    expect(main).to_contain_text("Not discussed")
    _no_findings(page, "group-session")
    page.goto(f"{demo.url}/today/")
    expect(main).to_contain_text("clients who were in a group with no signed agreement")
    page.goto(f"{demo.url}/groups/")
    expect(main).to_contain_text(UNSIGNED)
    expect(main).to_contain_text(UNHEARD)
    _no_findings(page, "groups")
    page.get_by_role("link", name=amina, exact=True).click()
    expect(main).to_contain_text("Against procedure")
    _no_findings(page, "group-on-file")

    follow(page, "The agreement: to read, print and record")
    expect(main).to_contain_text("Tell a partner or former partner nothing about another woman")
    _no_findings(page, "group-agreement")
    press(page, "Record it")
    expect(main).to_contain_text("It is on the file.")
    expect(main).not_to_contain_text(UNSIGNED)
    expect(main).to_contain_text(UNHEARD)  # to sign is not to have talked about it
    page.goto(f"{demo.url}/groups/")
    follow(page, "Women’s group, Sunday morning")
    _no_findings(page, "group")
    _held(page, days_ago=7)
    expect(main).to_contain_text("That is recorded already")
    page.goto(f"{demo.url}/groups/")
    follow(page, "Women’s group, Sunday morning")
    _held(page, days_ago=0)
    expect(main).to_contain_text("now say who was there")
    follow(page, "Say who was there")
    page.get_by_role("checkbox", name=amina).check()
    page.get_by_label("Yes, in these words", exact=True).check()
    press(page, "Record it")
    expect(main).to_contain_text("It is on the file of each who was chosen.")
    page.goto(f"{demo.url}/groups/")
    expect(main).to_contain_text("Women’s group, Sunday morning")
    for mended in (UNSIGNED, UNHEARD):
        expect(main).not_to_contain_text(mended)
