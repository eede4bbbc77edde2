"""Somebody asks whether somebody is a client: what is said, what is written down, and who looks at it (3.3.1)."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, looked_at, picture

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.clause("3.3.1")]
CALLER = "A Mr Lund, of a warehouse"


def _no_findings(page: Page, name: str) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, (name, [each["id"] for each in found])
    looked_at(page, name)


def test_the_same_is_said_to_everybody_and_a_manager_of_either_service_looks(
    demo: Demo, signed_in_page: Callable[[str], Page]
) -> None:
    worker = signed_in_page("iss_worker")
    worker.get_by_role("link", name="Somebody asks", exact=True).click()
    _no_findings(worker, "callers")
    picture(worker, "callers")
    worker.get_by_role("button", name="They ask about a client, or anybody").click()
    worker.get_by_label("An employer").check()
    worker.get_by_label("Their name, and where they say they call from").fill(CALLER)
    worker.get_by_label("Whom did they ask about?").fill("Ines Marchetti")
    worker.get_by_label("What did they want to know?").fill("Whether she comes on Tuesdays.")
    worker.get_by_label("The answer that everybody gets").check()
    _no_findings(worker, "callers-record")
    worker.get_by_role("button", name="Record it").click()
    main = worker.get_by_role("main")
    expect(main).to_contain_text("It is recorded, and managers look at it.")
    worker.get_by_role("link", name="Somebody asks", exact=True).first.click()
    expect(main).to_contain_text("Says to be: an employer")
    expect(main).not_to_contain_text("Ines")  # of whom it was stands in no list
    manager = signed_in_page("dvpp_manager")  # of the other service
    manager.goto(demo.url + "/callers/waiting/")
    _no_findings(manager, "callers-waiting")
    picture(manager, "callers-waiting")
    waits = manager.get_by_role("list", name="Calls that nobody has looked at")
    waits.get_by_role("link").first.click()
    expect(manager.get_by_role("main")).to_contain_text(CALLER)
    _no_findings(manager, "callers-call")
