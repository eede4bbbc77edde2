"""The main job, from an uploaded sheet to a released disclosure and a destroyed file, in one browser story."""

import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, SWEEP_EVERY, Demo, enter_code, looked_at, picture, prove
from tests.browser.outside_reader import read_outside, recall_while_read
from tests.cast import FILES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHEET = ROOT / "tests" / "data" / "charity-export.csv"
SignIn = Callable[[str], Page]
FACT = "She rang from her sister's telephone."
OPINION = "She seems calmer than last week."
BASIS = "She spoke slowly and laughed twice."
SENSITIVE = "She says that she was raped in March."
NEIGHBOUR = "The neighbour heard shouting on Sunday."
NAME = "Rosalind Tweedie"


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _go(page: Page, name: str) -> None:
    page.locator(f'a:text-is("{name}")').first.click()


def test_from_a_sheet_to_a_released_disclosure_and_a_destroyed_file(
    demo: Demo, signed_in_page: SignIn, new_page: Callable[..., Page]
) -> None:
    _import_the_sheet(signed_in_page("importer"))
    worker = signed_in_page("iss_worker")
    reference = _open_a_file_and_write(worker)
    _no_trace_for_the_programme(signed_in_page("dvpp_worker"), demo, reference)
    _disclose(worker, signed_in_page, demo, reference)
    recall_while_read(worker, read_outside(worker, demo, new_page, FACT))
    worker.goto(f"{demo.url}/files/{reference}/disclosures/")
    expect(worker.get_by_role("list", name="Released")).to_contain_text("Recalled")
    _the_due_file_is_destroyed(signed_in_page, demo)


def _import_the_sheet(page: Page) -> None:
    _go(page, "Imports")
    _go(page, "Upload a sheet")
    page.locator("input[type=file]").set_input_files(SHEET)
    _press(page, "Upload and look at it")
    expect(page.get_by_role("main")).to_contain_text("Possible duplicate: 15")
    picture(page, "dry-run")
    _go(page, "Say which way round the dates are: 244 can be read both ways")
    page.get_by_label("Day first").check()
    _press(page, "Confirm for the whole sheet")
    _go(page, "Go on to the import")
    page.get_by_role("main").get_by_role("checkbox").check()
    _press(page, "Import")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Finished: 420 of 420", timeout=120_000)
    page.wait_for_load_state("networkidle")  # it turns to its end by itself
    page.reload()
    expect(
        main.get_by_role("definition").filter(has_text=re.compile(r"^\s*370\s*$"))
    ).to_be_visible()
    expect(
        main.get_by_role("definition").filter(has_text=re.compile(r"^\s*50\s*$"))
    ).to_be_visible()


def _open_a_file_and_write(page: Page) -> str:
    _go(page, "Open a new file")
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("Not known yet").check()
    _press(page, "Open the file")
    page.wait_for_url(re.compile(r"/files/[0-9A-Z]{4}-[0-9A-Z]{4}/"))
    found = re.search(r"/files/([0-9A-Z]{4}-[0-9A-Z]{4})/", page.url)
    assert found, page.url
    _add_entry(page, FACT)
    _add_entry(page, OPINION, basis=BASIS)
    _add_entry(page, SENSITIVE, sensitive=True)
    expect(page.get_by_role("main")).to_contain_text(FACT)
    expect(page.get_by_role("main")).not_to_contain_text(SENSITIVE)
    picture(page, "file")
    _go(page, "Third party")
    _go(page, "Add a third-party record")
    page.get_by_label("About whom is it?").fill("Her former husband")
    page.get_by_label("Who said it?").fill("The neighbour")
    page.get_by_label("What did they say?").fill(NEIGHBOUR)
    page.get_by_label("Said in confidence").check()
    _press(page, "Save the record")
    expect(page.get_by_role("main")).to_contain_text(NEIGHBOUR)
    _write_down_her_son(page)
    return found[1]


def _write_down_her_son(page: Page) -> None:
    _go(page, "People")
    _go(page, "Add somebody")
    page.get_by_label("Child", exact=True).check()
    page.get_by_label("School or nursery").fill("Larch Row Primary")
    page.get_by_label("Who has parental authority").fill("Both parents")
    page.get_by_label("First names").fill("Piotr")
    page.get_by_label("Surname (optional)", exact=True).fill("Tweedie")
    page.get_by_label("Nicknames").fill("Petey")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Address 1 (optional)", exact=True).fill("12 Larch Row, Eastbrook")
    looked_at(page, "person-form")
    _press(page, "Add")
    _go(page, "Change")
    page.get_by_label("School or nursery").fill("Elm Street School")
    _press(page, "Save")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Before: Larch Row Primary")
    looked_at(page, "person")
    main.get_by_role("heading", level=1).scroll_into_view_if_needed()
    picture(page, "person")
    _go(page, "People")
    expect(page.get_by_role("main")).to_contain_text("Must not know")
    looked_at(page, "people")


def _add_entry(page: Page, body: str, basis: str = "", sensitive: bool = False) -> None:
    _go(page, "Add an entry")
    page.get_by_label("Call", exact=True).check()
    page.get_by_label("The client rang us", exact=True).check()
    page.get_by_label("What is to be recorded?").fill(body)
    if basis:
        page.get_by_label("Opinion", exact=True).check()
        page.get_by_label("What is the opinion based on?").fill(basis)
    else:
        page.get_by_label("Fact", exact=True).check()
    if sensitive:
        page.get_by_label("This holds a sensitive fact").check()
        page.get_by_label("Rape or sexual violence").check()
    _press(page, "Save the entry")


def _no_trace_for_the_programme(page: Page, demo: Demo, reference: str) -> None:
    expect(page.get_by_role("main")).not_to_contain_text(reference)
    hidden = page.goto(f"{demo.url}/files/{reference}/")
    assert hidden is not None
    body_of_hidden = page.inner_text("main")
    absent = page.goto(f"{demo.url}/files/2222-2222/")
    assert absent is not None
    assert hidden.status == absent.status == 404
    assert body_of_hidden == page.inner_text("main")
    page.goto(demo.url + "/files/")
    page.get_by_label("Find a file").fill(reference)
    _press(page, "Search")
    assert "No file that is open to you fits" in page.inner_text("main")


def _fill_date(page: Page, question: str, on: date) -> None:
    group = page.get_by_role("group", name=question)
    for part in ("Day", "Month", "Year"):
        group.get_by_label(part).fill(str(getattr(on, part.lower())))


def _disclose(worker: Page, signed_in_page: SignIn, demo: Demo, reference: str) -> None:
    _record_the_consent(worker, demo, reference)
    request_url = _ask(worker, demo, reference)
    manager = signed_in_page("iss_manager")
    prove(demo, manager, "iss_manager")
    _sign_off(manager)
    _release(worker, demo, request_url)
    letter = _letter(worker)
    assert letter.startswith(b"%PDF-")
    assert b"StructTreeRoot" in letter
    worker.goto(f"{demo.url}/files/{reference}/disclosures/")
    expect(worker.get_by_role("list", name="Released")).to_contain_text("Harbourside Housing")
    picture(worker, "register")
    worker.get_by_role("list", name="Released").get_by_role("link").first.click()
    _hand_over(worker)


def _record_the_consent(page: Page, demo: Demo, reference: str) -> None:
    page.goto(f"{demo.url}/files/{reference}/consents/new/")
    today = date.today()
    page.get_by_label("To which agency?").select_option("Harbourside Housing Association")
    _fill_date(page, "When did she agree?", today)
    page.get_by_label("Why is it needed?").fill("She is to be rehoused.")
    covered = page.get_by_role("group", name="Which entries does she agree to?").get_by_role(
        "checkbox"
    )
    expect(covered).to_have_count(3)
    for box in (covered.nth(1), covered.nth(2)):  # the two that are not the sensitive one
        box.check()
    _fill_date(page, "When was it explored with her what may come of it?", today)
    page.get_by_label("What was she told will follow if she agrees?").fill(
        "They learn of the violence."
    )
    page.get_by_label("What was she told will follow if she refuses?").fill("She waits longer.")
    _fill_date(page, "Until when does her consent hold?", today + timedelta(days=30))
    page.get_by_label("She was asked what limits she sets").check()
    page.get_by_label("Her limits in her own words").fill("Never telephone my mother.")
    _press(page, "Record the consent")
    expect(page.get_by_role("main")).to_contain_text("She is to be rehoused.")
    picture(page, "consent", whole=True)


def _ask(page: Page, demo: Demo, reference: str) -> str:
    page.goto(f"{demo.url}/files/{reference}/disclosures/new/")
    _go(page, "The client’s informed consent")
    page.get_by_label("To whom?").select_option("Jasmine Orr, Harbourside Housing Association")
    page.get_by_label("On which consent does it rest?").select_option(index=1)
    picked = page.get_by_role("group", name="Which entries?").get_by_role("checkbox")
    for box in (picked.nth(1), picked.nth(2)):
        box.check()
    _press(page, "Save and see what is missing")
    main = page.get_by_role("main")
    for clause in ("3.3.2 b", "3.3.2 c", "4.1.1"):
        expect(main).to_contain_text(clause)
    picture(page, "missing")
    request_url = page.url
    _go(page, "Change")
    page.get_by_label("Who will read it there?").fill("Jasmine Orr")
    page.get_by_label("I know who will read it").check()
    page.get_by_label("I know how the agency will protect it").check()
    _fill_date(
        page,
        "When was it explained to the client what is shared and how it is protected?",
        date.today(),
    )
    page.get_by_role("group", name="Has anybody a concern about sharing this?").get_by_label(
        "No"
    ).check()
    page.get_by_role("group", name="May it raise her risk?").get_by_label("No").check()
    page.get_by_label("What speaks for and against that?").fill("He does not know the office.")
    page.get_by_label("I have made sure that the recipient is no partner").check()
    _press(page, "Save and see what is missing")
    _prepare(page)
    _press(page, "Ask for sign-off")
    expect(page.get_by_role("main")).to_contain_text("Waiting for sign-off")
    return request_url


def _prepare(page: Page) -> None:
    _go(page, "Prepare what leaves")
    main = page.get_by_role("main")
    leave = page.get_by_role("button", name=re.compile("^Leave in “"))
    expect(main.get_by_text("Begin with the first entry")).to_be_visible()
    while left := leave.count():
        leave.first.click()
        expect(leave).to_have_count(left - 1)
    _go(page, "Begin with the first entry")
    for _ in range(2):
        here = page.url
        _press(page, "I have read this entry to its end")
        expect(page).not_to_have_url(here)
    expect(main).to_contain_text("2 of 2 entries gone through")
    _press(page, "Let the machine read what is left")


def _review(page: Page) -> None:
    _go(page, "Review it beside what stands in the file")
    for box in page.get_by_role("main").get_by_role("checkbox").all():
        box.check()
    page.get_by_label("It may be signed off").check()
    _press(page, "Record the review")
    expect(page.get_by_role("main")).to_contain_text("Your review is on record.")


def _sign_off(page: Page) -> None:
    page.get_by_role("link", name=re.compile(r"^To decide \(\d+\)$")).click()
    page.get_by_role("list", name="Waiting for a decision").get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text(FACT)
    expect(page.get_by_role("main")).not_to_contain_text(SENSITIVE)
    picture(page, "approval")
    here = page.url
    _review(page)
    page.goto(here)
    page.get_by_label("Sign it off").check()
    page.get_by_label("I have made sure that the recipient is no partner").check()
    _press(page, "Record the decision")
    expect(page.get_by_role("main")).not_to_contain_text("Your decision")


def _release(page: Page, demo: Demo, request_url: str) -> None:
    page.goto(request_url)
    _go(page, "Read what would leave")
    expect(page.get_by_role("main")).to_contain_text(BASIS)
    page.get_by_label("I have read all of it, from beginning to end").check()
    _press(page, "I have read it")
    page.goto(request_url)
    _go(page, "Release")
    code = page.get_by_role("textbox", name="Code")
    code.or_(page.get_by_label("It is to leave now")).first.wait_for()
    if code.count():
        enter_code(page, demo.people["iss_worker"])
    for word in (
        "I know how the agency will protect it",
        "I will keep to the limits",
        "It is to leave now",
    ):
        page.get_by_label(word).check()
    picture(page, "release", whole=True)
    _press(page, "Release")
    expect(page.get_by_role("main")).to_contain_text("Package")
    expect(page.get_by_role("main")).to_contain_text(FACT)
    picture(page, "package")


def _letter(page: Page) -> bytes:
    with page.expect_download() as download:
        _go(page, "Download the letter")
    return Path(download.value.path()).read_bytes()


def _hand_over(page: Page) -> None:
    """The paper went by hand; how it got there stands with what left."""
    _go(page, "How it got there, and what the recipient was told afterwards")
    _press(page, "Record how it was handed over")
    page.get_by_label("Into their hand").check()
    _fill_date(page, "When?", date.today())
    page.get_by_label("Into whose hand").fill("Jasmine Orr’s, at her office")
    page.get_by_label("How do you know").fill("I rang the number on the register first.")
    _press(page, "Record it")
    expect(page.get_by_role("list", name="Handed over")).to_contain_text("Jasmine Orr’s")
    picture(page, "delivery", whole=True)
    _go(page, "Package")


def _the_due_file_is_destroyed(signed_in_page: SignIn, demo: Demo) -> None:
    """The sweep was started by beat: nobody here presses anything."""
    reference = FILES["due"].reference
    admin = signed_in_page("records_admin")
    end = time.monotonic() + 2 * SWEEP_EVERY + 60
    while time.monotonic() < end:
        admin.goto(demo.url + "/retention/certificates/")
        if reference in admin.inner_text("main"):
            break
        time.sleep(2)
    admin.get_by_role("link", name=re.compile(reference)).first.click()
    expect(admin.get_by_role("main")).to_contain_text("started by the clock")
    picture(admin, "certificate")
    worker = signed_in_page("iss_worker")
    expect(worker.get_by_role("main")).not_to_contain_text(reference)
    answer = worker.goto(f"{demo.url}/files/{reference}/")
    assert answer is not None
    assert answer.status == 404
    # imported files have not had their one review: none of them was destroyed
    admin.goto(demo.url + "/retention/certificates/")
    assert admin.inner_text("main").count("Certificate") <= 2
