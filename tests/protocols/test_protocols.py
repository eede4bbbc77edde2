"""A protocol takes two people, is never changed, and tells nobody of files that are not theirs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from confidentiality.access.identity import acting_as
from confidentiality.interface.context import count_places
from disclosures.protocols import access, actions
from disclosures.protocols.models import NamedFile, NamedReader, Party, Protocol
from disclosures.protocols.rules import Sharing, obstacles
from tests import cast
from tests.agencies.working import agency_of, an_agreement
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, days, who
from tests.protocols.working import agreed, decide, end, name, propose

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
COUNTED = {"protocols:protocols": "disclosures.protocols.access.count_waiting"}


def waits_for(key: str) -> int:
    """How many protocols wait for somebody of the cast."""
    with acting_as(who(key)):
        worker = cast.worker(key)
        return count_places(worker, frozenset({str(worker.role)}), COUNTED).get("/protocols/", 0)


def against(protocol_id: UUID, contact_id: UUID) -> list[str]:
    """What stands against sharing Amina's file with somebody under it, for the asker."""
    with acting_as(who(ASKER)):
        sharing = Sharing(
            cast.FILES["amina"].id, "iss", agency_of(contact_id).id, contact_id, days(0)
        )
        found = access.picture_of(access.open_protocol(protocol_id))
        return [each.code for each in obstacles(found, sharing)]


@pytest.mark.clause("5.5")
def test_managers_are_reminded_before_a_protocol_is_over() -> None:
    contact, before = story.an_agency(), waits_for(MANAGER)
    agreed(contact, until=days(31), review_on=days(31))
    assert waits_for(MANAGER) == before
    agreed(contact, until=days(30), review_on=days(90))
    assert waits_for(MANAGER) == before + 1


@pytest.mark.clause("5.5")
@pytest.mark.attack("A5")
def test_it_takes_two_people_and_the_second_manages() -> None:
    contact = story.an_agency()
    before = waits_for(MANAGER)
    protocol = propose(contact)
    assert (waits_for(MANAGER), waits_for(ASKER)) == (before + 1, 0)
    assert decide(protocol, by=ASKER) == "hidden"
    assert decide(protocol, by="iss_senior") == "hidden"
    own = propose(contact, by=MANAGER)
    assert waits_for(MANAGER) == before + 1  # their own waits for another
    assert decide(own) == "own"
    with acting_as(who(MANAGER)):
        found = access.open_protocol(protocol)
        stale = actions.decide(protocol=found, agree=True, seen="", by=cast.worker(MANAGER))
        assert stale == "changed"
    assert decide(protocol) == "done"
    assert decide(protocol) == "decided"
    assert waits_for(MANAGER) == before


@pytest.mark.clause("5.7")
@pytest.mark.attack("A5")
def test_nothing_of_it_is_changed_and_nobody_is_slipped_in() -> None:
    one, other = story.an_agency(), story.an_agency(name="Quay Clinic")
    protocol = agreed(one)
    with acting_as(who(ASKER)):
        stands = Protocol.objects.get(id=protocol)
        for forbidden in (
            lambda: Protocol.objects.update(until=days(900)),
            lambda: Protocol.objects.update(outcome="agreed"),
            lambda: NamedReader.objects.create(protocol=stands, contact_id=other),
            lambda: Party.objects.create(protocol=stands, agency=agency_of(other)),
            lambda: NamedReader.objects.all().delete(),
            lambda: Protocol.objects.create(
                first_agency=stands.first_agency,
                clients="iss",
                starts_on=days(0),
                until=days(2),
                review_on=days(1),
                proposed_by_id=who(MANAGER),
                **dict.fromkeys(("name", "purpose", "circumstances"), "?"),
            ),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                forbidden()


@pytest.mark.clause("5.5", "5.6", "5.8")
def test_its_picture_is_taken_from_what_was_recorded() -> None:
    one, other = story.an_agency(), story.an_agency(name="Quay Clinic")
    waits = propose(one)
    found = against(waits, one)
    assert found == ["protocol_not_agreed", "protocol_copy_missing", "policy_not_given"]
    protocol = agreed(one, other)
    assert against(protocol, one) == against(protocol, other) == []
    an_agreement(one, clause=False)
    assert against(protocol, one) == ["no_breach_clause"]
    assert against(protocol, other) == []
    an_agreement(one)  # the latest one counts
    assert against(protocol, one) == []
    with acting_as(who(ASKER)):
        assert [p.id for p in access.protocols_with(agency_of(one).id)] == [protocol]
    assert end(protocol, by="iss_colleague") == "refused"
    assert end(protocol) == "done"
    assert end(protocol) == "ended"
    assert against(protocol, one) == ["protocol_over"]
    with acting_as(who(ASKER)):
        assert access.protocols_with(agency_of(one).id) == []
    assert end(waits, by=ASKER) == "done"  # withdrawn
    assert decide(waits) == "decided"


@pytest.mark.attack("A1")
@pytest.mark.clause("5.5")
def test_named_files_are_seen_by_whoever_sees_the_file(signed_in: SignedIn) -> None:
    protocol = agreed(story.an_agency(), clients=Protocol.Clients.NAMED)
    place = reverse("protocols:protocol", args=[protocol])
    before = _shown(signed_in("dvpp_worker"), place)
    named = name(protocol)
    assert cast.FILES["amina"].reference in _shown(signed_in(ASKER), place)
    assert _shown(signed_in("dvpp_worker"), place) == before
    add = reverse("protocols:name_file", args=[protocol])
    told = {"reference": cast.FILES["amina"].reference}
    assert signed_in("dvpp_worker").post(add, told).status_code == 404
    off = reverse("protocols:take_file_off", args=[protocol, named])
    assert signed_in("dvpp_worker").post(off).status_code == 404
    with acting_as(who("dvpp_worker")):
        assert not NamedFile.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            NamedFile.objects.create(
                protocol_id=protocol,
                file_id=cast.FILES["amina"].id,
                named_by_id=who("dvpp_worker"),
            )
    assert signed_in(ASKER).post(off).status_code == 302
    assert cast.FILES["amina"].reference not in _shown(signed_in(ASKER), place)


def _shown(client: Client, place: str) -> str:
    page: str = client.get(place).content.decode()
    return page.partition("<main")[2].partition("</main>")[0]


def test_it_is_proposed_and_agreed_in_the_browser(signed_in: SignedIn) -> None:
    contact = story.an_agency()
    worker, manager = signed_in(ASKER), signed_in(MANAGER)
    said: dict[str, Any] = {
        "name": "Conferences",
        "readers": [str(contact)],
        "clients": "iss",
        "purpose": "To keep her safe",
        "circumstances": "At the conference",
    }
    for field, day in {"starts_on": 0, "review_on": 20, "last_day": 30}.items():
        for part in ("day", "month", "year"):
            said[f"{field}-{part}"] = getattr(days(day), part)
    wrong = worker.post("/protocols/new/", {**said, "last_day-year": "2001"})
    assert "must not end before it begins" in wrong.content.decode()
    place = worker.post("/protocols/new/", said)["Location"]
    assert worker.get(f"{place}decide/").status_code == 403
    page = manager.get(f"{place}decide/").content.decode()
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert manager.post(f"{place}decide/", {"seen": seen, "decision": "agree"}).status_code == 302
    page = worker.get(place).content.decode()
    assert "In force" in page
    assert "No copy" in page
    with acting_as(who(ASKER)):
        protocol = Protocol.objects.get(outcome="agreed")
        (party,) = access.parties_of(protocol)
    copied = {f"given_on-{part}": getattr(days(0), part) for part in ("day", "month", "year")}
    assert worker.post(f"{place}copies/{party.id}/", copied).status_code == 302
    assert "No copy" not in worker.get(place).content.decode()
    assert worker.post(f"{place}end/", {"confirmed": "on"}).status_code == 302
    assert "In force" not in worker.get(place).content.decode()
