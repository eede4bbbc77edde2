"""The policy's pages: written by one, put in force by another, and nobody's words thrown away unseen."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from confidentiality.access.identity import acting_as
from staff.induction.models import PolicyVersion
from tests import cast
from tests.accounts.working import ask_and_agree

from .working import NEXT, publish, write

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.1.1")]
WRITE, WAITING = "/policy/text/write/", "/policy/text/waiting/"
AWAY, STANDINGS = "/policy/text/waiting/throw-away/", "/policy/text/standings/"
SignedIn = Callable[[str], Client]


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def waits() -> PolicyVersion | None:
    with acting_as(cast.PEOPLE["dp_lead"].id):
        return PolicyVersion.objects.filter(number=None).first()


def test_one_writes_and_another_puts_it_in_force(signed_in: SignedIn, session_of: SignedIn) -> None:
    writer, other = signed_in("dp_lead"), session_of("records_admin")
    answer = writer.post(WRITE, {"text": NEXT, "changes": "Keys are counted."})
    assert answer.headers["Location"] == WAITING
    assert "You wrote it, so somebody else puts it in force" in text_of(writer, WAITING)
    page = text_of(other, WAITING)
    assert "Keys are counted." in page
    assert "Against version 1" in page
    version = waits()
    assert version is not None
    assert other.post(WAITING, {"version": str(version.pk)}).status_code == 200  # not ticked
    done = other.post(WAITING, {"version": str(version.pk), "read": "on"})
    assert done.headers["Location"] == "/policy/text/"
    assert waits() is None
    assert "Count them." in text_of(other, "/policy/text/versions/2/")
    assert ">Gone</" in text_of(other, "/policy/text/versions/2/changes/")


def test_a_colleague_s_version_is_not_thrown_away_unseen(signed_in: SignedIn) -> None:
    mine, theirs = signed_in("dp_lead"), "# 1 Theirs\n\nA day's work."
    words = {"text": "# 1 Mine\n\nToo.", "changes": "Mine.", "instead_of": ""}
    write(theirs, by="records_admin")
    answer = mine.post(WRITE, words)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody else has kept or thrown away a version" in page
    assert "# 1 Mine" in page
    left = waits()
    assert left is not None
    assert left.text == theirs
    assert f'value="{left.pk}"' in page
    assert mine.post(WRITE, words | {"instead_of": str(left.pk)}).status_code == 302
    mended = waits()
    assert mended is not None
    assert mended.text == words["text"]


def test_what_was_not_shown_is_neither_published_nor_thrown_away(
    signed_in: SignedIn, session_of: SignedIn
) -> None:
    shown = write()
    now = write("# 1 Another\n\nText.")
    other = session_of("records_admin")
    other.post(WAITING, {"version": str(shown.pk), "read": "on"})
    assert "This version is not as you read it" in text_of(other, WAITING)
    other.post(AWAY, {"version": str(shown.pk), "sure": "on"})
    assert waits() == now
    other.post(AWAY, {"version": str(now.pk), "sure": "on"})
    assert waits() is None


def test_publishing_asks_for_a_fresh_factor(signed_in: SignedIn) -> None:
    version = write()
    answer = signed_in("records_admin").post(WAITING, {"version": str(version.pk), "read": "on"})
    assert answer.headers["Location"].startswith("/account/2fa/reauthenticate/")
    assert waits() == version


@pytest.mark.edge("E49")
def test_in_the_days_of_grace_every_page_says_that_something_is_to_be_read(
    signed_in: SignedIn,
) -> None:
    client = signed_in("iss_worker")
    assert "Policy (1)" not in text_of(client, "/files/")
    publish()
    assert "Policy (1)" in text_of(client, "/files/")
    week = timezone.localtime(timezone.now() + timedelta(days=7))
    assert f"You can work on until {week.day} {week:%B}" in text_of(client, "/policy/text/")


@pytest.mark.clause("5.3.1")
@override_settings(POLICY_GRACE_DAYS=0)
def test_who_owes_it_stands_first_and_a_manager_sees_their_own_people(signed_in: SignedIn) -> None:
    version = publish()
    for key in ("iss_manager", "hr"):
        client = signed_in(key)
        client.post("/policy/text/", {"agreed": "on", "version": str(version.number)})
        page = text_of(client, STANDINGS)
        assert cast.PEOPLE["iss_worker"].name in page
        assert (cast.PEOPLE["dvpp_worker"].name in page) == (key == "hr")
    assert page.index("Owed: no file opens") < page.index("Acknowledged</")
    client.logout()
    worker = signed_in("iss_colleague")
    worker.post("/policy/text/", {"agreed": "on", "version": str(version.number)})
    assert worker.get(STANDINGS).status_code == 404


def test_whoever_has_left_owes_nothing(signed_in: SignedIn) -> None:
    name = cast.PEOPLE["iss_colleague"].name
    publish()
    assert name in text_of(signed_in("hr"), STANDINGS)
    ask_and_agree("leave", "iss_colleague")
    assert name not in text_of(signed_in("hr"), STANDINGS)
