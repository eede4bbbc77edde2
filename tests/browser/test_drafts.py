"""Nothing typed is lost: in a real browser, with tabs, networks and sessions that end."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Demo, enter_code, looked_at
from tests.cast import FILES

pytestmark = [pytest.mark.browser, pytest.mark.clause("4.6.6")]
AMINA, LEILA = FILES["amina"].reference, FILES["leila"].reference
BODY = "What is to be recorded?"
SignIn = Callable[[str], Page]


def write(page: Page, demo: Demo, words: str, file: str = AMINA) -> None:
    page.goto(f"{demo.url}/files/{file}/entries/new/")
    page.get_by_label(BODY).press_sequentially(words)


def kept(page: Page) -> None:
    expect(page.locator("[data-keep-said]")).to_contain_text(
        re.compile(r"Kept as a draft at \d\d:\d\d")
    )


def has(page: Page, words: str) -> None:
    expect(page.get_by_label(BODY)).to_have_value(words)


def end_session(context: BrowserContext) -> None:
    """Take the session away, as the end of twelve hours does; the page stays."""
    context.pages[-1].wait_for_timeout(4000)  # the answer to a save under way would give it back
    context.clear_cookies(name="latch_session")


def sign_in_here(page: Page, demo: Demo, key: str) -> None:
    person = demo.people[key]
    page.get_by_label("Sign-in name").fill(person["sign_in"])
    page.get_by_label("Password", exact=True).fill(person["password"])
    page.get_by_role("button", name="Continue").click()
    enter_code(page, person)


def test_what_is_typed_is_kept_within_three_seconds_and_a_closed_tab_gives_it_back(
    demo: Demo, signed_in_page: SignIn
) -> None:
    page = signed_in_page("iss_worker")
    write(page, demo, "She rang at four.")
    expect(page.locator("[data-keep-said]")).to_contain_text("Kept as a draft at", timeout=3000)
    expect(page).to_have_url(re.compile(r"\?draft=[0-9a-f-]{36}$"))
    looked_at(page, "draft-kept")
    address = page.url
    context = page.context
    page.close(run_before_unload=False)
    again = context.new_page()
    again.goto(demo.url + "/files/")
    again.get_by_role("link", name=re.compile("you did not send")).click()
    looked_at(again, "drafts")
    assert Axe().run(again).violations_count == 0
    again.get_by_role("link", name="Add entry").first.click()
    expect(again).to_have_url(address)
    has(again, "She rang at four.")
    looked_at(again, "draft-again")
    assert Axe().run(again).violations_count == 0


@pytest.mark.clause("4.6.1–4.6.5")
def test_words_to_look_at_again_are_shown_while_they_are_written(
    demo: Demo, signed_in_page: SignIn
) -> None:
    page = signed_in_page("iss_worker")
    write(page, demo, "She was hysterical.")
    shown = page.locator("[data-look]")
    expect(shown).to_contain_text("They may judge or belittle: hysterical")
    looked_at(page, "words-while-writing")
    assert Axe().run(page).violations_count == 0
    page.get_by_label(BODY).fill("She cried.")
    expect(shown).to_be_empty()


def test_typing_without_a_pause_is_kept_too(demo: Demo, signed_in_page: SignIn) -> None:
    page = signed_in_page("iss_worker")
    write(page, demo, "x")
    with page.expect_response("**/drafts/save/") as first:
        page.get_by_label(BODY).press_sequentially("word " * 14, delay=80)  # 5.6 s, no pause
    assert first.value.json()["state"] == "kept"
    assert len(page.get_by_label(BODY).input_value()) <= 71


def test_the_last_words_before_a_tab_closes_are_kept(demo: Demo, signed_in_page: SignIn) -> None:
    page = signed_in_page("iss_worker")
    context = page.context
    write(page, demo, "First. ")
    kept(page)
    address = page.url
    page.get_by_label(BODY).press_sequentially("Then.")
    page.goto(demo.url + "/policy/")  # at once
    page = context.new_page()
    page.goto(address)
    has(page, "First. Then.")


def test_a_lost_network_is_said_and_nothing_is_lost(
    demo: Demo, signed_in_page: SignIn, allow_console: Callable[[str], None]
) -> None:
    allow_console("ERR_INTERNET_DISCONNECTED")
    page = signed_in_page("iss_worker")
    write(page, demo, "Before.")
    kept(page)
    page.context.set_offline(True)
    page.get_by_label(BODY).press_sequentially(" During.")
    trouble = page.get_by_role("alert").filter(has_text=re.compile(r"Not kept since \d\d:\d\d"))
    expect(trouble).to_be_visible(timeout=8000)
    looked_at(page, "draft-offline")
    for store in ("localStorage", "sessionStorage"):
        assert "During" not in page.evaluate(f"JSON.stringify(Object.entries({store}))")
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    page.context.set_offline(False)
    kept(page)
    expect(page.locator("[data-keep-trouble]")).to_be_empty()
    page.reload()
    has(page, "Before. During.")


def test_two_tabs_keep_two_drafts_and_one_draft_in_two_tabs_forks(
    demo: Demo, signed_in_page: SignIn
) -> None:
    one = signed_in_page("iss_worker")
    write(one, demo, "In one.", LEILA)
    kept(one)
    other = one.context.new_page()
    other.goto(f"{demo.url}/files/{LEILA}/entries/new/")
    expect(other.get_by_role("main")).to_contain_text("You typed in this form before")
    other.goto(one.url)
    has(other, "In one.")
    with one.expect_response(lambda answer: " More." in (answer.request.post_data or "")):
        one.get_by_label(BODY).press_sequentially(" More.")
    other.get_by_label(BODY).press("Control+End")
    other.get_by_label(BODY).press_sequentially(" Else.")
    expect(other.get_by_role("alert").filter(has_text="changed in another tab")).to_be_visible()
    one.reload()
    has(one, "In one. More.")
    other.reload()
    has(other, "In one. Else.")


def test_after_an_ended_session_one_comes_back_to_the_same_words(
    demo: Demo, signed_in_page: SignIn
) -> None:
    page = signed_in_page("iss_worker")
    write(page, demo, "She will call ag")
    page.get_by_label("Fact", exact=True).check()
    page.get_by_label("Call", exact=True).check()
    page.get_by_label("The client rang us", exact=True).check()
    kept(page)
    end_session(page.context)
    page.evaluate(
        """() => {  // sooner than the page could learn that the session has ended
            const body = document.querySelector('textarea[name=body]')
            body.value += 'ain.'
            body.form.requestSubmit()
        }"""
    )
    expect(page.get_by_role("main")).to_contain_text("kept as a draft")
    sign_in_here(page, demo, "iss_worker")
    has(page, "She will call again.")
    expect(page.get_by_label("Call", exact=True)).to_be_checked()
    page.get_by_role("button", name="Save the entry").click()
    expect(page.get_by_role("main")).to_contain_text("The entry is written.")
    page.goto(demo.url + "/drafts/")
    expect(page.get_by_role("main")).not_to_contain_text("She will call again.")


def test_without_javascript_a_button_keeps_the_draft(
    demo: Demo, signed_in_page: SignIn, chromium: object
) -> None:
    state = signed_in_page("iss_worker").context.storage_state()
    context = chromium.new_context(java_script_enabled=False, storage_state=state)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{demo.url}/files/{AMINA}/entries/new/")
    page.get_by_label(BODY).fill("By hand.")
    page.get_by_role("button", name="Keep as draft").click()
    expect(page.get_by_role("main")).to_contain_text("What you typed is kept as a draft.")
    has(page, "By hand.")
    context.close()
