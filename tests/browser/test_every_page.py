"""Each page as each kind of user sees it: no axe findings, nothing clipped, nothing sideways on a telephone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Demo
from tests.cast import FILES, PEOPLE

pytestmark = pytest.mark.browser
AMINA = FILES["amina"].reference
PAGES = {
    "iss_worker": [
        "/files/",
        "/files/new/",
        f"/files/{AMINA}/",
        f"/files/{AMINA}/entries/new/",
        f"/files/{AMINA}/documents/new/",
        f"/files/{AMINA}/third-party/documents/new/",
        f"/files/{AMINA}/third-party/",
        f"/files/{AMINA}/third-party/new/",
        *(f"/files/{AMINA}/people/new/", "/merges/", "/wrong-file/"),
        *(f"/files/{AMINA}/contact/change/", f"/files/{AMINA}/letters/"),
        f"/files/{AMINA}/policy/new/",
        f"/files/{AMINA}/paper/",
        *("/policy/induction/", "/policy/conflicts/", "/policy/conflicts/new/"),
        *(f"/files/{AMINA}/colleagues/", f"/files/{AMINA}/step-back/"),
        "/paper/",
        f"/files/{AMINA}/consents/",
        f"/files/{AMINA}/consents/new/",
        f"/files/{AMINA}/disclosures/",
        f"/files/{AMINA}/disclosures/new/",
        f"/files/{AMINA}/disclosures/new/threat/",
        "/recipients-to-tell/",
        f"/files/{AMINA}/close/",
        f"/files/{AMINA}/looks/",
        *("/diary/", f"/files/{AMINA}/diary/new/", "/reminders/"),
        *("/enquiries/", "/enquiries/new/", "/away/", f"/files/{AMINA}/cover/"),
        "/agencies/",
        "/breaches/report/",
        "/policy/",
        "/files/2222-2222/",
    ],
    "iss_manager": [
        *(
            "/approvals/",
            "/imports/queue/",
            "/retention/reviews/",
            "/wording/",
            "/paper/",
            "/letters/",
        ),
        *("/policy/induction/people/", f"/policy/induction/people/{PEOPLE['iss_worker'].id}/"),
        *("/allocation/load/", f"/files/{AMINA}/allocate/", "/conflicts/"),
    ],
    "importer": ["/imports/", "/imports/new/"],
    "records_admin": [
        *("/retention/", "/retention/certificates/", "/retention/holds/new/"),
        *("/setup/details/", "/setup/details/email/", "/retention/schedule/"),
        *("/audit/", "/audit/?outcome=denied", "/audit/root/"),
    ],
}
WIDTHS = {1366: 768, 390: 844}


@pytest.mark.parametrize("key", sorted(PAGES))
def test_it_is_accessible_and_fits(
    key: str, demo: Demo, signed_in_page: Callable[[str], Page]
) -> None:
    page = signed_in_page(key)
    for path in PAGES[key]:
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.goto(demo.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        found = Axe().run(page)
        assert found.violations_count == 0, (path, found.generate_report())


def test_the_sign_in_page_is_accessible_and_fits(demo: Demo, new_page: Callable[[], Page]) -> None:
    page = new_page()
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(demo.url + "/account/login/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_planted_fault_is_found(demo: Demo, new_page: Callable[[], Page]) -> None:
    page = new_page()
    page.goto(demo.url + "/account/login/")
    page.evaluate("document.querySelector('label').remove()")
    assert Axe().run(page).violations_count > 0


def test_a_file_is_opened_by_keyboard_alone(
    demo: Demo, signed_in_page: Callable[[str], Page]
) -> None:
    page = signed_in_page("iss_worker")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == AMINA:
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/files/{AMINA}/")
