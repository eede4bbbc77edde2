"""A Sunday: a manager approves from a phone with a passkey, and she rings to take her consent back (E46)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser.by_hand import count_from_here, counted
from tests.browser.conftest import Demo, enter_code, looked_at
from tests.browser.test_passkeys import device, use_passkey
from tests.browser.test_working_day import follow, main, press, proved

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SignIn = Callable[[str], Page]
AGENCY, AMINA = "Osprey Housing", cast.FILES["amina"]
MAKE = f"""
from tests.disclosures import story
contact = story.an_agency(name="{AGENCY}")
request = story.a_draft(contact, story.a_consent(contact))
story.submit(request)
print(request)
"""
PHONE = {"width": 390, "height": 844}


@pytest.mark.edge("E46", "E10")
@pytest.mark.clause("1.2", "2.1")
@pytest.mark.attack("A12")
def test_approved_from_a_phone_and_withdrawn_by_telephone(
    demo: Demo, signed_in_page: SignIn, allow_console: Callable[[str], None]
) -> None:
    allow_console("409")  # the release that is refused
    number = demo.manage("shell", "-c", MAKE).split()[-1]
    request = f"{demo.url}/disclosures/{number}/"
    _approve_from_a_phone(signed_in_page("iss_manager"), demo, number)
    (worker,) = proved(demo, signed_in_page, "iss_worker")
    _open_the_release(worker, request)
    _she_rings(signed_in_page("iss_colleague"))
    press(worker, "Release")
    expect(main(worker)).to_contain_text("The client has withdrawn this consent.")
    expect(main(worker)).to_contain_text("2.1")
    worker.goto(request)
    expect(main(worker)).not_to_contain_text("See what was released")


def _approve_from_a_phone(page: Page, demo: Demo, number: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    with _with_a_passkey(page, demo, f"Phone {number[:8]}"):
        follow(page, "Approvals")
        expect(page.get_by_role("heading", level=1)).to_have_text("Approvals")
        fits(page, "phone-approvals")
        main(page).locator(f'a[href="/approvals/{number}/"]').click()
        expect(main(page)).to_contain_text(AGENCY)
        fits(page, "phone-approval")
        here = page.url
        follow(page, "Review it beside what stands in the file")
        expect(page.get_by_role("heading", level=1)).to_have_text("Review what would leave")
        fits(page, "phone-review")
        for box in main(page).get_by_role("checkbox").all():
            box.check()
        page.get_by_label("It may be signed off").check()
        press(page, "Record the review")
        expect(main(page)).to_contain_text("Your review is on record.")
        page.goto(here)
        page.get_by_label("Sign it off").check()
        page.get_by_label("I have made sure that the recipient is no partner").check()
        press(page, "Record the decision")
        use_passkey(page)  # at a phone that she left, somebody else could sign
        expect(page.get_by_label("Sign it off")).to_be_checked()
        expect(
            page.get_by_label("I have made sure that the recipient is no partner")
        ).to_be_checked()
        fits(page, "phone-proved")
        press(page, "Record the decision")
        expect(page.get_by_role("heading", level=1)).to_have_text("Approvals")
        fits(page, "phone-approved")


@contextmanager
def _with_a_passkey(page: Page, demo: Demo, name: str) -> Iterator[None]:
    """Give the manager's phone a passkey and sign in with it; it is taken off again, for the demo is shared."""
    person = demo.people["iss_manager"]
    factors = demo.url + "/account/2fa/"
    with device(page):
        page.goto(factors)
        press(page, "Add a passkey")
        enter_code(page, person)
        page.get_by_label("Name").fill(name)
        page.get_by_label("Name").press("Enter")
        expect(page.get_by_role("row", name=name)).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_label("Sign-in name").fill(person["sign_in"])
        page.get_by_label("Password", exact=True).fill(person["password"])
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Use your passkey or a code")
        fits(page, "phone-passkey")
        use_passkey(page)
        page.wait_for_url("**/today/")
        fits(page, "phone-today")
        yield
        page.goto(factors)
        page.get_by_role(
            "link", name=f"Remove {name}"
        ).click()  # she has proved who she is to sign off
        press(page, "Remove the passkey")
        expect(page.get_by_role("row", name=name)).to_have_count(0)


def fits(page: Page, name: str) -> None:
    """Expect that nothing reaches beyond a phone's screen, and nothing of axe's; keep a picture."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], (name, wide)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    looked_at(page, name)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]


def _open_the_release(worker: Page, request: str) -> None:
    worker.goto(request)
    follow(worker, "Read what would leave")
    worker.get_by_label("I have read all of it").check()
    press(worker, "I have read it")
    expect(worker.get_by_role("heading", level=1)).to_contain_text("Request to disclose")
    follow(worker, "Release")
    for tick in ("I know how the agency", "It is to leave now"):
        worker.get_by_label(tick).check()


def _she_rings(duty: Page) -> None:
    """Found by two details, withdrawn while she is on the line, and written down; counted by hand."""
    count_from_here(duty)
    follow(duty, "Search on duty")
    duty.get_by_label("First name").fill("Amina")
    duty.get_by_label("Telephone number").fill(AMINA.phone)
    press(duty, "Search on duty")
    looked_at(duty, "duty-found")
    follow(duty, "Withdraw a consent")
    looked_at(duty, "duty-consents")
    follow(duty, f"To {AGENCY}")
    duty.get_by_label("She withdraws this consent").check()
    looked_at(duty, "duty-withdraw")
    press(duty, "Withdraw the consent")
    expect(main(duty)).to_contain_text("Nothing can be released on it")
    withdrawn = counted(duty)
    expect(main(duty)).to_contain_text(
        "only write the call down"
    )  # nobody has said that a call is safe
    follow(duty, "Write the call down")
    duty.get_by_label("What was said?").fill("She rang and takes back her consent.")
    duty.get_by_label("The client rang us", exact=True).check()
    press(duty, "Save the call")
    expect(main(duty)).to_contain_text("The call is written down")
    whole = counted(duty)
    print(
        f"E46 by hand: {withdrawn}, {withdrawn.seconds:.0f} s; written down {whole.seconds:.0f} s"
    )
    assert withdrawn.clicks >= 5  # it counts
    assert withdrawn.keys >= len("Amina") + len(AMINA.phone)
    assert withdrawn.seconds < whole.seconds < 120
