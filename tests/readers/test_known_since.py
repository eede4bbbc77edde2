"""Whoever comes to be known as a partner is shut out of what they can read already (3.3.2 e, E13)."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from clients.people.details import Details
from confidentiality.access.identity import acting_as
from disclosures.readers.access import is_shut_out
from disclosures.readers.closing import keep_out
from disclosures.readers.models import Ticket
from tests import cast
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, who
from tests.emergency.test_walls import alerts_of
from tests.misfiled import working as misfiled
from tests.people.working import add
from tests.readers.outside import a_package, give, opened

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3.2 e"), pytest.mark.edge("E13")]
PEOPLE = f"/files/{cast.FILES['amina'].reference}/people/"
SHUT = "is called like a partner of the client. What they could read is closed to them"


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


def test_what_nobody_has_opened_yet_is_closed_to_who_signs_in_later(signed_in: Any) -> None:
    """A package without a way in, of a recipient with no account: who is invited tomorrow finds nothing of it."""
    package = a_package()
    given_name, _, family = story.RECIPIENT.rpartition(" ")
    partner = _says(given=given_name, family=family)
    client = signed_in(ASKER)
    shown = client.post(f"{PEOPLE}new/", partner, follow=True).content.decode()
    assert SHUT in shown
    with acting_as(who(ASKER)):
        assert is_shut_out(opened(package))
    assert sum(each.times for each in alerts_of(MANAGER)) == 1
    again = _says(given="Dean", family="Pryce")
    assert SHUT not in client.post(f"{PEOPLE}new/", again, follow=True).content.decode()


def test_nobody_lets_in_again_who_is_known_as_a_partner(signed_in: Any) -> None:
    package = a_package()
    give(package)
    add(Details(relation="ex_partner", aliases=(story.RECIPIENT,)))
    with acting_as(who(ASKER)):
        keep_out(package=opened(package), by=cast.worker(ASKER))
    client = signed_in(ASKER)
    answer = client.post(f"/packages/{package}/readers/again/", follow=True).content.decode()
    assert "is recorded as a partner or ex-partner" in answer
    with acting_as(who(ASKER)):
        assert is_shut_out(opened(package))
    assert sum(each.times for each in alerts_of(MANAGER)) == 1


def test_who_is_moved_here_as_a_partner_is_shut_out(signed_in: Any) -> None:
    """Tied to the wrong file, and taken into the right one by its lead (E48)."""
    give(a_package())
    given_name, _, family = story.RECIPIENT.rpartition(" ")
    him = Details(relation="ex_partner", given=given_name, family=family)
    wrong = add(him, by=misfiled.TAKER, file=cast.FILES[misfiled.RIGHT].id)
    here = cast.FILES["amina"].reference
    parcel = misfiled.hand_on_person(wrong, by=misfiled.TAKER, to=here)
    opened_at = reverse("misfiled:parcel", args=[parcel])
    shown = signed_in(ASKER).post(opened_at, {"decision": "take"}, follow=True)
    assert SHUT in shown.content.decode()
    assert _closed() == {Ticket.Closed.TAKEN_BACK}
