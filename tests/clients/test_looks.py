"""Who has looked at a file: for its lead, and nothing that a lead may not know."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clients import actions
from clients.auditing.access import PAGE
from clients.models import CaseFile, CaseFileUserGrant
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.looks import LOOKS
from confidentiality.audit.models import Event
from confidentiality.audit.record import record
from tests import cast
from tests.clients.questions import path
from tests.database import logged_in_as
from tests.queries import assert_queries_at_most

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.clause("3.3.1")
AMINA, LEILA = cast.FILES["amina"], cast.FILES["leila"]


def looks(client: Client, key: str = "amina") -> str:
    answer = client.get(path("looks", key))
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2]


@pytest.mark.django_db
def test_the_lead_sees_who_when_and_how(signed_in: SignedIn) -> None:
    signed_in("iss_manager").get(path("file", "amina"))
    lead = signed_in("iss_worker")
    with assert_queries_at_most(12):
        html = looks(lead)
    for words in (
        cast.PEOPLE["iss_manager"].name,
        "Opened the file; read the timeline",
        "timeline",
    ):
        assert words in html
    assert "Added what somebody said" in html
    assert "who has looked" in html  # her own looking


@pytest.mark.django_db
def test_a_refusal_stands_there(signed_in: SignedIn) -> None:
    _give_view("iss_volunteer")
    volunteer = signed_in("iss_volunteer")
    assert volunteer.get(path("close_file", "amina")).status_code == 403
    html = looks(signed_in("iss_worker"))
    assert "Tried to do more than they may" in html
    assert "Refused" in html
    assert cast.PEOPLE["iss_volunteer"].name in html


def _give_view(key: str) -> None:
    with acting_as(cast.PEOPLE["iss_worker"].id):
        actions.give_to_worker(
            file=CaseFile.objects.get(id=AMINA.id),
            worker=cast.worker(key),
            rights=("view",),
            reason="cover",
            by=cast.PEOPLE["iss_worker"].id,
        )


@pytest.mark.django_db
@pytest.mark.edge("E2")
@pytest.mark.parametrize("person", ["iss_colleague", "dvpp_worker", "hr"])
def test_who_may_not_know_of_the_file_leaves_no_trace_that_the_lead_sees(
    person: str, signed_in: SignedIn
) -> None:
    """Also not that somebody tried: a trace would tell the lead who is kin, and them that there is a file."""
    key = "leila"
    lead = signed_in("iss_worker")
    looks(lead, key)
    before = _masked(looks(lead, key))
    tried = signed_in(person)
    for address in ("file", "third_party", "close_file", "looks"):
        assert tried.get(path(address, key)).status_code == 404
    after = _masked(looks(lead, key))
    assert cast.PEOPLE[person].name not in after
    assert set(after.split("\n")) == set(before.split("\n"))


def _masked(html: str) -> str:
    """Return the page's lines without moments: her own looks come on top, all alike."""
    return re.sub(r"\d+ \w+ \d{4} at \d+:\d\d[ap]m", "MOMENT", html)


def test_what_the_system_does_is_not_a_look(committed: str, signed_in: SignedIn) -> None:
    """Why a sweep keeps a file can tell that the partner's file is active in the other service."""
    with logged_in_as("owner"), acting_as(SystemActor.DISPOSER):
        record("file_kept", file=AMINA.id, reason="linked_to_active")
        Event.objects.filter(action="file_kept").update(action="file_opened")
        assert Event.objects.filter(actor="disposer", action="file_opened").exists()
    client = signed_in("iss_worker")
    assert "linked to active" not in looks(client)
    with acting_as(cast.PEOPLE["iss_worker"].id):
        assert not Event.objects.filter(actor="disposer").exists()


@pytest.mark.django_db
def test_only_kinds_that_were_thought_about_are_shown(signed_in: SignedIn) -> None:
    with acting_as(cast.PEOPLE["iss_worker"].id):
        record("wall_raised", file=AMINA.id, ids=[cast.PEOPLE["iss_colleague"].id])
        assert not Event.objects.filter(action="wall_raised").exists()
    assert "wall_raised" not in LOOKS
    with acting_as(cast.PEOPLE["records_admin"].id):
        assert Event.objects.filter(action="wall_raised").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("iss_worker", 200),
        ("iss_manager", 200),
        ("iss_colleague", 404),
        ("records_admin", 404),
        ("dvpp_worker", 404),
    ],
)
def test_access_works(person: str, status: int, signed_in: SignedIn) -> None:
    assert signed_in(person).get(path("looks", "amina")).status_code == status


@pytest.mark.django_db
def test_who_may_only_look_is_refused(signed_in: SignedIn) -> None:
    _give_view("iss_volunteer")
    assert signed_in("iss_volunteer").get(path("looks", "amina")).status_code == 403
    assert (
        "Who has looked"
        not in signed_in("iss_volunteer").get(path("file", "amina")).content.decode()
    )


def test_whose_lead_has_ended_reads_no_look(committed: str) -> None:
    person = cast.PEOPLE["iss_worker"].id
    with acting_as(person):
        assert Event.objects.filter(file=LEILA.id).exists()
    with logged_in_as("owner"):
        ended = timezone.now() - timedelta(minutes=1)
        CaseFileUserGrant.objects.filter(content_object_id=LEILA.id, user_id=person).update(
            until=ended
        )
    with acting_as(person):
        assert not Event.objects.filter(file=LEILA.id).exists()


@pytest.mark.django_db
def test_pages_follow_one_another(signed_in: SignedIn) -> None:
    with acting_as(cast.PEOPLE["iss_worker"].id):
        for number in range(PAGE + 3):
            record("entry_opened", file=AMINA.id, purpose=f"number {number}.")
    client = signed_in("iss_worker")
    first = looks(client)
    older = first.partition('rel="next" href="')[2].partition('"')[0]
    second = client.get(older.replace("&amp;", "&")).content.decode()
    assert all((f"number {n}." in first) is not (f"number {n}." in second) for n in range(PAGE + 3))
