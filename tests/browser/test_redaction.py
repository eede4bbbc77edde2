"""A file of sixty entries prepared to leave: the machine finds what was missed, another reviews, it is released."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Demo, enter_code, looked_at, picture, prove
from tests.browser.on_a_phone import read_at_full_size, read_to_the_last_column
from tests.browser.outside_reader import read_outside
from tests.redaction.sixty import MUST_STAY

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SignIn = Callable[[str], Page]
DESCRIBED = "the woman with the two whippets who lives at the corner"
MAKE = "from tests.redaction.sixty import load; print(load())"


def _press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()


def _press_each(page: Page, buttons: Locator) -> None:
    """Press one after the other; one decision may decide what others were about as well."""
    while buttons.count():
        with page.expect_navigation():
            buttons.first.click()


@pytest.mark.clause("3.2.1")
@pytest.mark.edge("E24", "E25")
def test_sixty_entries_are_prepared_reviewed_and_released_without_a_word_of_others(
    demo: Demo, signed_in_page: SignIn, new_page: Callable[..., Page]
) -> None:
    request = f"{demo.url}/disclosures/{demo.manage('shell', '-c', MAKE).split()[-1]}/"
    worker = signed_in_page("iss_worker")
    worker.goto(request + "prepare/")
    expect(worker.get_by_role("main")).to_contain_text("0 of 60 entries gone through")
    looked_at(worker, "workbench")
    picture(worker, "prepare")
    _withhold_by_keyboard(worker)
    _withhold_by_mouse(worker, request)
    _keep_back_whole(worker, request)
    _decide_everywhere(worker, request)
    _weigh_what_was_told_in_confidence(worker)
    _cover_the_scan(worker, request)
    _go_through(worker, request)
    _read_by_the_machine(worker, request)
    manager = signed_in_page("iss_manager")
    prove(demo, manager, "iss_manager")
    _review(manager, request)
    paper = _release(worker, demo, request)
    reader = read_outside(worker, demo, new_page, "[withheld]", pages=1)
    assert not [words for words in MUST_STAY if words in reader.inner_text("main")]
    worker.reload()
    read_to_the_last_column(worker, worker.get_by_role("region", name="Register of readings"))
    looked_at(worker, "readers")
    pages = PdfReader(io.BytesIO(paper)).pages
    assert sum(len(page.images) for page in pages) == 1
    text = "".join(page.extract_text() for page in pages)
    assert "[withheld]" in text
    assert not [words for words in MUST_STAY if words in " ".join(text.split())]


def _withhold_by_keyboard(page: Page) -> None:
    """The second entry, 'The neighbour, Sheila Oddell, rang us …': all of it that shows that somebody near told us."""
    page.get_by_role("link", name=re.compile("number 2$")).click()
    looked_at(page, "entry")
    page.get_by_role("group", name=re.compile("^What was written")).focus()
    page.keyboard.press("ArrowRight")
    for _ in range(16):
        page.keyboard.press("Shift+ArrowRight")
    chosen = page.get_by_label("Which words are to be withheld?")
    expect(chosen).to_have_value(re.compile(r"^The neighbour, Sheila .* must not be named$"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Why?", exact=True)).to_be_focused()
    page.get_by_label("Why?", exact=True).select_option("source")
    _press(page, "Withhold these words")
    expect(page.get_by_label("What was written, as the reader gets it")).to_have_text(
        re.compile(r"\[withheld\]\. Nadia knows that she can ring us at any hour\.\s*$")
    )
    looked_at(page, "entry-withheld")
    picture(page, "prepare-entry")


# Where some words of the entry begin and end on the screen.
ENDS = """(area, words) => {
  const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT)
  const start = area.textContent.indexOf(words)
  const edge = (place) => {
    walker.currentNode = area
    let node = walker.nextNode()
    while (place > node.length) { place -= node.length; node = walker.nextNode() }
    const range = document.createRange()
    range.setStart(node, place)
    const box = range.getBoundingClientRect()
    return [box.x, box.y + box.height / 2]
  }
  return [edge(start), edge(start + words.length)]
}"""


# Does the head of the file, which stays in sight, lie over what was done last?
COVERED = """() => document.querySelector('#last').getBoundingClientRect().y
  < document.querySelector('.latch-file').getBoundingClientRect().bottom"""


def _withhold_by_mouse(page: Page, request: str) -> None:
    """The fourth entry says who somebody is without a name: no machine finds that."""
    page.goto(request + "prepare/")
    page.get_by_role("link", name=re.compile("number 4$")).click()
    area = page.get_by_role("group", name=re.compile("^What was written"))
    area.scroll_into_view_if_needed()
    begin, end = area.evaluate(ENDS, DESCRIBED)
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()
    expect(page.get_by_label("Which words are to be withheld?")).to_have_value(DESCRIBED)
    expect(page.get_by_role("button", name="Withhold these words")).to_be_in_viewport()
    page.get_by_label("Why?", exact=True).select_option("third_party")
    _press(page, "Withhold these words")
    left = page.get_by_label("What was written, as the reader gets it")
    expect(left).to_contain_text("[withheld]")
    expect(left).to_contain_text("She has been seen by")
    expect(left).not_to_contain_text("whippets")


def _keep_back_whole(page: Page, request: str) -> None:
    """The eighth entry holds nothing but what she told us in confidence: the reader does not learn that it is there."""
    page.goto(request + "prepare/")
    page.get_by_role("link", name=re.compile("number 8$")).click()
    page.get_by_text("Keep the whole entry back", exact=True).click()
    page.get_by_label("Why does the whole entry stay back?").select_option("confidence")
    _press(page, "Keep it back whole")
    expect(page.get_by_role("main")).to_contain_text("the reader does not learn of it")


def _decide_everywhere(page: Page, request: str) -> None:
    """What the worker had not thought of: every other spelling of the neighbour, the numbers, the school."""
    page.goto(request + "prepare/")
    found = page.get_by_role("list", name="To decide, the same words in all entries at once")
    leave = page.get_by_role("button", name=re.compile("^Leave in “(Maya|bail)” everywhere"))
    for _ in range(2):
        leave.first.click()
        expect(page.get_by_text(re.compile(r"Last: “\w+” left in"))).to_be_in_viewport()
        assert page.evaluate(COVERED) is False
    plain = re.compile("^Withhold “(?!in confidence)")
    _press_each(page, found.get_by_role("button", name=plain))


def _weigh_what_was_told_in_confidence(page: Page) -> None:
    """What the client herself told so, and wants them to know."""
    main = page.get_by_role("main")
    page.get_by_role("link", name=re.compile("^Weigh it in the entry.*in confidence")).click()
    page.get_by_role("link", name=re.compile("^Weigh whether it may leave")).first.click()
    looked_at(page, "weigh")
    _press(page, "Leave it in")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    for box in main.get_by_role("textbox").all():
        box.fill("It is hers, and she says yes.")
    main.get_by_role("checkbox").check()
    _press(page, "Leave it in")
    expect(main).to_contain_text("Left in")
    page.get_by_role("link", name="All entries").click()
    expect(
        page.get_by_role("list", name="To decide, the same words in all entries at once")
    ).to_have_count(0)


def _cover_the_scan(page: Page, request: str) -> None:
    """The scanned letter names the neighbour: its second line is covered with the mouse."""
    page.goto(request)
    page.get_by_role("button", name="Pages of documents").click()
    page.get_by_role("radio").first.check()
    _press(page, "Go on")
    area = page.get_by_role("group", name=re.compile("^The page"))
    expect(area.get_by_role("img")).to_be_visible()
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.08 * box["width"], box["y"] + 0.165 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.95 * box["width"], box["y"] + 0.21 * box["height"], steps=4)
    page.mouse.up()
    page.get_by_label("Why is this place withheld?").select_option("third_party")
    page.get_by_label("It leaves, without what is covered").check()
    _press(page, "Keep")
    expect(page.get_by_role("main")).to_contain_text("This is how the page would leave.")
    loaded = "() => document.querySelector('.latch-page__picture').complete"
    page.wait_for_function(loaded)
    read_at_full_size(page, page.get_by_role("main"), "scan-full-size")
    looked_at(page, "scan-covered")
    picture(page, "prepare-page")
    page.goto(request + "prepare/")


def _go_through(page: Page, request: str) -> None:
    """Each entry is opened and read to its end: the first three with the mouse, the others as a form goes."""
    page.get_by_role("button", name="Go on with the next entry").click()  # one stays back whole
    for _ in range(3):
        here = page.url
        _press(page, "I have read this entry to its end")
        expect(page).not_to_have_url(here)
    here = page.url
    while not here.endswith("/prepare/"):
        html = page.request.get(here).text()
        form = html[html.index(f'action="{here.removeprefix(page.url.split("/disc")[0])}read/"') :]
        hidden = dict(
            re.findall(r'name="(csrfmiddlewaretoken|source|after)" value="([^"]*)"', form)[:3]
        )
        here = page.request.post(here + "read/", form=hidden, headers={"Referer": here}).url
    page.goto(request + "prepare/")
    expect(page.get_by_role("main")).to_contain_text("60 of 60 entries gone through")
    looked_at(page, "workbench-done")


def _read_by_the_machine(page: Page, request: str) -> None:
    _press(page, "Let the machine read what is left")
    expect(page.get_by_role("main")).to_contain_text("somebody else reviews it next")
    _press(page, "Ask for sign-off")
    expect(page.get_by_role("main")).to_contain_text("Waiting for sign-off")


def _review(page: Page, request: str) -> None:
    page.goto(request)
    page.get_by_role("button", name="Review what would leave").click()
    main = page.get_by_role("main")
    for half in ("in the file", "as the reader gets it"):
        name = re.compile(rf"^Page 1 of a document of .*, {half}$")
        read_at_full_size(page, page.get_by_role("region", name=name), f"review {half}")
    looked_at(page, "review")
    picture(page, "review")
    page.get_by_text(re.compile(r"^and \d+ more$")).first.click()
    looked_at(page, "review-more")
    page.get_by_role("link", name=re.compile("^Call of ")).last.click()
    expect(page).to_have_url(re.compile(r"#entry-\d+$"))
    expect(page.locator(":target").get_by_role("heading", level=2)).to_be_in_viewport()
    page.get_by_label("It may be signed off").check()
    _press(page, "Record the review")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say of each that it may leave")
    for box in (
        main.get_by_role("group", name=re.compile("^What the machine found"))
        .get_by_role("checkbox")
        .all()
    ):
        box.check()
    _press(page, "Record the review")
    expect(main).to_contain_text("Your review is on record.")
    page.goto(request.replace("/disclosures/", "/approvals/"))
    page.get_by_label("Sign it off").check()
    page.get_by_label("I have made sure that the recipient is no partner").check()
    _press(page, "Record the decision")
    expect(main).not_to_contain_text("Your decision")


def _release(page: Page, demo: Demo, request: str) -> bytes:
    page.goto(request + "package/")
    page.get_by_label("I have read all of it, from beginning to end").check()
    _press(page, "I have read it")
    page.goto(request + "release/")
    code = page.get_by_role("textbox", name="Code")
    code.or_(page.get_by_label("It is to leave now")).first.wait_for()
    if code.count():
        enter_code(page, demo.people["iss_worker"])
    for word in ("I know how the agency will protect it", "It is to leave now"):
        page.get_by_label(word).check()
    _press(page, "Release")
    expect(page.get_by_role("main")).to_contain_text("Package")
    looked_at(page, "package-released")
    assert not [words for words in MUST_STAY if words in page.inner_text("main")]
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the letter").click()
    return Path(download.value.path()).read_bytes()
