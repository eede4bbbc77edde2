"""A duty search is told to each who leads the file: what one has seen, the others still have before them."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.utils import timezone

from clients.duty.door import search_on_duty, see_duty_search
from clients.models import DutySearch, DutySearchSeen
from confidentiality.access.http import Hidden
from tests import cast
from tests.allocation import working
from tests.clients.questions import reference, working_as
from tests.database import owner

pytestmark = [pytest.mark.clause("3.3.1"), pytest.mark.edge("E46")]
SignedIn = Callable[[str], Client]
AMINA = cast.FILES["amina"]
TOLD = f"opened the safe contact of {reference('amina')}"


def found(by: str = "iss_colleague") -> UUID:
    """Return a duty search that found Amina's file."""
    with working_as(by) as worker:
        search = search_on_duty(name="Amina", born=AMINA.born, phone="", by=worker)
        assert search is not None
        return search


def is_told(client: Client) -> bool:
    return TOLD in client.get("/files/").content.decode()


def says_seen(client: Client, search: UUID) -> int:
    return client.post(f"/duty/{search}/seen/").status_code


@pytest.mark.django_db
def test_whoever_leads_it_next_still_has_it_to_look_at(signed_in: SignedIn) -> None:
    search = found()
    assert says_seen(signed_in("iss_worker"), search) == 302
    assert not is_told(signed_in("iss_worker"))
    working.allocate()
    new = signed_in(working.OTHER)
    assert is_told(new)
    assert says_seen(new, search) == 302
    assert not is_told(new)


def test_of_several_who_lead_it_each_sees_it_for_themselves(
    committed: str, signed_in: SignedIn
) -> None:
    working.leads_no_more("amina")
    working.manages_too("iss_senior")
    search = found()
    one, other = signed_in("iss_manager"), signed_in("iss_senior")
    assert is_told(one)
    assert is_told(other)
    assert says_seen(one, search) == 302
    assert not is_told(one)
    assert is_told(other)


def test_what_another_has_seen_long_ago_is_not_told_again(
    committed: str, signed_in: SignedIn
) -> None:
    seen = found()
    found("iss_volunteer")
    assert says_seen(signed_in("iss_worker"), seen) == 302
    working.allocate()
    owner("UPDATE clients_dutysearch SET at = at - interval '29 days'")
    page = signed_in(working.OTHER).get("/files/").content.decode()
    assert f"{cast.PEOPLE['iss_colleague'].name} {TOLD}" not in page
    assert f"{cast.PEOPLE['iss_volunteer'].name} {TOLD}" in page


@pytest.mark.django_db
def test_it_is_seen_once_however_often_it_is_said(signed_in: SignedIn) -> None:
    search = found()
    lead = signed_in("iss_worker")
    assert [says_seen(lead, search) for _ in range(2)] == [302, 302]
    with working_as("iss_worker") as by:
        assert [seen.by for seen in DutySearchSeen.objects.filter(search=search)] == [by]


@pytest.mark.django_db
@pytest.mark.attack("A4")
def test_nobody_says_it_for_another_or_of_their_own_search() -> None:
    search = found()
    with working_as("iss_worker"):
        for_another = DutySearchSeen(search_id=search, by=cast.worker("iss_manager"))
        with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            for_another.save(force_insert=True)
        earlier = timezone.now() - timedelta(days=1)
        before = DutySearchSeen(search_id=search, by=cast.worker("iss_worker"), at=earlier)
        with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            before.save(force_insert=True)
    for key in ("iss_colleague", "iss_senior", "iss_volunteer", "dvpp_worker", "dvpp_manager"):
        with working_as(key) as by:
            with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
                DutySearchSeen(search_id=search, by=by).save(force_insert=True)
            with pytest.raises(Hidden):
                see_duty_search(search_id=search, by=by)
    own = found("iss_worker")
    with working_as("iss_worker") as by:
        assert DutySearch.objects.filter(id=own).exists()
        with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            DutySearchSeen(search_id=own, by=by).save(force_insert=True)
        for hidden in (own, uuid4()):
            with pytest.raises(Hidden):
                see_duty_search(search_id=hidden, by=by)
        see_duty_search(search_id=search, by=by)
        seen = DutySearchSeen.objects.filter(search=search)
        assert seen._raw_delete("default") == 0
        with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
            seen.update(at=earlier)
    readers = {"iss_worker": 1, "iss_manager": 1, "iss_colleague": 0, "dvpp_worker": 0}
    for key, sees in readers.items():
        with working_as(key):
            assert DutySearchSeen.objects.filter(search=search).count() == sees
