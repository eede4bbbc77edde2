"""Whoever comes to be known as a partner is shut out of what they can read already (3.3.2 e, E13)."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from clients.people.details import Details
from confidentiality.access.identity import acting_as
from disclosures.readers.models import Ticket
from tests import cast
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, who
from tests.emergency.test_walls import alerts_of
from tests.people.working import add
from tests.readers.outside import a_package, give

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3.2 e"), pytest.mark.edge("E13")]
PEOPLE = f"/files/{cast.FILES['amina'].reference}/people/"
SHUT = "called like a partner of the client. The way in is closed"


def _says(**changes: Any) -> dict[str, Any]:
    return {"token": str(uuid4()), "relation": "ex_partner", "may_know": "no", **changes}


def _closed() -> set[str]:
    with acting_as(who(ASKER)):
        return set(Ticket.objects.values_list("closed_for", flat=True))


def test_who_is_tied_as_a_partner_reads_no_further(signed_in: Any) -> None:
    give(a_package())
    give(a_package())
    client = signed_in(ASKER)
    neighbour = _says(relation="neighbour", given="Wilma", family="Askew-Brand")
    shown = client.post(f"{PEOPLE}new/", neighbour, follow=True).content.decode()
    assert "Written down." in shown
    assert SHUT not in shown
    assert _closed() == {""}
    given_name, _, family = story.RECIPIENT.rpartition(" ")
    partner = _says(given=given_name, family=family)
    shown = client.post(f"{PEOPLE}new/", partner, follow=True).content.decode()
    assert SHUT in shown
    assert story.RECIPIENT not in shown.partition(SHUT)[2].partition("</div>")[0]
    assert _closed() == {Ticket.Closed.TAKEN_BACK}
    assert sum(each.times for each in alerts_of(MANAGER)) == 1


def test_who_is_changed_into_a_partner_is_shut_out_too(signed_in: Any) -> None:
    give(a_package())
    person: UUID = add(Details(relation="friend", aliases=(story.RECIPIENT,)))
    assert _closed() == {""}
    changed = _says(aliases=story.RECIPIENT, seen="1")
    shown = signed_in(ASKER).post(f"{PEOPLE}{person}/change/", changed, follow=True)
    assert SHUT in shown.content.decode()
    assert _closed() == {Ticket.Closed.TAKEN_BACK}


def test_nothing_is_said_where_nothing_can_be_read(signed_in: Any) -> None:
    a_package()
    given_name, _, family = story.RECIPIENT.rpartition(" ")
    partner = _says(given=given_name, family=family)
    shown = signed_in(ASKER).post(f"{PEOPLE}new/", partner, follow=True).content.decode()
    assert "Written down." in shown
    assert SHUT not in shown
    assert not alerts_of(MANAGER)
