"""A client asks for her own file: taken down, spoken with alone, arranged; every page sound, by keyboard too."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, picture
from tests.browser.soundness import expect_sound
from tests.browser.test_working_day import follow, main, press
from tests.cast import FILES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SignIn = Callable[[str], Page]
AMINA = FILES["amina"].reference


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer).check()


@pytest.mark.edge("E30")
@pytest.mark.clause("5.2.4", "5.2.5")
def test_i_want_to_see_my_file(demo: Demo, signed_in_page: SignIn) -> None:
    worker, manager = signed_in_page("iss_worker"), signed_in_page("iss_manager")
    worker.goto(f"{demo.url}/files/{AMINA}/own-file/")
    expect_sound(worker, "own-empty")
    press(worker, "Somebody asks for it")
    worker.get_by_label("What did they say or write?").fill("I want to see my file.")
    choose(worker, "What do they want?", "To read it here")
    choose(worker, "Who asks?", "The client themself")
    choose(worker, "How did they ask?", "In person")
    expect_sound(worker, "own-ask")
    press(worker, "Take it down")
    expect(main(worker)).to_contain_text("Confirm nothing yet")
    expect_sound(worker, "own-asked")
    picture(worker, "own-asked")
    follow(worker, "Note a private conversation")
    choose(worker, "Is it certain who is asking?", "Yes")
    worker.get_by_label("How do you know?").fill("Known to me for a year")
    choose(worker, "Did you speak with the client alone?", "Yes")
    choose(worker, "Does somebody make them ask", "It may be")
    expect_sound(worker, "own-identity")
    press(worker, "Note it")
    expect(main(worker)).to_contain_text("No copy leaves")
    here = worker.url
    manager.goto(here)
    follow(manager, "Waive the notice")
    manager.get_by_label("Why need they not wait?").fill("She travels on Thursday.")
    expect_sound(manager, "own-waive")
    press(manager, "Note it")
    worker.goto(here)
    press(worker, "Arrange when they read it")
    day = timezone.localdate() + timedelta(days=1)
    when = worker.get_by_role("group", name="Which day?")
    for part, value in zip(("Day", "Month", "Year"), (day.day, day.month, day.year), strict=True):
        when.get_by_label(part).fill(str(value))
    worker.get_by_label("At what time?").fill("10:00")
    worker.get_by_label("In which room?").fill("Room 3")
    worker.get_by_label("Who interprets?").fill("Rita Sandhu of the council")
    choose(worker, "How do they know of it?", "We told them in person")
    expect_sound(worker, "own-arrange")
    press(worker, "Arrange it")
    expect(main(worker)).to_contain_text("Rita Sandhu of the council")
    expect_sound(worker, "own-arranged")
    picture(worker, "own-arranged")
    press(worker, "Prepare what they may read")
    expect(main(worker)).to_contain_text("Request to disclose")
    expect_sound(worker, "own-prepared")
    worker.goto(here)
    follow(worker, "What is withheld, and why")
    expect(worker.get_by_role("heading", level=1)).to_contain_text("What is withheld")
    expect_sound(worker, "own-withheld")
    worker.goto(f"{demo.url}/files/{AMINA}/own-file/minutes/")
    expect_sound(worker, "own-minutes")
    worker.goto(f"{demo.url}/files/{AMINA}/own-file/complaints/new/")
    worker.get_by_label("What do they complain of?").fill("It took too long.")
    expect_sound(worker, "own-complain")
    press(worker, "Take it down")
    expect(worker.get_by_role("heading", level=1)).to_contain_text("Complaint of")
    expect_sound(worker, "own-complaint")
    complaint = worker.url
    worker.goto(complaint + "acknowledged/")
    expect_sound(worker, "own-acknowledge")
    manager.goto(complaint + "decision/")
    expect_sound(manager, "own-judge")
    _by_others(worker, demo)
    worker.goto(f"{demo.url}/own-files/")
    expect(main(worker)).to_contain_text(AMINA)
    expect_sound(worker, "own-due")
    picture(worker, "own-due")
    manager.goto(here)
    follow(manager, "Refuse it, or parts of it")
    expect(manager.get_by_role("heading", level=1)).to_contain_text("Refuse it, or parts of it")
    expect_sound(manager, "own-refuse")
    worker.goto(here + "end/")
    expect_sound(worker, "own-end")
    worker.goto(f"{demo.url}/files/{AMINA}/own-file/")
    expect_sound(worker, "own-list")


def _by_others(page: Page, demo: Demo) -> None:
    """A solicitor asks for her, by her authority."""
    page.goto(f"{demo.url}/files/{AMINA}/own-file/new/")
    page.get_by_label("What did they say or write?").fill("We ask for a copy for our client.")
    choose(page, "What do they want?", "A copy of it")
    choose(page, "Who asks?", "Their solicitor or advocate")
    page.get_by_label("Their name, and how they can be reached").fill("Reed & Co")
    choose(page, "How did they ask?", "By letter")
    press(page, "Take it down")
    expect(main(page)).to_contain_text("Reed & Co")
    page.goto(page.url + "say/authority/")
    expect_sound(page, "own-authority")
