"""The queue, the team's load, handing over; E51: a worker leaves, and their files stand in the worklist."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients import actions as files
from clients.access import rights_on
from clients.allocation.access import loads, unallocated
from clients.allocation.replay import allocate_again
from clients.models import CaseFile, EffectiveGrant, Wall
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.work.backup.shipped import Shipped
from tests import cast
from tests.allocation import working
from tests.allocation.working import LEAD, MANAGER, OTHER, allocate, who
from tests.clients.questions import file_of, give, working_as
from tests.database import logged_in_as
from tests.queries import assert_queries_at_most

SignedIn = Callable[[str], Client]
AMINA, LEILA = cast.FILES["amina"].reference, cast.FILES["leila"].reference
AMINA_ID = cast.FILES["amina"].id
SIOBHAN = cast.FILES["siobhan"].reference


def _queue(key: str = MANAGER) -> list[str]:
    with working_as(key) as worker:
        return [file.reference for file in unallocated(worker).files]


@pytest.mark.edge("E51", "E1")
def test_a_worker_leaves_today_and_their_files_are_handed_over(
    committed: str, signed_in: SignedIn
) -> None:
    assert _queue() == []
    working.leaves()
    assert set(_queue()) == {AMINA, LEILA}  # not the one that is closed
    client = signed_in(MANAGER)
    assert "To decide (2)" in client.get("/policy/text/").content.decode()
    assert f"{cast.PEOPLE[LEAD].name}, not available" in client.get("/allocation/").content.decode()
    assert "Not in this team any more" in client.get("/allocation/load/").content.decode()
    address = reverse("allocation:hand_over", args=[who(LEAD)])
    page = client.get(address).content.decode()
    amina, leila = (f"give-{cast.FILES[key].id}" for key in ("amina", "leila"))
    colleague = str(who("iss_colleague"))
    assert page.count(f'value="{colleague}"') == 1  # kin of Leila's family: not available there
    wrong = client.post(address, {amina: colleague, leila: colleague, "note": "He has left."})
    assert "Not available for this file" in wrong.content.decode()
    right = {amina: colleague, leila: str(who(OTHER)), "note": "He has left."}
    assert client.post(address, right).status_code == 302
    assert _queue() == []
    for key, taker in (("amina", "iss_colleague"), ("leila", OTHER)):
        with working_as(taker) as worker:
            assert "lead" in rights_on(worker, file_of(key))
    with logged_in_as("owner"):
        held = EffectiveGrant.objects.filter(user_id=who(LEAD), file__reference__in=[AMINA, LEILA])
        assert {grant.view_until.date() for grant in held if grant.view_until} <= {
            working.today(-1),
            working.today(),
        }


def test_what_nobody_leads_and_what_a_wall_keeps_from_its_lead_stands_there(
    committed: str, signed_in: SignedIn
) -> None:
    working.leads_no_more("leila")
    give("daniel", "iss_colleague", "view", holder="dvpp_worker")  # says nothing about Siobhan
    assert _queue() == [LEILA]
    with logged_in_as("owner"):
        Wall.objects.create(user_id=who("iss_colleague"), file=file_of("siobhan"), kind="couple")
        Wall.objects.create(user_id=who("iss_colleague"), file=file_of("siobhan"), kind="conflict")
    assert sorted(_queue()) == sorted([LEILA, SIOBHAN])
    page = signed_in(MANAGER).get("/allocation/").content.decode()
    assert f"{cast.PEOPLE['iss_colleague'].name}, not available" in page
    assert _queue("dvpp_manager") == []
    # after a restore, what had changed hands since the backup stands in the queue: its new lead's grants are lost
    event = Shipped(1, who(LEAD), timezone.now(), None, "", "file_allocated", "done", AMINA_ID, ())
    with logged_in_as("owner"), acting_as(SystemActor.RESTORER):
        allocate_again(event)
    assert AMINA in _queue()
    assert signed_in(LEAD).get("/allocation/").status_code == 404


@pytest.mark.django_db
def test_the_load_counts_what_the_manager_may_view_and_says_who_is_full(
    signed_in: SignedIn,
) -> None:
    working.limit(LEAD, 2)
    working.is_away("iss_colleague", until=4)
    with working_as(MANAGER) as manager:
        shown = {load.worker.pk: load for load in loads(manager)}
    assert (shown[who(LEAD)].files, shown[who(LEAD)].most, shown[who(LEAD)].full) == (2, 2, True)
    assert shown[who("iss_colleague")].files == 1
    assert who("dvpp_worker") not in shown
    page = signed_in(MANAGER).get("/allocation/load/").content.decode()
    assert "<title>Open case files by lead</title>" in page
    assert "Away until" in page
    assert allocate("siobhan", LEAD, was="iss_colleague") == "not_available"
    working.limit(LEAD, None)
    assert allocate("siobhan", LEAD, was="iss_colleague") == "done"


@pytest.mark.django_db
def test_pages_ask_the_same_for_one_file_and_for_more(signed_in: SignedIn) -> None:
    client = signed_in(MANAGER)
    address = reverse("allocation:hand_over", args=[who(LEAD)])
    asked = []
    for _ in range(2):
        client.get(address)
        with assert_queries_at_most(12) as questions:
            client.get(address)
        asked.append(len(questions))
        with working_as(LEAD) as worker:
            for number in range(3):
                files.open_new_file(
                    service="iss",
                    particulars=files.Particulars(name=f"Client {number}"),
                    by=worker,
                    opened_on=working.today(),
                )
    assert asked[0] == asked[1]


@pytest.mark.slow
@pytest.mark.django_db
def test_the_whole_caseload_is_handed_over_page_by_page(signed_in: SignedIn) -> None:
    with working_as(LEAD) as worker:
        for number in range(24):
            files.open_new_file(
                service="iss",
                particulars=files.Particulars(name=f"Client {number}"),
                by=worker,
                opened_on=working.today(),
            )
    client, address = signed_in(MANAGER), reverse("allocation:hand_over", args=[who(LEAD)])
    for most in (25, 1):
        page = client.get(address).content.decode()
        given = dict.fromkeys(set(re.findall(r'name="(give-[0-9a-f-]+)"', page)), str(who(OTHER)))
        assert len(given) == most
        assert client.post(address, {**given, "note": "Shared out."}).status_code == 302
    assert "Nothing to hand over" in client.get(address).content.decode()
    with working_as(OTHER) as worker:
        assert CaseFile.objects.filter(lead=worker).count() == 26
