"""An attendance in the wrong file goes where its entry goes, and stands there or nowhere (E48)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from clients.groups.models import Attendance, GroupSession
from clients.misfiled.access import open_parcel
from clients.models import Entry
from tests import cast
from tests.clients.questions import reference, working_as
from tests.groups.working import a_group, a_session, on_file, page, was_at
from tests.misfiled.working import TAKER, hand_on, take

pytestmark = [pytest.mark.django_db, pytest.mark.edge("E48"), pytest.mark.clause("4.4.1")]
SignedIn = Callable[[str], Client]
SIOBHAN = cast.FILES["siobhan"].id
WHERE = "Women’s group, Tuesday evening"


def at_session(who: str, session: GroupSession) -> list[Attendance]:
    """Return who was at a session, as somebody sees it."""
    with working_as(who):
        return list(Attendance.objects.filter(session=session.id))


def test_it_goes_along_and_whoever_hands_it_on_and_takes_it_is_told(signed_in: SignedIn) -> None:
    session = a_session(a_group())
    was = was_at(session, "amina")
    hands = reverse("misfiled:hand_on_entry", args=[reference("amina"), was.entry])
    assert "no longer stands here under Groups" in page(signed_in("iss_worker"), hands)
    parcel = hand_on(was.entry)
    assert len(at_session("iss_worker", session)) == 1  # until it is taken
    shown = page(signed_in(TAKER), reverse("misfiled:parcel", args=[parcel]))
    assert "written as an attendance of a group session" in shown
    assert WHERE not in shown
    assert take(parcel) == "taken"

    assert at_session("iss_worker", session) == []
    assert WHERE not in page(signed_in("iss_worker"), on_file("amina"))
    (there,) = at_session(TAKER, session)
    assert there.file_id == SIOBHAN
    assert (there.wording, there.signed) == ("women-1", False)
    assert there.recorded_by_id == cast.PEOPLE["iss_worker"].id
    with working_as(TAKER):
        assert Entry.objects.get(id=there.entry).file_id == SIOBHAN
    client = signed_in(TAKER)
    assert WHERE in page(client, on_file("siobhan"))
    assert client.post(on_file("siobhan", f"{there.id}/")).status_code == 302
    with working_as(TAKER):
        assert Entry.objects.filter(corrects=there.entry).exists()


def test_another_entry_says_nothing_of_groups(signed_in: SignedIn) -> None:
    was_at(a_session(a_group()), "amina")
    with working_as("iss_worker"):
        (other,) = Entry.objects.filter(file=cast.FILES["amina"].id, kind="call")[:1]
    hands = reverse("misfiled:hand_on_entry", args=[reference("amina"), other.id])
    assert "under Groups" not in page(signed_in("iss_worker"), hands)
    parcel = hand_on(other.id)
    with working_as(TAKER):
        found, _ = open_parcel(parcel)
        assert all("attended" not in row for row in found.contents["rows"])


def test_who_was_recorded_there_already_was_there_once() -> None:
    session = a_session(a_group())
    was = was_at(session, "amina")
    stays = was_at(session, "siobhan")
    assert take(hand_on(was.entry)) == "taken"
    assert [each.id for each in at_session(TAKER, session)] == [stays.id]
    assert at_session("iss_worker", session) == []


@pytest.mark.edge("E1")
def test_a_file_of_the_other_service_never_gets_one() -> None:
    session = a_session(a_group())
    was = was_at(session, "amina")
    parcel = hand_on(was.entry, to=reference("craig"))
    assert take(parcel, by="dvpp_colleague") == "taken"
    for who in ("iss_worker", "dvpp_colleague", "dvpp_manager"):
        assert at_session(who, session) == []
