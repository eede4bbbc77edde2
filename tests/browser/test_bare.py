"""From a bare installation to the first real file: two people with a browser, and no demo cast."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.browser.conftest import demo_environment, looked_at, picture, started
from tests.embedded.launching import migrated, place

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.clause("1")]
PASSWORD = "four words that wander"
POLICY = "# 1 Everybody keeps to it\n\nWe tell nobody that somebody comes here."
FIRST = ("Ann Lee", "Bo Khan")


@dataclass
class Person:
    """Somebody at their own browser."""

    page: Page
    url: str

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.locator(f'a:text-is("{name}")').first.click()

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def come_in(self, name: str, first: str, second: str) -> None:
        """Choose a password, sign in with it and set up an authenticator app."""
        self.go("/account/login/")
        self.follow("I was given two codes to come in with")
        self.page.get_by_label("Sign-in name").fill(name)
        self.page.get_by_label("One code").fill(first)
        self.page.get_by_label("The other code").fill(second)
        self.page.get_by_label("Choose a password").fill(PASSWORD)
        self.page.get_by_label("The password again").fill(PASSWORD)
        self.press("Set my password")
        self.page.wait_for_url("**/account/login/")
        self.page.get_by_label("Sign-in name").fill(name)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Continue")
        self.follow("Set up an authenticator app")
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Confirm")
        secret = self.page.locator(".latch-secret").inner_text().replace(" ", "")
        left = 30 - time.time() % 30
        if left < 5:  # a code of a half minute that ends while it is sent is none
            time.sleep(left + 0.2)
        self.page.get_by_label("Code").fill(
            format_hotp_value(hotp_value(secret, int(time.time()) // 30))
        )
        self.press("Finish")
        self.follow("I have kept them")

    def code(self) -> str:
        """Read the code that is shown once, and go on."""
        found = self.page.locator(".latch-code").inner_text()
        self.follow("I have written it down")
        return found

    def acknowledge(self) -> None:
        self.go("/policy/text/")
        self.page.get_by_label(re.compile("keep to it|keep to")).check()
        self.press("Acknowledge the policy")
        self.page.wait_for_url(re.compile(r"/policy/induction/"))
        self.sees("No case file opens")
        self.follow("Whom you know")
        self.page.get_by_label("I have nobody to declare").check()
        self.press("Confirm")
        self.sees("You confirmed this page on")

    def note_induction(self, of: str) -> None:
        """Note somebody else's: that the policy was explained to them, and a first training."""
        self.go("/policy/induction/people/")
        self.follow(of)
        line = self.page.get_by_role("listitem").filter(has_text="Files wait for it")
        line.get_by_role("link", name="Note it").click()
        self.press("Note it")
        self.follow("Note a training")
        self.page.get_by_label("The confidentiality policy and what follows from it").check()
        self.page.get_by_label("What did it cover?").fill("All of it")
        self.page.get_by_label("Who held it?").fill("Ann Lee")
        self.press("Note the training")
        self.sees("Good until")

    def agree(self, to: str) -> None:
        self.go("/people/")
        self.follow(to)
        self.page.get_by_label("I agree to it").check()
        self.press("Decide")
        self.sees(re.compile("Agreed, and done|A code to give"))


def test_two_people_take_a_bare_installation_to_its_first_file(
    new_page: Callable[..., Page],
) -> None:
    with place() as folder:
        migrated(
            folder / "state"
        )  # a plain migration from nothing is what every other demo begins with
        log = folder / "log"
        with started(demo_environment(folder / "state"), log, "--first", *FIRST) as url:
            codes = re.findall(r"sign-in name (\S+), codes (\S+) and (\S+)", log.read_text())
            ann, bo, cleo = (Person(new_page(), url) for _ in range(3))
            _the_first_two(ann, bo, codes)
            _a_team_and_a_worker(ann, bo, cleo)
            _the_first_file(cleo)
            ann.go("/setup/")
            ann.sees("Three people decide about accounts")
            looked_at(ann.page, "setup")
            picture(ann.page, "setup")
            ann.page.close()


def _the_first_two(ann: Person, bo: Person, codes: list[tuple[str, str, str]]) -> None:
    ann.come_in(*codes[0])
    bo.come_in(*codes[1])
    ann.go("/setup/")
    ann.sees("8 of 8 still to do")
    ann.follow("The policy is in force (clause 1)")
    ann.follow("Write the policy")
    ann.page.get_by_label("The policy’s text").fill(POLICY)
    ann.page.get_by_label("What is new in it").fill("The first one.")
    ann.press("Keep this version")
    ann.page.wait_for_url("**/policy/text/waiting/")
    bo.go("/policy/text/waiting/")
    bo.page.get_by_label("I have read the whole text").check()
    bo.press("Put it in force")
    bo.page.wait_for_url("**/policy/text/")
    bo.sees("We tell nobody that somebody comes here")
    ann.acknowledge()
    bo.acknowledge()
    ann.note_induction("Bo Khan")
    bo.note_induction("Ann Lee")


def _a_team_and_a_worker(ann: Person, bo: Person, cleo: Person) -> None:
    ann.go("/people/")
    ann.follow("Add a team")
    ann.page.get_by_label("Name of the team").fill("Support team")
    ann.page.get_by_label("Support service").check()
    ann.press("Ask for it")
    ann.sees("somebody else decides")
    bo.agree("A new team: Support team")
    ann.go("/people/new/")
    ann.page.get_by_label("Name", exact=True).fill("Cleo Dunn")
    ann.page.get_by_label("Sign-in name").fill("cleo.dunn")
    ann.page.get_by_label("Support service").check()
    ann.page.locator("select[name=team]").select_option(label="Support team")
    ann.press("Ask for it")
    first = ann.code()
    bo.agree("Somebody new: Cleo Dunn")
    looked_at(bo.page, "code")
    picture(bo.page, "code")
    second = bo.code()
    cleo.come_in("cleo.dunn", first, second)
    cleo.acknowledge()
    ann.note_induction("Cleo Dunn")
    looked_at(ann.page, "induction")
    picture(ann.page, "induction")
    cleo.go("/files/")


def _the_first_file(cleo: Person) -> None:
    cleo.go("/files/")
    cleo.follow("Open a new file")
    cleo.page.get_by_label("Name", exact=True).fill("Rosalind Tweedie")
    cleo.page.get_by_label("Not known yet").check()
    cleo.press("Open the file")
    cleo.page.wait_for_url(re.compile(r"/files/[0-9A-Z]{4}-[0-9A-Z]{4}/"))
    cleo.sees("Rosalind Tweedie")
