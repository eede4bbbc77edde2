"""What recipients are still to be told stands on a list until they have acknowledged it (E16, E18, E21)."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from clients.actions import give_to_worker
from confidentiality.access.identity import acting_as
from confidentiality.interface.counting import count
from disclosures.delivery.models import Notice
from disclosures.models import Release
from tests import cast
from tests.database import owner
from tests.delivery.delivering import a_notice
from tests.disclosures import story
from tests.disclosures.pages import day
from tests.disclosures.story import ASKER, MANAGER, who
from tests.queries import assert_queries_at_most
from tests.readers.outside import recall

SignedIn = Callable[[str], Client]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.clause("1.2"),
    pytest.mark.edge("E16", "E18", "E21"),
]
COLLEAGUE = "iss_colleague"


def released() -> Release:
    return story.release(story.a_signed_request())


def counted(by: str) -> int:
    with acting_as(who(by)):
        worker = cast.worker(by)
        counters = (("delivery:owed", "disclosures.delivery.owed.count_waiting"),)
        return count(worker, frozenset({str(worker.role)}), counters).get("delivery:owed", 0)


def listed(signed_in: SignedIn, by: str) -> str:
    return unescape(signed_in(by).get(reverse("delivery:owed")).content.decode())


def days_pass(days: int) -> None:
    back = f"interval '{days} days'"
    owner("ALTER TABLE delivery_notice DISABLE TRIGGER keep_acknowledged")
    owner(f"UPDATE delivery_notice SET at = at - {back}")
    owner("ALTER TABLE delivery_notice ENABLE TRIGGER keep_acknowledged")
    owner(f"UPDATE readers_recall SET recalled_at = recalled_at - {back}")


def test_a_recall_waits_until_they_are_told_and_have_acknowledged_it(
    committed: str, signed_in: SignedIn
) -> None:
    made = released()
    asker = signed_in(ASKER)
    assert "Nobody is to be told anything" in listed(signed_in, ASKER)
    recall(made.package.id)
    assert counted(ASKER) == 1
    today = unescape(asker.get(reverse("tasks:today")).content.decode())
    assert "recipients to tell of a recall" in today
    assert "Not told yet" in listed(signed_in, ASKER)
    told = {"kind": "recalled", "words": "Destroy it, please.", "token": str(made.id)}
    at = reverse("delivery:tell", args=[made.package.id])
    assert asker.post(at, told).status_code == 302
    assert counted(ASKER) == 0  # they have two days to say that they know
    assert "Not acknowledged" in listed(signed_in, ASKER)
    days_pass(3)
    assert counted(ASKER) == 1
    with acting_as(who(ASKER)):
        notice = Notice.objects.get()
    at = reverse("delivery:acknowledge", args=[made.package.id, notice.id])
    assert asker.post(at, {**day("on", 0), "said": "Destroyed."}).status_code == 302
    assert counted(ASKER) == 0
    assert "Nobody is to be told anything" in listed(signed_in, ASKER)


def test_a_manager_knows_of_it_after_a_week(committed: str, signed_in: SignedIn) -> None:
    made = released()
    a_notice(made)
    assert made.reference not in listed(signed_in, MANAGER)
    days_pass(6)
    assert (counted(ASKER), counted(MANAGER)) == (1, 0)
    days_pass(2)
    assert (counted(ASKER), counted(MANAGER)) == (1, 1)
    assert made.reference in listed(signed_in, MANAGER)


@pytest.mark.attack("A2")
def test_whoever_may_only_see_the_file_is_asked_nothing(
    committed: str, signed_in: SignedIn
) -> None:
    """Nor is somebody of another service, nor whoever told them and may not see the file any more."""
    made = released()
    with acting_as(who(ASKER)):
        give_to_worker(
            file=story.file(), worker=story.worker(COLLEAGUE), rights=("view", "contribute"),
            reason="cover", by=who(ASKER),
        )  # fmt: skip
    a_notice(made, by=COLLEAGUE)
    recall(made.package.id)
    days_pass(30)
    assert (counted(COLLEAGUE), counted(ASKER), counted("dvpp_worker")) == (1, 2, 0)
    assert made.reference not in listed(signed_in, "dvpp_worker")
    owner("DELETE FROM clients_usergrant WHERE user_id = %s", cast.PEOPLE[COLLEAGUE].id)
    assert counted(COLLEAGUE) == 0
    assert made.reference not in listed(signed_in, COLLEAGUE)


def test_it_asks_no_more_of_the_database_where_more_is_owed(
    committed: str, signed_in: SignedIn
) -> None:
    recall(released().package.id)
    client = signed_in(ASKER)
    at = reverse("delivery:owed")
    client.get(at)
    with assert_queries_at_most(12) as few:
        client.get(at)
    for _ in range(3):
        made = released()
        recall(made.package.id)
        a_notice(made)
    with assert_queries_at_most(len(few)):
        client.get(at)
