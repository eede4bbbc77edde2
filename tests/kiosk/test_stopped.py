"""Where a client's reading is stopped, the pages say by which entry and why, and offer no ticket (5.2.5)."""

from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from clients.court import say_court_paper
from clients.models import Entry
from confidentiality.access.identity import acting_as
from disclosures.held import what_holds
from disclosures.ownfile.models import FileRequest
from disclosures.ownfile.redress import mark_minutes
from disclosures.readers.actions import recall
from tests import cast
from tests.contacting.working import SAFE, tell
from tests.disclosures import own, story
from tests.disclosures.pages import step_up
from tests.disclosures.story import ASKER, FILE, who
from tests.kiosk.office import a_screen, give
from tests.misfiled.working import hand_on, hand_on_telling
from tests.queries import assert_queries_at_most
from tests.readers.outside import opened
from tests.thirdparty.working import move

pytestmark = [pytest.mark.slow, pytest.mark.clause("5.2.4", "5.2.5")]
HERE = cast.FILES[FILE].reference
STOPPED, OFFERS, TICKET = (
    "Their reading is stopped",
    "Open it at the office screen",
    "Give a ticket to the screen",
)


def a_request() -> tuple[UUID, UUID]:
    """Release the client's own file; return the request for it, and the package."""
    asked = own.asked_for()
    return asked, own.released(asked).package.id


def first() -> Entry:
    with acting_as(who(ASKER)):
        return Entry.objects.select_related("file").get(id=story.entries()[0].id)


def shown(client: Any, name: str, *args: Any) -> str:
    with assert_queries_at_most(12):
        answer = client.get(reverse(name, args=args))
    return unescape(answer.content.decode().split("<main")[1])


def court(entry: Entry) -> None:
    with acting_as(who(ASKER)):
        say_court_paper(entry=entry, it_is=True)


def minutes(entry: Entry) -> None:
    with acting_as(who(ASKER)):
        mark_minutes(entry=entry, key=uuid4(), by=cast.worker(ASKER))


def others(entry: Entry) -> None:
    with acting_as(who(ASKER)):
        words = str(entry.body).split()[0]
    move(entry.id, words)


@pytest.mark.parametrize(
    ("mark", "said", "mended"),
    [
        (court, "a family court’s paper", "says on its page that it is none"),
        (minutes, "a conference’s minutes", "under Own file, Conference minutes"),
        (lambda entry: hand_on(entry.id), "handed on to another file", "takes it back on its page"),
        (others, "that somebody else said", "puts them back from its page"),
    ],
    ids=["court", "minutes", "handed on", "others"],
)
def test_each_page_names_the_entry_why_and_who_mends_it(
    committed: str, signed_in: Any, mark: Callable[[Entry], None], said: str, mended: str
) -> None:
    asked, package = a_request()
    a_screen()
    client, entry = signed_in(ASKER), first()
    step_up(client, ASKER)
    page = shown(client, "ownfile:request", HERE, asked)
    assert STOPPED not in page
    assert OFFERS in page
    assert TICKET in shown(client, "kiosk:sitting", package)
    mark(entry)
    link = reverse("clients:entry", args=[HERE, entry.id])
    page = shown(client, "ownfile:request", HERE, asked)
    assert STOPPED in page
    assert OFFERS not in page
    assert "Nothing, as far as this request goes" not in page
    assert reverse("kiosk:sitting", args=[package]) in page  # what was read stays at hand
    for each in (page, *(shown(client, f"kiosk:{name}", package) for name in ("sitting", "give"))):
        assert f'href="{link}">' in each
        assert said in each
        assert mended in each
        assert reverse("readers:readers", args=[package]) in each
        assert TICKET not in each


@pytest.mark.edge("E48")
def test_safe_contact_that_was_handed_on_is_named_too(committed: str, signed_in: Any) -> None:
    stood = tell()
    asked, _package = a_request()
    tell(replace(SAFE, we_say="Priya"))
    hand_on_telling(stood)
    page = shown(signed_in(ASKER), "ownfile:request", HERE, asked)
    assert "The safe contact that stood when they asked" in page
    assert STOPPED in page


def test_a_recalled_one_is_stopped_by_nothing_else(committed: str, signed_in: Any) -> None:
    asked, package = a_request()
    court(first())
    with acting_as(who(ASKER)):
        by, made = cast.worker(ASKER), opened(package)
        recall(package=made, recall_id=uuid4(), reason="A mistake.", by=by)
    client = signed_in(ASKER)
    page = shown(client, "ownfile:request", HERE, asked)
    assert STOPPED not in page
    assert OFFERS not in page
    assert "Recall the package" not in shown(client, "kiosk:sitting", package)


def test_many_that_stop_it_ask_no_more(committed: str, signed_in: Any) -> None:
    asked, _package = a_request()
    client, counted = signed_in(ASKER), set[int]()
    with acting_as(who(ASKER)):
        entries = list(Entry.objects.filter(id__in=[each.id for each in story.entries()]))
    for each in entries[:3]:
        court(each)
        with assert_queries_at_most(12) as found:
            client.get(reverse("ownfile:request", args=[HERE, asked]))
        counted.add(len(found))
    assert len(counted) == 1


@pytest.mark.attack("A4")
def test_nobody_else_learns_by_what_it_is_held(committed: str) -> None:
    asked, package = a_request()
    court(first())
    with acting_as(who(ASKER)):
        request = FileRequest.objects.get(id=asked).disclosure_id
        assert [each.why for each in what_holds(request)] == ["court"]
    for person in ("dvpp_worker", "records_admin", "iss_senior"):
        with acting_as(cast.PEOPLE[person].id):
            assert what_holds(request) == []
    with pytest.raises(Exception, match="held_since"):
        give(package)
