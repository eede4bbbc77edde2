"""A man's worker records that he was suspended; a worker of the support service tells his partner (4.2.1 i)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, looked_at, picture
from tests.browser.soundness import expect_sound
from tests.cast import FILES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.clause("4.2.1")]
AMINA, DANIEL = FILES["amina"].reference, FILES["daniel"].reference
SUSPENDED = "Suspended from the programme"


def test_one_records_and_another_tells(demo: Demo, signed_in_page: Callable[[str], Page]) -> None:
    his = signed_in_page("dvpp_worker")
    his.goto(f"{demo.url}/files/{DANIEL}/programme/")
    looked_at(his, "programme-empty")
    his.get_by_role("button", name="Record what happened").click()
    his.get_by_label("Reached a stage of the group programme").check()
    expect(his.get_by_label("Which stage?")).to_be_visible()
    looked_at(his, "programme-record")
    his.get_by_label(SUSPENDED).check()
    his.get_by_role("button", name="Record it").click()
    expect(his.get_by_role("main")).to_contain_text(f"Where he stands: {SUSPENDED}")
    looked_at(his, "programme")
    his.get_by_role("link", name="Correct").click()
    looked_at(his, "programme-correct")
    hers = signed_in_page("iss_worker")
    for _ in range(40):  # the notifier is Celery's
        hers.goto(demo.url + "/notifications/")
        if hers.get_by_text(SUSPENDED).count():
            break
        hers.wait_for_timeout(500)
    expect(hers.get_by_role("main")).to_contain_text(AMINA)
    expect_sound(hers, "notifications")
    hers.get_by_role("link", name=AMINA).click()
    hers.get_by_role("link", name="Decide not to tell her").click()
    expect_sound(hers, "notification-not-told")
    hers.go_back()
    hers.get_by_label("Telephone call").check()
    hers.get_by_role("radio", name="07700 900101").check()
    hers.get_by_label("The client answered, or was met").check()
    hers.get_by_label("Yes, herself").check()
    expect_sound(hers, "notification")
    picture(hers, "notification")
    hers.get_by_role("button", name="Write it down").click()
    again = hers.get_by_label("It has happened already")
    again.or_(hers.get_by_text("Nothing is to be told")).first.wait_for()
    if again.count():
        expect_sound(hers, "notification-asked-twice")
        again.check()
        hers.get_by_role("button", name="Write it down").click()
    expect(hers.get_by_role("main")).to_contain_text("Nothing is to be told")
    hers.goto(f"{demo.url}/files/{AMINA}/notifications/")
    expect(hers.get_by_role("main")).to_contain_text(SUSPENDED)
    expect_sound(hers, "notifications-on-file")
    hers.goto(f"{demo.url}/files/{AMINA}/notifications/preference/")
    expect_sound(hers, "notifications-preference")
