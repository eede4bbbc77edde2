"""Whoever comes to be known as a partner is shut out of what they can read already (3.3.2 e, E13)."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from clients.people.details import Details
from confidentiality.access.identity import acting_as
from disclosures.readers.models import Ticket
from tests import cast
from tests.clients.questions import day
from tests.clients.questions import give as give_grant
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, who
from tests.emergency.test_walls import alerts_of
from tests.misfiled import working as misfiled
from tests.partners.working import a_file, sees
from tests.people.working import a_file_of_two, add, propose
from tests.readers.outside import a_package, give, is_shut_out, opened

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3.2 e"), pytest.mark.edge("E13")]
PEOPLE = f"/files/{cast.FILES['amina'].reference}/people/"
OF_BOTH, BORN = "dvpp_colleague", date(1984, 3, 9)  # who may write on her file, and has his
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
        assert is_shut_out(opened(package))
    client = signed_in(ASKER)
    answer = client.post(f"/packages/{package}/readers/again/", follow=True).content.decode()
    assert "is recorded as a partner or ex-partner" in answer
    with acting_as(who(ASKER)):
        assert is_shut_out(opened(package))
    assert sum(each.times for each in alerts_of(MANAGER)) == 2  # of the tie, and of the try


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


def _a_package_to_whoever_has_a_file_there() -> tuple[UUID, Details]:
    package = a_package()
    a_file(story.RECIPIENT, by=OF_BOTH, date_of_birth=BORN)
    give_grant("amina", OF_BOTH, "view", "contribute", "third_party")
    given, _, family = story.RECIPIENT.rpartition(" ")
    return package, Details("ex_partner", given=given, family=family, date_of_birth=str(BORN))


def _is_walled_off_and_closed(package: UUID) -> bool:
    """Whether whoever wrote sees her file no more, and the recipient's way in is closed; her manager is told once."""
    assert not sees(OF_BOTH, cast.FILES["amina"].id)
    assert sum(each.times for each in alerts_of(MANAGER)) == 1
    with acting_as(who(ASKER)):
        return is_shut_out(opened(package))


@pytest.mark.edge("E6")
def test_who_is_tied_as_a_partner_is_shut_out_though_it_walls_the_writer_off(
    signed_in: Any,
) -> None:
    """Whoever wrote held both halves: the walls came first, and nothing was closed."""
    package, him = _a_package_to_whoever_has_a_file_there()
    said = _says(given=him.given, family=him.family, **day("date_of_birth", BORN))
    signed_in(OF_BOTH).post(f"{PEOPLE}new/", said)
    assert _is_walled_off_and_closed(package)


@pytest.mark.edge("E6")
def test_who_is_changed_into_one_is_shut_out_though_it_walls_the_writer_off(
    signed_in: Any,
) -> None:
    package, him = _a_package_to_whoever_has_a_file_there()
    person = add(replace(him, relation="friend", given="Una"))
    said = _says(given=him.given, family=him.family, seen="1", **day("date_of_birth", BORN))
    signed_in(OF_BOTH).post(f"{PEOPLE}{person}/change/", said)
    assert _is_walled_off_and_closed(package)


@pytest.mark.edge("E6")
def test_who_is_one_by_what_two_entries_tell_is_shut_out_though_it_walls_whoever_agrees(
    signed_in: Any,
) -> None:
    package, him = _a_package_to_whoever_has_a_file_there()
    told = Details("ex_partner", given="Una", date_of_birth=him.date_of_birth)
    kept, merged = add(told), add(replace(him, relation="friend", date_of_birth=""))
    merge = propose(kept, merged, by=ASKER)
    address = reverse("people:merge", args=[cast.FILES["amina"].reference, merge])
    signed_in(OF_BOTH).post(address, {"decision": "agree"})
    assert _is_walled_off_and_closed(package)


@pytest.mark.edge("E6", "E48")
def test_who_is_moved_here_as_one_is_shut_out_though_it_walls_whoever_takes_them(
    signed_in: Any,
) -> None:
    package, him = _a_package_to_whoever_has_a_file_there()
    give_grant("amina", OF_BOTH, "view", "contribute", "third_party", "lead")
    wrong = add(him, file=a_file_of_two())
    parcel = misfiled.hand_on_person(wrong, to=cast.FILES["amina"].reference)
    address = reverse("misfiled:parcel", args=[parcel])
    signed_in(OF_BOTH).post(address, {"decision": "take"})
    assert _is_walled_off_and_closed(package)
