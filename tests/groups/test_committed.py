"""What asks the owner or the disposer: a couple in one group, and a file that is destroyed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clients.emergency.models import WallAlert
from clients.groups import disposal
from clients.groups.access import sessions_on
from clients.groups.models import Attendance, GroupSession, KeepingAgreement
from confidentiality.access.identity import SystemActor, acting_as
from tests import cast
from tests.clients.questions import file_of, reference, working_as
from tests.groups.working import a_group, a_session, on_file, page, signs, was_at
from tests.retention.working import as_couple

pytestmark = [pytest.mark.clause("4.4.1")]
SignedIn = Callable[[str], Client]
AsWorker = Callable[[], AbstractContextManager[None]]


@pytest.mark.clause("5.2.7")
def test_only_its_own_goes_and_nothing_tells_that_there_was_more(
    committed: str, as_worker_login: AsWorker
) -> None:
    session = a_session(a_group())
    for key in ("amina", "leila"):
        was_at(session, key)
        signs(key)
    with as_worker_login(), acting_as(SystemActor.DISPOSER):
        gone = disposal.erase(cast.FILES["amina"].id)
    assert gone == {"groups_attendance": 1, "groups_keepingagreement": 1}
    with working_as("iss_worker"):
        assert [each.file_id for each in Attendance.objects.all()] == [cast.FILES["leila"].id]
        assert KeepingAgreement.objects.count() == 1
        assert GroupSession.objects.filter(id=session.id).exists()
        assert len(sessions_on(file_of("leila"))) == 1


@pytest.mark.edge("E4")
@pytest.mark.attack("A1")
def test_of_a_couple_in_one_group_its_managers_learn_and_whoever_recorded_it_does_not(
    committed: str, signed_in: SignedIn
) -> None:
    as_couple(cast.FILES["siobhan"].id, cast.FILES["leila"].id)  # both of the support service
    group = a_group()
    was_at(a_session(group), "siobhan")
    session = a_session(group, on=timezone.localdate() - timedelta(days=7))
    heading, address = "In a group with a partner", "/emergency/reviews/"
    assert heading not in page(signed_in("safeguarding_lead"), address)
    client = signed_in("iss_worker")
    leila = {"session": str(session.id), "discussed": "yes"}
    said = client.post(on_file("leila", "new/"), leila, follow=True)
    other = client.post(on_file("due", "new/"), leila, follow=True)
    assert said.redirect_chain[-1][1] == other.redirect_chain[-1][1] == 302
    for shown in (said.content.decode(), page(client, f"/groups/sessions/{session.id}/")):
        assert reference("siobhan") not in shown
        assert heading not in shown
    with working_as("iss_worker"):
        assert not WallAlert.objects.exists()
    told = page(signed_in("safeguarding_lead"), address)  # the one manager is walled off by the tie
    assert heading in told
    assert f"Priya Menon, file {reference('leila')}" in told
    assert reference("due") not in told
    for who in ("iss_manager", "dvpp_manager"):
        assert heading not in page(signed_in(who), address)
