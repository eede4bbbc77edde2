"""Somebody asks about a client, or one of us: the answer, what is written down, and who decides (3.3.1, 4.5.1)."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser.conftest import Demo, looked_at, picture
from tests.browser.from_policy import at_its_place
from tests.browser.test_working_day import follow, press

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CALLER = "A Mr Lund, of a warehouse"


def _no_findings(page: Page, name: str) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, (name, [each["id"] for each in found])
    looked_at(page, name)


@pytest.mark.clause("3.3.1")
def test_the_same_is_said_to_everybody_and_a_manager_of_either_service_looks(
    demo: Demo, signed_in_page: Callable[[str], Page]
) -> None:
    worker = signed_in_page("iss_worker")
    at_its_place(worker, demo, "3.3.1", "Somebody asks")
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


@pytest.mark.edge("E50")
@pytest.mark.clause("4.5.1", "2.1")
def test_nothing_of_a_colleague_is_given_out_before_the_person_says_what(
    demo: Demo, signed_in_page: Callable[[str], Page]
) -> None:
    """From the policy's clause to the call; a manager's word for the person is refused, and theirs lets it go."""
    recorder, manager, person = map(signed_in_page, ("dvpp_worker", "iss_manager", "iss_worker"))
    at_its_place(recorder, demo, "4.5.1", "Somebody asks")
    press(recorder, "They ask about somebody who works here, or did")
    recorder.get_by_label("About whom did they ask?").select_option(
        label=cast.PEOPLE["iss_worker"].name
    )
    recorder.get_by_label("Private telephone or e-mail", exact=True).check()
    recorder.get_by_label("The tax office", exact=True).check()
    recorder.get_by_label("What did they say?").fill("They owe her money and need a number.")
    press(recorder, "Record it")
    expect(recorder.get_by_role("main")).to_contain_text("Not checked")
    manager.goto(f"{demo.url}/about-staff/")
    manager.get_by_role("list", name="Requests that are open").get_by_role("link").first.click()
    asked, main = manager.url, manager.get_by_role("main")
    expect(main).to_contain_text("Nothing has been given out.")
    expect(main).not_to_contain_text("Note what was given out")
    manager.goto(f"{asked}reached/")
    manager.get_by_label("Yes: all that was asked for", exact=True).check()
    manager.get_by_label("The message, or a limit").fill("She surely agrees.")
    press(manager, "Note it")
    expect(main).to_contain_text("only they themselves say what may be given")
    expect(main).to_contain_text("4.5.1")
    manager.goto(asked)
    follow(manager, "Put it to the person")
    press(manager, "Put it to them")
    expect(manager).to_have_url(asked)
    expect(main).not_to_contain_text("Note what was given out")
    person.goto(asked)
    follow(person, "Say what may be given out about you")
    person.get_by_label("Only this", exact=True).check()
    person.get_by_role("group", name="If only this: what?").get_by_role("checkbox").first.check()
    _no_findings(person, "askings-terms")
    press(person, "Say it")
    expect(person).to_have_url(asked)
    manager.goto(asked)
    follow(manager, "Note what was given out")
    manager.get_by_role("group", name="What was given?").get_by_role("checkbox").first.check()
    manager.get_by_label("What exactly, to whom, and how?").fill("The number, by letter.")
    press(manager, "Note it")
    expect(main).to_contain_text("The number, by letter.")
