"""Drawing what is withheld on a page: all that was drawn is kept, and nothing of it goes without a word."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.conftest import Demo
from tests.browser.soundness import expect_sound
from tests.browser.test_exit import CALENDAR

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.clause("3.2.1")]
SignIn = Callable[[str], Page]
MAKE = """
from tests.disclosures import story
from tests.scans import preparing
contact = story.an_agency(name="{name}")
request = story.a_draft(contact, story.a_consent(contact))
document = preparing.a_document(request)
preparing.taken(request, document)
print(f"/disclosures/{{request}}/pages/{{document.id}}/1/")
"""
NEIGHBOUR, MOTHER, BELOW = (0.1, 0.1, 0.6, 0.15), (0.1, 0.2, 0.7, 0.25), (0.2, 0.27, 0.4, 0.3)


# what is drawn reaches rather further than less
FIRST, SECOND = (f"({at}|{at - 1}.9) % down, (10|9.9) % across" for at in (10, 20))


def opened(demo: Demo, sign_in: SignIn, name: str) -> Page:
    """Return the first page of a letter, opened by whoever prepares it."""
    page = sign_in("iss_worker")
    page.goto(demo.url + demo.manage("shell", "-c", MAKE.format(name=name)).split()[-1])
    expect(picture_of(page).get_by_role("img")).to_be_visible()
    page.wait_for_function("() => document.querySelector('.latch-page__picture').complete")
    picture_of(page).evaluate("page => page.scrollIntoView()")
    return page


def picture_of(page: Page) -> Locator:
    return page.get_by_role("group", name=re.compile("^The page"))


def listed(page: Page) -> Locator:
    return page.get_by_role("list", name="Places drawn and not kept yet").get_by_role("listitem")


def draw(page: Page, place: tuple[float, float, float, float]) -> None:
    """Draw from corner to corner, wherever the page stands on the screen, and move nothing else."""
    box = picture_of(page).bounding_box()
    assert box
    left, top, right, bottom = place
    page.mouse.move(box["x"] + left * box["width"], box["y"] + top * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + right * box["width"], box["y"] + bottom * box["height"], steps=4)
    page.mouse.up()


def keep(page: Page, becomes: str = "It leaves, without what is covered") -> None:
    page.get_by_label("Why is this place withheld?").select_option("third_party")
    page.get_by_label(becomes).check()
    page.get_by_role("button", name="Keep", exact=True).click()


def expect_kept(page: Page, *places: str) -> None:
    expect(page.get_by_role("main")).to_contain_text("This is how the page would leave.")
    expect(listed(page)).to_have_count(0)
    covered = page.get_by_role("group", name="Covered places to uncover").get_by_role("checkbox")
    expect(covered).to_have_count(len(places))
    for at, place in enumerate(places):
        expect(covered.nth(at)).to_have_accessible_name(re.compile(f"^{place}: "))


def test_every_place_that_was_drawn_is_seen_listed_and_kept(
    demo: Demo, signed_in_page: SignIn
) -> None:
    page = opened(demo, signed_in_page, "Rowan House")
    draw(page, NEIGHBOUR)
    draw(page, MOTHER)
    draw(page, BELOW)
    boxes = page.locator(".latch-page__drawn:visible")
    expect(boxes).to_have_text(["1", "2", "3"])
    expect(
        page.get_by_role("status").filter(has_text="3 places are drawn and not kept yet.")
    ).to_be_visible()
    expect_sound(page, "covering-drawn")
    page.get_by_role("button", name="Remove place 3").press("Enter")
    expect(page.get_by_role("button", name="Remove place 2")).to_be_focused()
    expect(boxes).to_have_text(["1", "2"])
    page.get_by_label("It leaves, without what is covered").check()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say why this place is withheld")
    expect(boxes).to_have_text(["1", "2"])  # a form that is refused keeps what was drawn
    expect_sound(page, "covering-refused")
    keep(page)
    expect_kept(page, FIRST, SECOND)
    expect_sound(page, "covering-kept")


def test_the_page_stays_under_the_hand_that_draws(demo: Demo, signed_in_page: SignIn) -> None:
    page = opened(demo, signed_in_page, "Hazel House")
    # the page begins in the middle, and ends out of sight
    page.evaluate("window.scrollBy(0, -300)")
    before = page.evaluate("scrollY")
    draw(page, NEIGHBOUR)
    assert page.evaluate("scrollY") == before
    expect(listed(page)).to_have_text(re.compile(f"^Place 1: {FIRST}"))


def test_places_are_put_by_keyboard_one_after_the_other(demo: Demo, signed_in_page: SignIn) -> None:
    page = opened(demo, signed_in_page, "Alder House")
    picture_of(page).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(listed(page)).to_have_count(1)
    expect(page.get_by_label("Left edge")).to_have_value("")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_label("Right edge")).to_have_value("60.5")
    keep(page)
    expect_kept(page, "48.5 % down, 40 % across", "47.5 % down, 40 % across")


def test_what_is_drawn_does_not_go_without_a_word(demo: Demo, signed_in_page: SignIn) -> None:
    page = opened(demo, signed_in_page, "Maple House")
    here, asked = page.url, []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    draw(page, NEIGHBOUR)
    page.get_by_role("link", name="Next page").click()
    expect(listed(page)).to_have_count(1)
    # once what was drawn is kept, the address says as which draft
    assert (asked, page.url.partition("?")[0]) == (["beforeunload"], here)
    page.get_by_label("The whole page is withheld").check()
    page.get_by_label("Why is all of it withheld?").select_option("harm")
    keep(page, "The whole page is withheld")
    expect_kept(page, FIRST)
    draw(page, MOTHER)
    page.get_by_role("button", name="Remove place 1").click()
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Page 2 of 2")
    draw(page, MOTHER)
    page.get_by_role(
        "link", name=re.compile("^Exit")
    ).click()  # nobody who leaves in a hurry is asked
    page.wait_for_url(CALENDAR)
    assert asked == ["beforeunload"]
