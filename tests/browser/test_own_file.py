"""A client asks for her own file: taken down, spoken with alone, arranged; looked at on both screens."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, looked_at, picture
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
    looked_at(worker, "own-empty")
    press(worker, "Somebody asks for it")
    worker.get_by_label("What did they say or write?").fill("I want to see my file.")
    choose(worker, "What do they want?", "To read it here")
    choose(worker, "Who asks?", "The client themself")
    choose(worker, "How did they ask?", "In person")
    looked_at(worker, "own-ask")
    press(worker, "Take it down")
    expect(main(worker)).to_contain_text("Confirm nothing yet")
    looked_at(worker, "own-asked")
    picture(worker, "own-asked")
    follow(worker, "Note a private conversation")
    choose(worker, "Is it certain who is asking?", "Yes")
    worker.get_by_label("How do you know?").fill("Known to me for a year")
    choose(worker, "Did you speak with the client alone?", "Yes")
    choose(worker, "Does somebody make them ask", "It may be")
    looked_at(worker, "own-identity")
    press(worker, "Note it")
    expect(main(worker)).to_contain_text("No copy leaves")
    here = worker.url
    manager.goto(here)
    follow(manager, "Waive the notice")
    manager.get_by_label("Why need they not wait?").fill("She travels on Thursday.")
    looked_at(manager, "own-waive")
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
    looked_at(worker, "own-arrange")
    press(worker, "Arrange it")
    expect(main(worker)).to_contain_text("Rita Sandhu of the council")
    looked_at(worker, "own-arranged")
    picture(worker, "own-arranged")
    press(worker, "Prepare what they may read")
    expect(main(worker)).to_contain_text("Request to disclose")
    looked_at(worker, "own-prepared")
    worker.goto(here)
    follow(worker, "What is withheld, and why")
    looked_at(worker, "own-withheld")
    worker.goto(f"{demo.url}/files/{AMINA}/own-file/minutes/")
    looked_at(worker, "own-minutes")
    worker.goto(f"{demo.url}/files/{AMINA}/own-file/complaints/new/")
    worker.get_by_label("What do they complain of?").fill("It took too long.")
    looked_at(worker, "own-complain")
    press(worker, "Take it down")
    looked_at(worker, "own-complaint")
    worker.goto(f"{demo.url}/own-files/")
    expect(main(worker)).to_contain_text(AMINA)
    looked_at(worker, "own-due")
    picture(worker, "own-due")
    manager.goto(here)
    follow(manager, "Refuse it, or parts of it")
    looked_at(manager, "own-refuse")
    worker.goto(f"{demo.url}/files/{AMINA}/own-file/")
    looked_at(worker, "own-list")
