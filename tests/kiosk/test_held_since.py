"""What a client reads of their own file closes where something in it turns out to be held (5.2.5, E23, E33, E48)."""

from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from clients.court import say_court_paper
from clients.misfiled import actions as misfiled
from clients.misfiled.models import Handing
from clients.models import Entry
from confidentiality.access.identity import acting_as
from confidentiality.work.backup.replaying import replay
from confidentiality.work.backup.shipped import Shipped
from disclosures import actions
from disclosures.actions import NotNow, Obstructed
from disclosures.delivery.actions import stop_unless_copied
from disclosures.kiosk.access import open_for_client
from disclosures.models import Release
from disclosures.ownfile.redress import mark_minutes, unmark_minutes
from disclosures.readers.models import Ticket
from tests import cast
from tests.at_once import beside, impatiently, waited
from tests.clients.questions import file_of
from tests.database import logged_in_as
from tests.disclosures import own, story
from tests.disclosures.story import ASKER, FILE, who
from tests.kiosk.office import a_screen, at_office, give, own_package, reading
from tests.misfiled.working import REFERENCE as RIGHT
from tests.readers.outside import opened
from tests.thirdparty.working import move, undo

pytestmark = [pytest.mark.slow, pytest.mark.clause("5.2.4", "5.2.5")]
HERE = cast.FILES[FILE].reference
CLOSED = "No office screen shows it"


def first() -> Entry:
    """An entry of the file that left with it (act as the asker)."""
    return story.entries()[0]


def codes(package: UUID) -> set[str]:
    """What the page from which a ticket is given says."""
    with acting_as(who(ASKER)):
        _package, _powers, against = open_for_client(cast.worker(ASKER), package, purpose="office")
    return {each.code for each in against}


def court(*, it_is: bool) -> None:
    """Mark it as a family court's paper, or say that it is none."""
    with acting_as(who(ASKER)):
        say_court_paper(entry=first(), it_is=it_is)


def held_and_freed(package: UUID, screen: Any, mark: Callable[[], None]) -> None:
    """See it read, marked, and shut."""
    with at_office():
        assert screen.get("/read/").status_code == 200
    mark()
    with at_office():
        assert screen.get("/read/").status_code == 404
    assert codes(package) == {"held_since"}
    with pytest.raises(Obstructed):
        give(package)
    with acting_as(who(ASKER)), pytest.raises(NotNow):
        stop_unless_copied(opened(package).release, cast.worker(ASKER))


@pytest.mark.edge("E23")
def test_a_court_s_paper_marked_since_is_not_read_by_its_client(committed: str) -> None:
    court(it_is=False)  # said before it leaves
    package = own_package()
    screen, _told = reading(package, a_screen()[1])
    court(it_is=False)  # said again
    held_and_freed(package, screen, lambda: court(it_is=True))
    court(it_is=False)  # by its lead
    assert codes(package) == set()
    give(package)


@pytest.mark.edge("E33")
def test_nor_are_minutes_of_a_conference(committed: str) -> None:
    package = own_package()
    screen, _told = reading(package, a_screen()[1])
    marks = []

    def mark() -> None:
        with acting_as(who(ASKER)):
            by = cast.worker(ASKER)
            marks.append(mark_minutes(entry=first(), key=uuid4(), by=by))

    held_and_freed(package, screen, mark)
    with acting_as(who(ASKER)):
        unmark_minutes(file=file_of(FILE), mark_id=marks[0].id, by=cast.worker(ASKER))
    give(package)


@pytest.mark.edge("E24")
def test_nor_is_what_others_said_and_was_moved_out_since(committed: str) -> None:
    package = own_package()
    screen, _told = reading(package, a_screen()[1])
    with acting_as(who(ASKER)):
        entry = first()
        words = str(entry.body).split()[0]
    moves = []
    held_and_freed(package, screen, lambda: moves.append(move(entry.id, words)[0]))
    assert undo(moves[0]) == "undone"
    give(package)


@pytest.mark.edge("E48")
def test_nor_is_what_is_said_to_be_another_s_and_whoever_says_so_is_told(
    committed: str, signed_in: Any
) -> None:
    package = own_package()
    screen, told = reading(package, a_screen()[1])
    client = signed_in(ASKER)
    with acting_as(who(ASKER)):
        page = reverse("misfiled:hand_on_entry", args=[HERE, first().id])
    says = {"token": str(uuid4()), "belongs_in": RIGHT, "reason": "She is hers."}

    def mark() -> None:
        shown = client.post(page, {**says, "confirmed": "on"}, follow=True)
        assert CLOSED in unescape(shown.content.decode())

    held_and_freed(package, screen, mark)
    with acting_as(who(ASKER)):
        assert Handing.objects.exists()
        assert Ticket.objects.get(id=told.ticket.id).closed_for == Ticket.Closed.TAKEN_BACK
    sitting = client.get(reverse("kiosk:sitting", args=[package])).content.decode()
    assert "another client’s" in unescape(sitting)
    client.post(page, {"stays": "on"}, follow=True)
    give(package)


@pytest.mark.edge("E48")
def test_what_waited_for_the_release_holds_what_left_with_it(committed: str) -> None:
    """Its transaction began before the release's, and could not be seen by it."""
    request = own.signed(own.asked_for())
    with acting_as(who(ASKER)):
        root = Entry.objects.select_related("file").get(id=first().id)
        made = beside(impatiently(who(ASKER), lambda: _released(request)))
        assert isinstance(made, Release), made
        says: dict[str, Any] = {"why": "She is hers.", "contact_stays": False}
        misfiled.hand_on(root=root, reference=RIGHT, handing_id=uuid4(), **says)
    assert "held_since" in codes(made.package.id)


@pytest.mark.edge("E33")
def test_a_release_waits_for_whoever_marks_minutes(committed: str) -> None:
    request = own.signed(own.asked_for())
    with acting_as(who(ASKER)):
        mark_minutes(entry=first(), key=uuid4(), by=cast.worker(ASKER))
        assert waited(beside(impatiently(who(ASKER), lambda: _released(request))))
    with acting_as(who(ASKER)), pytest.raises(Obstructed):
        _released(request)


@pytest.mark.edge("E33")
@pytest.mark.edge("E40")
def test_minutes_marked_since_a_backup_are_held_after_a_restore(committed: str) -> None:
    """What left with them before the backup is neither copied nor read at the office."""
    package = own_package()
    with acting_as(who(ASKER)):
        ids = (uuid4(), first().id)
        file = first().file_id
    now, told = timezone.now(), "conference_marked"
    event = Shipped(1, uuid4(), now, who(ASKER), "", told, "done", file, ids)
    with logged_in_as("owner"), override_settings(LOGIN="owner"):
        assert replay([event]).done == {told: 1}
    assert "held_since" in codes(package)


def _released(request: UUID) -> Release:
    """Release a client's own file to them (act as the asker)."""
    return actions.release(
        request=story.get(request), by=cast.worker(ASKER), knows_policy=False, keeps_words=True
    )
