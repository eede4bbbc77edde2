"""The way of somebody who has read only the policy: from a clause's entry on its page to where its rule acts."""

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_working_day import follow, main, press


def at_its_place(page: Page, demo: Demo, clause: str, link: str, says: str = "") -> None:
    """Follow a link of the clause's entry on the policy page, the one beside which it `says` what shows there."""
    page.goto(f"{demo.url}/policy/")
    places = page.get_by_role("list", name=f"Where clause {clause} acts", exact=True)
    place = places.get_by_role("listitem").filter(has_text=says or link).first
    place.get_by_role("link", name=link, exact=True).click()
    expect(page).not_to_have_url(f"{demo.url}/policy/")


def to_disclosures(page: Page, demo: Demo, clause: str, reference: str, says: str) -> None:
    """Do what the entry of a clause that a request meets says, up to the register of a file."""
    at_its_place(page, demo, clause, "My files", says)
    while not main(page).get_by_role("link", name=reference).count():  # imported files before it
        with page.expect_navigation():
            follow(page, "More files")
    follow(page, reference)
    page.get_by_role("navigation").get_by_role("link", name="Disclosures").first.click()


def to_a_ground(page: Page, demo: Demo, clause: str, reference: str, ground: str) -> None:
    """Do so up to the form of a ground."""
    to_disclosures(page, demo, clause, reference, "Open a file, Disclosures, Ask to disclose")
    press(page, "Ask to disclose")
    follow(page, ground)


def on_day(page: Page, question: str, days: int) -> None:
    """Answer a question for a day with the one so many days from today."""
    group, day = page.get_by_role("group", name=question), date.today() + timedelta(days=days)
    for part in ("Day", "Month", "Year"):
        group.get_by_label(part).fill(str(getattr(day, part.lower())))


def record_consent(page: Page) -> None:
    """Fill in what any consent asks, record it, and save the draft, which rests on it."""
    on_day(page, "When did she agree?", 0)
    page.get_by_label("Why is it needed?").fill("A flat before the winter.")
    page.get_by_label("What may be written for it besides?").fill("A letter about the flat.")
    on_day(page, "When was it explored with her what may come of it?", 0)
    page.get_by_label("What was she told will follow if she agrees?").fill("They know of it.")
    page.get_by_label("What was she told will follow if she refuses?").fill("She waits longer.")
    on_day(page, "Until when does her consent hold?", 30)
    page.get_by_label("She was asked what limits she sets").check()
    press(page, "Record the consent")
    expect(main(page)).to_contain_text("It is chosen below")
    press(page, "Save and see what is missing")
