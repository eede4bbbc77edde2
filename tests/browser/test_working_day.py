"""Three days as they happen: a breach until it is closed, a leaver at noon, a new policy version at night."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Demo, looked_at, picture, prove
from tests.browser.test_drafts import BODY, kept, write
from tests.cast import FILES, PEOPLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SignIn = Callable[[str], Page]
LEAVER, CRAIG = "dvpp_colleague", FILES["craig"].reference


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def press(page: Page, name: str) -> None:
    main(page).get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    main(page).locator("a", has_text=name).first.click()


def proved(demo: Demo, signed_in_page: SignIn, *keys: str) -> list[Page]:
    """Sign people in, and let each prove again who they are, as an outward step asks."""
    pages = [signed_in_page(key) for key in keys]
    for key, page in zip(keys, pages, strict=True):
        prove(demo, page, key)
    return pages


# ---- a breach


@pytest.mark.clause("1.1")
@pytest.mark.clause("5.1.8")
def test_a_breach_from_the_report_to_its_end(signed_in_page: SignIn) -> None:
    worker = signed_in_page("iss_worker")
    reference = _report(worker)
    lead = signed_in_page("dp_lead")
    lead.get_by_role("link", name="Today").click()
    follow(lead, "Breaches")
    follow(lead, re.compile(reference))
    breach = lead.url
    expect(main(lead)).to_contain_text("Ring first")
    looked_at(lead, "breach-reported")
    picture(lead, "breach")
    lead.goto(f"{breach}outcome/")  # nothing comes before the call
    expect(main(lead)).to_contain_text("Record the safety call first")
    lead.goto(f"{breach}taken/")
    press(lead, "Take it in hand")
    is_noted(lead)
    _note_what_is_missing(lead, until="report to the data protection regulator")
    lead.goto(f"{breach}not-reported/")
    _answer(lead)
    press(lead, "Decide, and ask somebody else to confirm it")
    is_noted(lead)
    lead.goto(f"{breach}confirmed/")
    expect(main(lead)).to_contain_text("somebody else confirms it")
    other = signed_in_page("safeguarding_lead")
    other.goto(f"{breach}confirmed/")
    _answer(other)
    press(other, "Confirm the decision")
    is_noted(other)
    lead.goto(breach)
    _note_what_is_missing(lead)
    expect(main(lead)).to_contain_text("Nothing is missing")
    looked_at(lead, "breach-whole")
    follow(lead, "Close it")
    press(lead, "Close it")
    expect(main(lead)).to_contain_text("Closed")
    worker.goto(breach + "report/")
    expect(main(worker)).to_contain_text(f"Closed by {PEOPLE['dp_lead'].name}")


def is_noted(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Breach")


def _report(page: Page) -> str:
    page.get_by_role("link", name="Report a breach").click()
    follow(page, "Report a breach or near miss")
    danger = page.get_by_role("group", name="May somebody be in danger because of it?")
    danger.get_by_label("Yes").check()
    page.get_by_label("What happened?").fill("A letter went to the address she has left.")
    press(page, "Report it")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Your report")
    looked_at(page, "breach-own-report")
    return heading.inner_text().removeprefix("Your report").strip()


def _note_what_is_missing(page: Page, until: str = "") -> None:
    """Follow the page's own list of what is missing, the first each time, to its end or to `until`."""
    wanted = page.get_by_role("list", name="Missing before it can be closed")
    for _ in range(12):
        first = wanted.get_by_role("link").first
        if not wanted.count() or (until and until in first.inner_text()):
            return
        first.click()
        _answer(page)
        press(page, "Record it")
        is_noted(page)
    raise AssertionError("Something is missing still.")


def _answer(page: Page) -> None:
    """Choose the first answer, and say a few words."""
    answers = main(page).get_by_role("radio")
    if answers.count():
        answers.first.check()
    main(page).get_by_role("textbox").last.fill("As it was agreed with her by telephone.")


# ---- a leaver


@pytest.mark.edge("E51")
def test_somebody_leaves_at_noon(demo: Demo, signed_in_page: SignIn) -> None:
    name = PEOPLE[LEAVER].name
    leaver = signed_in_page(LEAVER)
    write(leaver, demo, "He rang this morning.", CRAIG)
    kept(leaver)
    _agree_that_they_leave(demo, signed_in_page, name)
    leaver.goto(f"{demo.url}/files/{CRAIG}/")
    expect(leaver).to_have_url(re.compile("/account/login/"))
    person = demo.people[LEAVER]
    leaver.get_by_label("Sign-in name").fill(person["sign_in"])
    leaver.get_by_label("Password", exact=True).fill(person["password"])
    leaver.get_by_role("button", name="Continue").click()
    expect(main(leaver)).to_contain_text("are not correct")
    manager = signed_in_page("dvpp_manager")
    manager.goto(demo.url + "/today/")
    picture(manager, "today")
    manager.get_by_role("link", name=re.compile(r"^To decide")).click()
    manager.get_by_role("link", name=re.compile(r"^Allocation \(\d+\+?\)$")).click()
    manager.wait_for_url("**/allocation/")
    while CRAIG not in main(manager).inner_text():  # imported files may stand before it
        with manager.expect_navigation():
            follow(manager, "More files")
    expect(main(manager)).to_contain_text(f"{name}, not available")
    looked_at(manager, "leavers-files")
    picture(manager, "allocation")
    follow(manager, CRAIG)
    main(manager).get_by_label(PEOPLE["dvpp_worker"].name).check()
    main(manager).get_by_label("Handover note").fill("He is to be rung before Friday.")
    press(manager, "Allocate")
    expect(manager).not_to_have_url(re.compile("/allocate/"))
    colleague = signed_in_page("dvpp_worker")
    colleague.goto(f"{demo.url}/files/{CRAIG}/")
    expect(main(colleague)).to_contain_text("He is to be rung before Friday.")


def _agree_that_they_leave(demo: Demo, signed_in_page: SignIn, name: str) -> None:
    hr, admin = proved(demo, signed_in_page, "hr", "records_admin")
    hr.goto(demo.url + "/people/")
    follow(hr, name)
    follow(hr, "They leave")
    main(hr).get_by_label("I have checked that this is the right person").check()
    press(hr, "Ask for it")
    expect(main(hr)).to_contain_text("somebody else decides")
    admin.goto(demo.url + "/people/")
    follow(admin, re.compile(f"Leaves: {name}"))
    looked_at(admin, "leaves")
    picture(admin, "account-change")
    main(admin).get_by_label("I agree to it").check()
    press(admin, "Decide")
    expect(main(admin)).to_contain_text("Agreed")


# ---- a new version


@pytest.mark.edge("E49")
@pytest.mark.clause("5.1.1")
def test_a_new_version_comes_at_night_and_nobody_loses_a_word(
    demo: Demo, signed_in_page: SignIn
) -> None:
    worker, file = signed_in_page("iss_worker"), FILES["amina"].reference
    write(worker, demo, "She is safe tonight.")
    kept(worker)
    _put_a_version_in_force(demo, signed_in_page)
    worker.get_by_label(BODY).press_sequentially(" She rings tomorrow.")
    worker.get_by_label("Fact", exact=True).check()
    press(worker, "Save the entry")
    expect(worker).to_have_url(re.compile(f"/files/{file}/"))
    expect(main(worker)).to_contain_text("She is safe tonight. She rings tomorrow.")
    worker.get_by_role("link", name=re.compile(r"^Policy \(1\)$")).click()
    expect(main(worker)).to_contain_text("You can work on until")
    looked_at(worker, "new-version")
    picture(worker, "new-version")
    assert Axe().run(worker).violations_count == 0
    follow(worker, "What is new in it")
    expect(main(worker)).to_contain_text("Nobody is told who rings at night")
    worker.go_back()
    main(worker).get_by_label("I have read the policy and will keep to it").check()
    press(worker, "Acknowledge the policy")
    expect(worker.get_by_role("link", name="Policy", exact=True).first).to_be_visible()


def _put_a_version_in_force(demo: Demo, signed_in_page: SignIn) -> None:
    writer, other = proved(demo, signed_in_page, "dp_lead", "records_admin")
    writer.goto(demo.url + "/policy/text/write/")
    text = main(writer).get_by_label("The policy’s text")
    text.fill(text.input_value() + "\n\n# 9 At night\n\nNobody is told who rings at night.")
    main(writer).get_by_label("What is new in it").fill("The last section is new.")
    press(writer, "Keep this version")
    expect(main(writer)).to_contain_text("somebody else puts it in force")
    other.goto(demo.url + "/policy/text/waiting/")
    main(other).get_by_label("I have read the whole text").check()
    press(other, "Put it in force")
    other.wait_for_url("**/policy/text/")
