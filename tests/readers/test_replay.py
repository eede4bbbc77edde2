"""What closed a way in since a backup closes it again, and shuts out nobody to whom it was not closed (E21, E40)."""

from uuid import UUID, uuid4

import pytest
from django.test import override_settings

from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from confidentiality.work.backup.replaying import Outcome, replay
from confidentiality.work.backup.shipped import Shipped
from disclosures.kiosk.actions import end_sitting
from disclosures.readers.actions import take_back
from tests import cast
from tests.database import logged_in_as, owner
from tests.disclosures.story import ASKER, who
from tests.kiosk import office
from tests.readers.outside import a_guessed_link, a_package, give, opened

pytestmark = [pytest.mark.slow, pytest.mark.edge("E40")]


def test_what_a_newer_link_replaced_shuts_out_nobody(committed: str) -> None:
    """It is closed again where it stands open in the backup, and one that was lost leaves nothing in its place."""
    package = a_package()
    replaced = give(package).ticket.id
    give(package)
    _as_in_the_backup(replaced)
    assert _replayed(package, lost=False) == 1
    assert owner("SELECT closed_for FROM readers_ticket") == [("replaced",)]
    assert _replayed(package, lost=True) == 1
    assert owner("SELECT count(*), access.is_shut_to_reader(%s) FROM readers_ticket", package) == [
        (1, False)
    ]


def test_what_wrong_codes_closed_is_closed_for_them(committed: str) -> None:
    package = a_package()
    guessed = a_guessed_link(package)
    _as_in_the_backup(guessed)
    assert _replayed(package, lost=False) == 1
    assert owner("SELECT closed_for FROM readers_ticket") == [("wrong_codes",)]


def test_what_was_closed_to_a_recipient_stays_closed_to_them(committed: str) -> None:
    package = a_package()
    closed = give(package).ticket.id
    with acting_as(who(ASKER)):
        take_back(package=opened(package), by=cast.worker(ASKER))
    _as_in_the_backup(closed)
    assert _replayed(package, lost=False) == 1
    assert owner(
        "SELECT closed_for, access.is_shut_to_reader(%s) FROM readers_ticket", package
    ) == [("taken_back", True)]


def test_a_client_s_ticket_that_was_lost_needs_no_closing(committed: str) -> None:
    """Replaced, taken back beside links, and ended beside the screen: none of the three keeps the doors closed."""
    package = office.own_package()
    office.a_screen()
    office.give(package)
    office.give(package)
    with acting_as(who(ASKER)):
        take_back(package=opened(package), by=cast.worker(ASKER))
    last = office.give(package).ticket.id
    with acting_as(who(ASKER)):
        end_sitting(package=opened(package), ticket_id=last, by=cast.worker(ASKER))
    assert _replayed(package, lost=True) == 3
    assert owner("SELECT count(*) FROM readers_ticket") == [(3,)]
    owner("UPDATE readers_ticket SET closed_at = NULL, closed_for = '' WHERE id = %s", last)
    assert _replayed(package, lost=False) == 3
    assert owner("SELECT closed_for FROM readers_ticket WHERE id = %s", last) == [("taken_back",)]


def _as_in_the_backup(ticket: UUID) -> None:
    """Leave one ticket alone, open as it was before."""
    for table in ("readers_secret", "readers_visit"):
        owner(f"DELETE FROM {table} WHERE ticket_id <> %s", ticket)
    owner("DELETE FROM readers_ticket WHERE id <> %s", ticket)
    owner("UPDATE readers_ticket SET closed_at = NULL, closed_for = '' WHERE id = %s", ticket)


def _replayed(package: UUID, *, lost: bool) -> int:
    """Replay what the database logged of links closed; `lost`: their tickets are younger than the backup.

    Return how many of them were done again.
    """
    with logged_in_as("owner"), override_settings(LOGIN="owner"):
        logged = Event.objects.filter(action="reader_link_closed").order_by("at")
        said: Outcome = replay([_shipped(each, package, lost=lost) for each in list(logged)])
    assert not said.stuck
    return said.done["reader_link_closed"]


def _shipped(event: Event, package: UUID, *, lost: bool) -> Shipped:
    ids = [UUID(each) for each in event.ids]
    return Shipped(
        n=1, id=uuid4(), at=event.at, person=event.person, actor=event.actor, action=event.action, outcome="done",
        file=event.file, ids=tuple(uuid4() if lost and each != package else each for each in ids),
    )  # fmt: skip
