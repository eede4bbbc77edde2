"""A client asks for her own file: taken down, spoken with alone, arranged; every page sound, by keyboard too."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from tests.browser.conftest import Demo, picture
from tests.browser.soundness import expect_sound
from tests.browser.test_working_day import follow, main, press
from tests.cast import FILES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SignIn = Callable[[str], Page]
AMINA = FILES["amina"].reference


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer).check()


@pytest.mark.edge("E28")
@pytest.mark.edge("E30")
@pytest.mark.edge("E33")
@pytest.mark.clause("5.2.4", "5.2.5")
def test_i_want_to_see_my_file(
    demo: Demo, signed_in_page: SignIn, allow_console: Callable[[str], None]
) -> None:
    allow_console("409")  # an answer that is refused
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
    _printed_for_her(worker)
    worker.goto(here)
    press(worker, "Prepare what they may read")
    expect(main(worker)).to_contain_text("Request to disclose")
    expect_sound(worker, "own-prepared")
    worker.goto(here)
    follow(worker, "What is withheld, and why")
    expect(worker.get_by_role("heading", level=1)).to_contain_text("What is withheld")
    expect_sound(worker, "own-withheld")
    _minutes_by_mistake(worker, demo)
    _disputed(worker, demo)
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
    manager.goto(here + "end/")
    choose(manager, "How does it end?", "They took it back")
    manager.get_by_label("Why?").fill("She rang me: she would rather not read it.")
    expect_sound(manager, "own-end")
    press(manager, "End the request")
    expect(main(manager)).to_contain_text("she would rather not read it")
    expect_sound(manager, "own-closed")
    worker.goto(f"{demo.url}/files/{AMINA}/own-file/")
    expect_sound(worker, "own-list")


def _printed_for_her(page: Page) -> None:
    """What she is told of the reading: on one sheet, which does not say whose file it is, nor what we are."""
    follow(page, "Print the page for the client")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reading your file at our office")
    expect_sound(page, "own-for-clients")
    with PdfDocument(page.pdf(format="A4")) as sheets:
        (sheet,) = sheets
        words = sheet.get_textpage().get_text_bounded()
    assert words.startswith("Reading your file at our office")
    assert words.split()[-3:] == ["on", "the", "screen."]
    assert not [each for each in (AMINA, "Amina", "Latch", "Confidential") if each in words]


def _minutes_by_mistake(page: Page, demo: Demo) -> None:
    """An entry is marked as conference minutes, and is none after all."""
    page.goto(f"{demo.url}/files/{AMINA}/own-file/minutes/")
    expect_sound(page, "own-minutes")
    main(page).get_by_role("radio").first.check()
    press(page, "Mark it")
    expect(main(page)).to_contain_text("It is marked")
    expect_sound(page, "own-minutes-marked")
    press(page, "It is none")
    expect(main(page)).to_contain_text("Taken back.")
    expect(main(page).get_by_role("button", name="It is none", exact=True)).to_have_count(0)


def _disputed(page: Page, demo: Demo) -> None:
    """She says that an entry is wrong: from the timeline, put beside, corrected by us, answered."""
    page.goto(f"{demo.url}/files/{AMINA}/")
    ours = page.locator(".moj-timeline__item").filter(
        has=page.get_by_role("link", name=re.compile("^Written twice"))
    )
    plain = ours.filter(has_not_text="There is a sensitive fact here").first
    plain.get_by_role("heading", level=2).get_by_role("link").click()
    follow(page, "The client says that it is wrong")
    page.get_by_label("What do they say?").fill("It was a Monday.")
    expect_sound(page, "own-dispute")
    press(page, "Put it beside the entry")
    expect(main(page)).to_contain_text("Their statement stands beside the entry.")
    expect_sound(page, "own-disputes")
    follow(page, re.compile("^Answer it"))
    expect(main(page)).to_contain_text("It was a Monday.")
    answer, wrong = page.url, "It was wrong: a correction of ours stands beside it too"
    choose(page, "What did you find?", wrong)
    page.get_by_label("What do you answer?").fill("You are right: it says Monday now.")
    press(page, "Answer")
    expect(main(page)).to_contain_text("Correct the entry first.")
    expect_sound(page, "own-answer-refused")
    main(page).locator("a[href*='/entries/']").first.click()
    theirs = main(page).locator(".latch-correction").filter(has_text="What the client says of it")
    expect(theirs).to_contain_text("It was a Monday.")
    expect(theirs.get_by_role("link")).to_have_count(0)
    expect_sound(page, "own-disputed-entry")
    follow(page, re.compile("^Correct"))
    page.get_by_label("What is right instead?").fill("It was a Monday.")
    choose(page, "Is this a fact or an opinion?", "Fact")
    press(page, "Save the correction")
    expect(main(page)).to_contain_text("The correction is written.")
    page.goto(answer)
    choose(page, "What did you find?", wrong)
    page.get_by_label("What do you answer?").fill("You are right: it says Monday now.")
    press(page, "Answer")
    expect(main(page)).to_contain_text("You are right: it says Monday now.")
    page.goto(answer)
    expect(page.get_by_role("heading", level=1)).to_contain_text("What was answered")
    expect_sound(page, "own-answered")


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
