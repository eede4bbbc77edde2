"""Why what left is closed to its reader: each reason is kept, told once, and seen by whoever lets in (3.3.2 d, E13)."""

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings
from django.urls import reverse

from clients.emergency.models import WallAlert
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from disclosures.actions import NotNow, Obstructed
from disclosures.readers.actions import give_link, let_in_again, take_back
from disclosures.readers.closing import close_all_to
from tests import cast
from tests.database import logged_in_as, owner
from tests.disclosures.pages import step_up
from tests.disclosures.story import ASKER, FILE, MANAGER, who
from tests.readers.outside import a_package, closings, give, let_in, opened
from tests.readers.test_agreed_to_less import (
    IN_WORDS,
    SHUT,
    against_paper,
    agrees,
    entries,
    hears,
    reads,
    unread,
)
from tests.readers.test_reading import a_reader, statuses
from tests.readers.test_refused_since import recipient

pytestmark = [pytest.mark.slow, pytest.mark.clause("2.1", "3.3.2 d")]


@override_settings(READER_URL="")
def test_where_nobody_reads_on_a_screen_limits_are_read_for_the_paper(committed: str) -> None:
    package = a_package()
    later = agrees(recipient(package), provisos=(IN_WORDS,))
    hears()
    assert against_paper(package) == {"limits_unread"}
    reads(package, later)
    assert not against_paper(package)


@pytest.mark.edge("E13")
def test_what_was_closed_before_stays_closed_when_limits_are_read(
    committed: str, signed_in: Any
) -> None:
    """Whoever knew why it was closed lets in: no machine knows a partner whom a line of a telephone gave away."""
    package = a_package()
    reader, contact = a_reader(package), recipient(package)
    with acting_as(who(ASKER)):
        close_all_to(contact, file_id=cast.FILES[FILE].id)
    later = agrees(contact, provisos=(IN_WORDS,))
    hears()
    reads(package, later)
    assert unread(package) == []
    assert statuses(reader) == SHUT
    assert owner("SELECT access.is_shut_to_reader(%s)", package) == [(True,)]
    let_in(package, by=ASKER)
    assert owner("SELECT access.is_shut_to_reader(%s)", package) == [(False,)]


@pytest.mark.edge("E13")
def test_a_second_finding_of_a_partner_is_seen_as_well(committed: str) -> None:
    """The first was a mistyped number; whoever knows that does not know of the second, nor does any machine."""
    package = a_package()
    contact = recipient(package)
    with acting_as(who(ASKER)):
        close_all_to(contact, file_id=cast.FILES[FILE].id)
        close_all_to(contact, file_id=cast.FILES[FILE].id)  # tried again
        (first,) = closings(package)
    with acting_as(who(MANAGER)):
        close_all_to(contact, file_id=cast.FILES[FILE].id)
    with acting_as(who(ASKER)), pytest.raises(NotNow, match="closed to them again meanwhile"):
        let_in_again(package=opened(package), by=cast.worker(ASKER), seen=[first])


def test_a_page_drawn_again_sends_the_closing_that_it_names(committed: str, signed_in: Any) -> None:
    package, browser = a_package(), signed_in(ASKER)
    link = reverse("readers:give_link", args=[package])
    step_up(browser, ASKER)
    assert "It was closed to them" not in browser.get(link).content.decode()
    with acting_as(who(ASKER)):
        close_all_to(recipient(package), file_id=cast.FILES[FILE].id)
        (closing,) = closings(package)
    sent = {"settled": "on"}
    again = browser.post(link, sent).content.decode()
    assert "It was closed to them" in again
    assert f'name="closings" value="{closing}"' in again
    assert " checked" not in again  # a tick that was for others
    listed = signed_in(ASKER).get(reverse("readers:links")).content.decode()
    assert "You have given none" in listed


def _told() -> int:
    """How often the managers were told that the client agrees to less."""
    with acting_as(who(MANAGER)):
        return sum(each.times for each in WallAlert.objects.filter(kind=WallAlert.Kind.LESS))


@pytest.mark.edge("E13")
def test_each_reason_is_kept_told_once_and_shown_to_who_lets_in(
    committed: str, signed_in: Any
) -> None:
    """Limits come first, then a line gives the recipient away as a partner: no machine knows that."""
    package = a_package()
    contact, browser = recipient(package), signed_in(ASKER)
    later = agrees(contact, provisos=(IN_WORDS,))
    assert "limits that a line" in hears()
    assert not hears()  # once
    with acting_as(who(ASKER)):
        limits = closings(package)
        close_all_to(contact, file_id=cast.FILES[FILE].id)
        both = closings(package)
    assert (len(limits), len(both)) == (1, 2)
    reads(package, later)
    link = reverse("readers:give_link", args=[package])
    step_up(browser, ASKER)
    shown = unescape(browser.get(link).content.decode())
    assert "gave them away as a partner of the client" in shown
    assert "The client set limits since, which were read" in shown
    sent = {"closings": [str(each) for each in both], "knows_them": "on"}
    assert "Tick to confirm: I know why" in unescape(browser.post(link, sent).content.decode())
    with acting_as(who(ASKER)):
        for seen in ((), limits):
            with pytest.raises(NotNow, match="closed to them again meanwhile"):
                let_in_again(package=opened(package), by=cast.worker(ASKER), seen=seen)
            with pytest.raises(NotNow, match="closed to them again meanwhile"):
                give_link(
                    package=opened(package), ticket_id=uuid4(), may_download=False,
                    by=cast.worker(ASKER), seen=seen,
                )  # fmt: skip
    given = {**sent, "settled": "on", "token": str(uuid4())}
    assert "The link" in unescape(browser.post(link, given).content.decode())
    with acting_as(who(ASKER)):
        assert not closings(package)
    assert browser.post(link, given).status_code == 302  # reloaded: it is the same link
    assert owner("SELECT count(*) FROM readers_ticket WHERE closed_at IS NULL") == [(1,)]
    assert owner("SELECT count(*) FROM readers_ticket") == [(3,)]


def test_what_comes_after_a_link_was_taken_back_is_told(committed: str) -> None:
    package = a_package()
    give(package)
    with acting_as(who(ASKER)):
        take_back(package=opened(package), by=cast.worker(ASKER))
    agrees(recipient(package), provisos=(IN_WORDS,))
    assert "limits that a line" in hears()
    assert _told() == 1
    agrees(recipient(package), covers=frozenset({entries()[0]}))
    assert "does not agree now" in hears()
    assert _told() == 2


def test_limits_bind_the_paper_on_another_ground_too(committed: str) -> None:
    """A consent that lets it name a fact is asked by no rule of the ground."""
    package = a_package()
    reader, contact, third = a_reader(package), recipient(package), entries()[2]
    owner("ALTER TABLE disclosures_request DISABLE TRIGGER USER")
    owner(
        "UPDATE disclosures_request SET basis = 'child_protection' WHERE contact_id = %s", contact
    )
    agrees(contact, covers=frozenset({third}), provisos=(IN_WORDS,))
    assert statuses(reader) == SHUT
    assert "limits_unread" in against_paper(package)
    agrees(contact, covers=frozenset({third}), names_sensitive=frozenset())
    assert "agreed_to_less" in against_paper(package)
    with pytest.raises(Obstructed):
        give(package)


def test_limits_are_read_of_what_went_to_nobody_on_the_register(committed: str) -> None:
    """Nothing of it is read on a screen, so nothing is closed; that they were read is kept all the same."""
    package = a_package()
    later = agrees(recipient(package), provisos=(IN_WORDS,))
    owner("ALTER TABLE disclosures_release DISABLE TRIGGER USER")
    owner("UPDATE disclosures_release SET contact_id = NULL")
    reads(package, later)
    assert unread(package) == []
    assert owner("SELECT count(*) FROM readers_ticket") == [(0,)]


def test_what_nobody_closed_is_closed_by_reading_limits(committed: str) -> None:
    """The consent was written down where nobody was told: what was read is closed all the same, and noted."""
    package = a_package()
    give(package)
    later = agrees(recipient(package), provisos=(IN_WORDS,))
    reads(package, later)
    assert owner("SELECT access.is_shut_to_reader(%s)", package) == [(True,)]
    with logged_in_as("owner"):
        noted = Event.objects.get(action="limits_read")
        assert noted.ids == [str(package), str(later)]


def test_what_kept_somebody_out_is_no_link_that_anybody_gave(
    committed: str, signed_in: Any
) -> None:
    package = a_package()
    with acting_as(who(ASKER)):
        close_all_to(recipient(package), file_id=cast.FILES[FILE].id)
    page = reverse("readers:readers", args=[package])
    shown = unescape(signed_in(ASKER).get(page).content.decode())
    name = cast.PEOPLE[ASKER].name
    assert shown.count(f"by {name}") == 2  # why it is closed, and among the links
    assert "while no link was open" in shown
    assert "Given" not in shown
    assert "Can be used until" not in shown
