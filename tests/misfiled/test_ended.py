"""A handing-on that ends because what was handed on is no longer the same: whoever gave it is told (E48)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from clients.misfiled.access import count_waiting
from clients.misfiled.models import EndedHanding, Handing
from staff.models import Worker
from tests import cast
from tests.clients.questions import end_grants, give, reference, working_as
from tests.people.working import CHILD, add, change
from tests.thirdparty.working import a_record, an_entry, move, undo

from .working import REFERENCE, TAKER, hand_on, hand_on_person, take, take_told

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.edge("E48"),
    pytest.mark.clause("3.2.1"),
]
GIVER, OTHER = "iss_worker", "iss_senior"
WAITING = "/wrong-file/"
SignedIn = Callable[[str], Client]


def counted(key: str) -> int:
    """Return how much of wrong files waits for somebody."""
    with working_as(key) as worker:
        found = Worker.objects.filter(pk=worker.pk).annotate(many=count_waiting(worker))
        return int(found.values_list("many", flat=True).get())


def told_to(key: str) -> list[str]:
    """Return what ended, as somebody sees it."""
    with working_as(key):
        return [each.kind for each in EndedHanding.objects.filter(seen_at=None).order_by("at")]


def everybody_but(*keys: str) -> list[str]:
    """Return who else there is."""
    return [each for each in cast.PEOPLE if each not in keys]


def test_another_record_ends_it_and_whoever_gave_it_is_told(signed_in: SignedIn) -> None:
    give("amina", OTHER, "view", "contribute", "third_party")
    wrong, before = add(CHILD), counted(GIVER)
    parcel = hand_on_person(wrong)
    a_record(by=OTHER)
    assert told_to(GIVER) == []
    assert take_told(parcel) == "changed"
    assert told_to(GIVER) == ["person"]
    assert counted(GIVER) == before + 1
    assert {key for key in everybody_but(GIVER) if told_to(key)} == set()
    client = signed_in(GIVER)
    shown = client.get(WAITING).content.decode()
    again = reverse("misfiled:hand_on_person", args=[reference("amina"), wrong])
    assert "is handed on no more" in shown
    assert "A third-party record of this file, or what is told of them, was changed" in shown
    assert again in shown
    assert CHILD.given not in shown
    assert REFERENCE not in shown
    with working_as(GIVER):
        (notice,) = EndedHanding.objects.all()
    seen = reverse("misfiled:see_ended_handing", args=[notice.id])
    assert signed_in(OTHER).post(seen).status_code == 404
    assert client.post(seen).status_code == 302
    assert "is handed on no more" not in client.get(WAITING).content.decode()
    assert counted(GIVER) == before


def test_it_is_told_no_more_once_it_is_handed_on_anew() -> None:
    wrong = add(CHILD)
    parcel = hand_on_person(wrong)
    assert change(wrong, replace(CHILD, given="Rosa"))
    assert take_told(parcel) == "changed"
    assert told_to(GIVER) == ["person"]
    assert take_told(hand_on_person(wrong)) == "taken"
    assert told_to(GIVER) == []


def test_of_whoever_gave_it_and_may_know_no_more_the_lead_is_told(signed_in: SignedIn) -> None:
    give("amina", OTHER, "view", "contribute", "third_party")
    wrong = an_entry(by=GIVER)
    parcel = hand_on(wrong, by=OTHER)
    end_grants("amina", OTHER)
    assert take(parcel) == "changed"
    assert told_to(OTHER) == []
    assert told_to(GIVER) == told_to("iss_manager") == ["entry"]
    assert "by somebody who may not write of it any more" in (
        signed_in(GIVER).get(WAITING).content.decode()
    )


@pytest.mark.parametrize(("by", "told"), [(OTHER, ["entry"]), (GIVER, [])])
def test_what_is_moved_out_of_an_entry_or_back_ends_it_and_its_giver_is_told(
    by: str, told: list[str]
) -> None:
    give("amina", OTHER, "view", "contribute", "third_party")
    wrong = an_entry()
    hand_on(wrong)
    moved, record = move(wrong, by=by)
    assert told_to(GIVER) == told
    hand_on(wrong)
    hand_on(record, third=True)
    assert told_to(GIVER) == []
    assert undo(moved, by=by) == "undone"
    assert told_to(GIVER) == told  # of the record nothing is left to hand on
    with working_as(GIVER):
        assert not Handing.objects.exists()


def test_nobody_is_told_of_what_was_taken() -> None:
    wrong = add(CHILD)
    assert take_told(hand_on_person(wrong)) == "taken"
    assert told_to(GIVER) == told_to(TAKER) == []
