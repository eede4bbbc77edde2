"""From 'I want to see my file' to 'signed, closed, nothing left': one client, two of us, and a pause in the middle."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from confidentiality.embedded.state import read_run
from tests.browser.conftest import Demo, enter_code, picture, prove
from tests.browser.keeping import on_disk, profiled
from tests.browser.office import beside, come_in, screen_code, set_up, wait_for
from tests.browser.soundness import expect_sound
from tests.browser.test_own_file import choose
from tests.browser.test_screen_forgets import PLANTED, puts_on_disk
from tests.browser.test_working_day import follow, main, press
from tests.disclosures.own import KEPT_BACK, RUNG, TOLD_AGENCY
from tests.scans.preparing import letter

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SignIn = Callable[[str], Page]
LETTER = "I have been to the doctor, and I keep a diary now."
SAID = "That was a Sunday, and I was not alone."
NAME = "Steffi Okonedo"
MAKE = "from tests.disclosures.own import a_file_to_read; a_file_to_read()"


def _asked_and_spoken_with(own: str, worker: Page, manager: Page) -> str:
    """Take it down, speak with her alone, and let the manager waive the notice; return the request's address."""
    worker.goto(own)
    press(worker, "Somebody asks for it")
    worker.get_by_label("What did they say or write?").fill("I want to see my file.")
    choose(worker, "What do they want?", "To read it here")
    choose(worker, "Who asks?", "The client themself")
    choose(worker, "How did they ask?", "In person")
    press(worker, "Take it down")
    follow(worker, "Note a private conversation")
    choose(worker, "Is it certain who is asking?", "Yes")
    worker.get_by_label("How do you know?").fill("Known to me for a year")
    choose(worker, "Did you speak with the client alone?", "Yes")
    asked = worker.get_by_role("group", name="Does somebody make them ask")
    asked.get_by_label("No", exact=True).check()
    press(worker, "Note it")
    expect(main(worker)).to_contain_text("Spoken with privately")
    here = worker.url
    manager.goto(here)
    follow(manager, "Waive the notice")
    manager.get_by_label("Why need they not wait?").fill("She is here, and travels tomorrow.")
    press(manager, "Note it")
    expect(main(manager)).to_contain_text("Notice waived")
    return here


def _arranged(worker: Page, here: str) -> None:
    worker.goto(here)
    press(worker, "Arrange when they read it")
    day = timezone.localdate() + timedelta(days=1)
    when = worker.get_by_role("group", name="Which day?")
    for part, value in zip(("Day", "Month", "Year"), (day.day, day.month, day.year), strict=True):
        when.get_by_label(part).fill(str(value))
    worker.get_by_label("At what time?").fill("10:00")
    worker.get_by_label("In which room?").fill("Room 3")
    told = worker.get_by_role("group", name="How do they know of it?")
    expect(told.get_by_role("radio")).to_have_count(
        4
    )  # in person, not yet, and the two ways that are safe
    choose(worker, "How do they know of it?", f"Telephone call: {RUNG}")
    choose(worker, "How may they be reminded?", f"Text message: {RUNG}")
    press(worker, "Arrange it")
    expect(main(worker)).to_contain_text("Appointment")
    expect(main(worker)).to_contain_text("Reminder: Text message")


def _paper(worker: Page, here: str, own: str) -> None:
    """What is on paper alone counts too: scanned in, and said of the folder."""
    worker.goto(own.replace("own-file/", "documents/new/"))
    worker.locator("input[type=file]").set_input_files(
        {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": letter(1, LETTER)}
    )
    worker.get_by_label("What is it?").fill("A letter that she wrote us by hand")
    worker.check("[name=nature][value=fact]")
    worker.check("[name=court_paper][value=no]")
    press(worker, "Keep the document")
    expect(main(worker)).to_contain_text("The document is kept.")
    worker.goto(here)
    missing = main(worker).get_by_role("listitem").filter(has_text="Nobody has said what of folder")
    expect(missing.first).to_contain_text("5.2.5")
    follow(worker, "Go through its paper")
    worker.get_by_role("group", name="Which folder did you go through?").get_by_role(
        "radio"
    ).check()
    worker.get_by_label("What is in it that the file does not hold?").fill("Her letter of Monday")
    documents = worker.get_by_role("group", name="Which documents of the file are they now?")
    documents.get_by_role("checkbox").check()
    expect_sound(worker, "my-file-paper")
    press(worker, "Note it")
    expect(main(worker)).not_to_contain_text("Nobody has said what of folder")


def _prepared(worker: Page, here: str) -> str:
    """Withhold all that the machine finds, read each entry, let it read; return the disclosure's address."""
    worker.goto(here)
    press(worker, "Prepare what they may read")
    expect(main(worker)).to_contain_text("Request to disclose")
    request = worker.url
    press(worker, "Prepare what leaves")
    withhold = worker.get_by_role("button", name=re.compile("^Withhold “"))
    expect(withhold.first).to_be_visible()
    while left := withhold.count():
        withhold.first.click()
        expect(withhold).to_have_count(left - 1)
    worker.get_by_role("button", name="Begin with the first entry").click()
    expect(worker).not_to_have_url(re.compile("/prepare/$"))
    while not worker.url.endswith("/prepare/"):
        here = worker.url
        if "neighbour" in main(worker).inner_text():
            _withhold_by_hand(worker)
        press(worker, "I have read this entry to its end")
        expect(worker).not_to_have_url(here)
    press(worker, "Let the machine read what is left")
    expect(main(worker)).to_contain_text("The machine has read it")
    _her_letter(worker, request)
    press(worker, "Ask for sign-off")
    expect(main(worker)).to_contain_text("Waiting for sign-off")
    expect_sound(worker, "my-file-submitted")
    return request


def _her_letter(worker: Page, request: str) -> None:
    """A document is not left out by silence: its page is looked at, and leaves as a picture."""
    worker.goto(request)
    worker.get_by_role("link", name="Nobody has said what becomes of a document").click()
    worker.get_by_role("group", name="Which document?").get_by_role("radio").check()
    expect_sound(worker, "my-file-documents")
    press(worker, "Go on")
    choose(worker, "What becomes of it?", "It leaves, without what is covered")
    expect_sound(worker, "my-file-page")
    press(worker, "Keep")
    expect(main(worker)).to_contain_text("This is how the page would leave.")
    worker.goto(request + "prepare/")
    press(worker, "Let the machine read what is left")
    expect(main(worker)).to_contain_text("somebody else reviews it next")


def _withhold_by_hand(worker: Page) -> None:
    """All of it: that there is somebody who spoke is theirs too."""
    worker.get_by_label("Which words are to be withheld?").fill(KEPT_BACK)
    worker.get_by_label("Why?", exact=True).select_option("source")
    press(worker, "Withhold these words")
    reader_s = worker.get_by_label("What was written, as the reader gets it")
    expect(reader_s).not_to_contain_text("neighbour")


def _signed_off(manager: Page, request: str) -> None:
    manager.goto(request)
    press(manager, "Review what would leave")
    for box in main(manager).get_by_role("checkbox").all():  # her own name stands in it
        box.check()
    manager.get_by_label("It may be signed off").check()
    press(manager, "Record the review")
    expect(main(manager)).to_contain_text("Your review is on record.")
    manager.goto(request.replace("/disclosures/", "/approvals/"))
    expect_sound(manager, "my-file-approval")
    manager.get_by_label("Sign it off").check()
    press(manager, "Record the decision")
    expect(main(manager)).not_to_contain_text("Your decision")


def _released(worker: Page, demo: Demo, request: str) -> None:
    """Read it whole and let her read it; the package's page is open afterwards."""
    worker.goto(request + "package/")
    worker.get_by_label("I have read all of it, from beginning to end").check()
    press(worker, "I have read it")
    expect(main(worker)).to_contain_text("Your reading is on record.")
    worker.goto(request + "release/")
    code, now = (
        worker.get_by_role("textbox", name="Code"),
        worker.get_by_label("They may read it now"),
    )
    code.or_(now).first.wait_for()
    if code.count():
        enter_code(worker, demo.people["iss_worker"])
    expect_sound(worker, "my-file-release")
    now.check()
    press(worker, "Release")
    expect(main(worker)).to_contain_text("Released as")
    expect_sound(worker, "my-file-package")


def _codes(worker: Page, demo: Demo, here: str) -> tuple[str, str]:
    worker.goto(here)
    press(worker, "Open it at the office screen")
    expect_sound(worker, "my-file-sitting")
    press(worker, "Give a ticket to the screen")
    present = worker.get_by_label("I am with them")
    present.or_(worker.get_by_role("textbox", name="Code")).first.wait_for()
    if not present.count():
        enter_code(worker, demo.people["iss_worker"])
    present.check()
    worker.get_by_role("button", name="Make the two codes").click()
    told = worker.locator("#staff-code").inner_text(), worker.locator("#client-code").inner_text()
    worker.get_by_role("button", name="Done").click()
    return told


@pytest.mark.edge("E24", "E30", "E34")
@pytest.mark.clause("5.2.4", "5.2.5")
def test_a_client_sees_her_file_and_nothing_is_left(
    demo: Demo, signed_in_page: SignIn, chromium: Browser, tmp_path: Path
) -> None:
    reference = beside(demo, MAKE).split()[-1]
    worker, manager = signed_in_page("iss_worker"), signed_in_page("iss_manager")
    own = f"{demo.url}/files/{reference}/own-file/"
    here = _asked_and_spoken_with(own, worker, manager)
    _paper(worker, here, own)
    _arranged(worker, here)
    request = _prepared(worker, here)
    prove(demo, manager, "iss_manager")
    _signed_off(manager, request)
    _released(worker, demo, request)
    run = read_run(demo.state)
    assert run is not None
    url, profile = run["kiosk_url"], tmp_path / "profile"
    with profiled(chromium, profile) as context:
        (screen,) = context.pages
        screen.clock.install()
        set_up(screen, url, screen_code(demo))
        read = _at_the_screen(screen, url, _codes(worker, demo, here))
        _nothing_comes_back(screen, url, read)
        puts_on_disk(context, url)
    left = [each for each in (*read, SAID, NAME) if on_disk(profile, each)]
    assert (left, on_disk(profile, PLANTED)) == ([], True)
    _put_beside(worker, demo, reference)
    worker.goto(here)
    press(worker, "Open it at the office screen")
    _stands_afterwards(worker, own)
    _a_copy_is_given(worker)
    _explained(worker, here)


def _at_the_screen(screen: Page, url: str, codes: tuple[str, str]) -> list[str]:
    """Read with a pause, say something, change a consent, sign and close; return the words of each page."""
    come_in(screen, url, codes)
    read = [screen.locator("[data-item]").inner_text()]
    _says_something(screen)
    press(screen, "Next page")
    read.append(screen.locator("[data-item]").inner_text())
    _pauses(screen, codes[1], read[-1])
    while screen.get_by_role("button", name="Next page").count():
        press(screen, "Next page")
        read.append(screen.locator("[data-item]").inner_text())
    assert (
        len(read) == 8
    )  # three entries, her letter's and its page; who she is, safe contact, consents
    held = "".join(each for each in read if each.startswith("What we held when it was asked for"))
    assert all(part in held for part in ("Name: ", "Safe contact", RUNG, TOLD_AGENCY))
    expect(screen.locator("[data-item] img")).to_have_count(1)
    assert "[withheld]" in "".join(read)
    assert "neighbour" not in "".join(read)
    _agrees_no_more(screen)
    follow(screen, "Sign that I have read it")
    screen.get_by_label("Or type your name").fill(NAME)
    press(screen, "Sign")
    expect(main(screen)).to_contain_text("It is kept that you have read it.")
    press(screen, "Close now")
    return [max(each.splitlines(), key=len) for each in read]


def _pauses(screen: Page, code: str, words: str) -> None:
    wait_for(screen, "01:01")
    expect(screen.get_by_role("alertdialog", name="Are you still reading?")).to_be_visible()
    with screen.expect_navigation(url="**/back/"):
        wait_for(screen, "00:31")
    assert words not in screen.content()
    screen.get_by_label("Your own code").fill(code)
    press(screen, "Go on")
    expect(screen.locator("[data-item]")).to_have_text(words, use_inner_text=True)


def _agrees_no_more(screen: Page) -> None:
    follow(screen, "Change what I have agreed to")
    press(screen, f"Change this: {TOLD_AGENCY}")
    press(screen, "Share nothing more with them")
    screen.get_by_label("I do not agree any more").check()
    press(screen, "Change it now")
    expect(main(screen)).to_contain_text("You do not agree to this any more.")


def _nothing_comes_back(screen: Page, url: str, read: list[str]) -> None:
    expect(screen.get_by_role("heading", level=1)).to_have_text("Closed")
    for _ in range(3):
        screen.go_back()
        assert not [each for each in read if each in screen.content()]
    screen.goto(f"{url}/read/item/")
    expect(screen.get_by_role("heading", level=1)).to_have_text("There is nothing to read here")


def _stands_afterwards(worker: Page, own: str) -> None:
    """That she closed it, signed, and what she does not agree to any more."""
    expect(main(worker)).to_contain_text("Closed by the client")
    expect(main(worker)).to_contain_text("Signed that they have read it")
    expect(main(worker)).to_contain_text(NAME)
    sitting = worker.url
    worker.goto(own.replace("own-file/", "consents/"))
    told = main(worker).get_by_role("heading", name=re.compile(f"^To {TOLD_AGENCY}"))
    expect(told).to_contain_text("Withdrawn")
    worker.goto(sitting)


def _says_something(screen: Page) -> None:
    """Of the first page, in her own words."""
    screen.get_by_text("Say something about this page", exact=True).click()
    screen.get_by_label("Is something wrong").fill(SAID)
    press(screen, "Keep my words")
    expect(main(screen)).to_contain_text(SAID)


def _put_beside(worker: Page, demo: Demo, reference: str) -> None:
    """What she wrote at the screen stands beside the entry she wrote it of, which stays as it is, and is answered."""
    worker.goto(f"{demo.url}/own-files/")
    written = worker.get_by_role("list", name=re.compile("^What they wrote at a screen"))
    expect_sound(worker, "my-file-due")
    written.get_by_role("link", name=reference).click()
    expect(main(worker)).to_contain_text(SAID)
    expect(worker.get_by_role("radio", checked=True)).to_have_count(1)
    expect_sound(worker, "my-file-beside")
    press(worker, "Put it beside the entry")
    expect(main(worker)).to_contain_text("Their words stand beside the entry.")
    expect_sound(worker, "my-file-disputes")
    follow(worker, re.compile("^Answer it"))
    expect(main(worker)).to_contain_text(SAID)
    worker.get_by_role("group", name="What did you find?").get_by_role("radio").first.check()
    worker.get_by_label("What do you answer?").fill("Your words stand beside ours from now on.")
    expect_sound(worker, "my-file-answer")
    press(worker, "Answer")
    expect(main(worker)).to_contain_text("Answered")
    worker.get_by_role("link", name=re.compile(", disputed ")).first.click()
    expect(main(worker)).to_contain_text(SAID)
    expect(main(worker)).to_contain_text("She rang and asked about help with her tenancy.")
    expect_sound(worker, "my-file-entry")


def _a_copy_is_given(worker: Page) -> None:
    """In large print, into her hand, counted before it is made."""
    worker.get_by_role("link", name="Package").first.click()
    press(worker, "Give a copy")
    choose(worker, "As what?", "On paper, in large print")
    choose(worker, "How was it handed over?", "Into their hand")
    when, day = worker.get_by_role("group", name="When?"), timezone.localdate()
    for part, value in zip(("Day", "Month", "Year"), (day.day, day.month, day.year), strict=True):
        when.get_by_label(part).fill(str(value))
    worker.get_by_label("Into whose hand").fill("Hers")
    worker.get_by_label("How do you know that it is theirs?").fill("She was here")
    expect_sound(worker, "my-file-copy")
    press(worker, "Record it")
    with worker.expect_download() as given:
        worker.get_by_role("link", name=re.compile("^Save it to print or hand over")).click()
    assert given.value.suggested_filename.endswith("-large-print.pdf")
    expect_sound(worker, "my-file-copies")
    picture(worker, "my-file-copies")


def _explained(worker: Page, here: str) -> None:
    worker.goto(here)
    press(worker, "Note what was explained")
    expect_sound(worker, "my-file-explain")
    choose(worker, "What happened?", "Read here, and explained")
    when, day = worker.get_by_role("group", name="On which day?"), timezone.localdate()
    for part, value in zip(("Day", "Month", "Year"), (day.day, day.month, day.year), strict=True):
        when.get_by_label(part).fill(str(value))
    worker.get_by_label("What did you explain to them?").fill("What a file is, and her rights.")
    press(worker, "Note it, and close the request")
    expect(main(worker)).to_contain_text("Read here, and explained")
