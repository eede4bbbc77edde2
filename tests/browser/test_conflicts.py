"""A worker declares whom she knows; a manager finds a wall, and lifts it: somebody else of the same name."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, looked_at
from tests.cast import FILES, PEOPLE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.edge("E2"), pytest.mark.edge("E3")]
AMINA = FILES["amina"].reference


def test_a_declaration_becomes_a_wall_and_a_manager_decides(
    demo: Demo, signed_in_page: Callable[[str], Page]
) -> None:
    page = signed_in_page("iss_senior")
    page.goto(demo.url + "/policy/conflicts/")
    looked_at(page, "conflicts-mine-empty")
    page.get_by_role("button", name="Declare somebody").click()
    page.get_by_label("Neighbour").check()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("nobody can be found")
    looked_at(page, "conflicts-declare")
    page.get_by_label("First name").fill("Siobhan")
    page.get_by_label("Family name").fill("Kerr")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("main")).to_contain_text("Siobhan Kerr")
    page.get_by_label("This is everybody").check()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("main")).to_contain_text("You are asked again on")
    looked_at(page, "conflicts-mine")
    manager = signed_in_page("iss_manager")
    manager.goto(demo.url + "/conflicts/")
    looked_at(manager, "conflicts-notices")
    who = PEOPLE["iss_senior"].name
    manager.get_by_role(
        "link", name=re.compile(f"{who}, file {FILES['siobhan'].reference}")
    ).click()
    expect(manager.get_by_role("main")).to_contain_text("a first and a family name")
    looked_at(manager, "conflicts-notice")
    manager.get_by_label("Lift it").check()
    manager.get_by_role("button", name="Decide").click()
    expect(manager.get_by_role("main")).to_contain_text("The wall is lifted")
    page.get_by_role("link", name=re.compile("take back")).click()
    looked_at(page, "conflicts-end")
    page.get_by_label("I do not know this person").check()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("main")).to_contain_text("Nobody yet")
    worker = signed_in_page("iss_worker")
    for name in ("colleagues", "step-back"):
        worker.goto(f"{demo.url}/files/{AMINA}/{name}/")
        looked_at(worker, f"conflicts-{name}")
    worker.goto(demo.url + "/files/new/")
    worker.get_by_label("The client knows somebody").check()
    expect(worker.get_by_label(f"{PEOPLE['iss_worker'].name} (you)")).to_be_visible()
    looked_at(worker, "conflicts-open-new-file")
    manager.goto(demo.url + "/policy/induction/people/")
    looked_at(manager, "conflicts-people")
    worker.goto(demo.url + "/policy/induction/")
    looked_at(worker, "conflicts-induction")
