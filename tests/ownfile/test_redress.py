"""A complaint waits until it is decided, and what was wrong is corrected before it is said to be."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from clients.actions import correct_entry
from clients.models import Entry
from disclosures.ownfile import redress
from disclosures.ownfile.models import Complaint, Rectification
from tests import cast
from tests.clients.questions import file_of, working_as
from tests.ownfile.test_pages import a_day, place, waits

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.5")]
SignedIn = Callable[[str], Client]


def test_a_complaint_that_was_acknowledged_waits_for_whoever_decides(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    before = waits("iss_manager")
    for about in ("", str(cast.PEOPLE["iss_manager"].id)):
        words = {"token": str(uuid4()), "words": "Slow.", **a_day("received_on"), "about": about}
        assert client.post(place("complaints/new/"), words).status_code == 302
    with working_as("iss_worker"):
        mine, hers = Complaint.objects.order_by(F("about").asc(nulls_first=True))
    for each in (mine, hers):
        client.post(place(f"complaints/{each.id}/acknowledged/"), a_day("on"))
    assert waits("iss_manager") == before + 1  # the other one is about her
    assert waits("iss_worker") == 0  # who decides about none
    judged = {"upheld": "yes", "answer": "You are right."}
    place_of = place(f"complaints/{mine.id}/decision/")
    assert signed_in("iss_manager").post(place_of, judged).status_code == 302
    assert waits("iss_manager") == before


@pytest.mark.edge("E28")
def test_that_it_was_wrong_is_said_once_a_correction_of_ours_stands_there(
    signed_in: SignedIn,
) -> None:
    client = signed_in("iss_worker")
    with working_as("iss_worker") as by:
        entry = Entry.objects.filter(file=file_of("amina").id, corrects=None).latest("written_at")
        says: dict[str, Any] = {"entry": entry, "received_on": timezone.localdate(), "by": by}
        dispute, _ = (
            redress.dispute(statement=words, key=uuid4(), **says) for words in ("No.", "Never.")
        )
    place_of = place(f"disputes/{dispute.id}/answer/")
    answer = {"decision": "corrected", "answer": "You are right, and it says so now."}
    told = client.post(place_of, answer)
    assert told.status_code == 409
    assert "Correct the entry first" in told.content.decode()
    assert 'href="#id_decision' in told.content.decode()  # the question that it is about
    with working_as("iss_worker") as by:
        row = Rectification.objects.filter(id=dispute.id)
        decided = {"decided_on": timezone.localdate(), "decided_by": by}
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(decision="corrected", **decided)
        correct_entry(
            entry=entry, by=by, nature="fact", body="It was so.", basis="", happened_on=None
        )
    assert client.post(place_of, answer).status_code == 302


@pytest.mark.edge("E28")
def test_each_is_answered_once_and_in_the_name_of_whoever_acts() -> None:
    """The database holds to it, whatever the code does."""
    with working_as("iss_worker") as by:
        file, day = file_of("amina"), timezone.localdate()
        entry = Entry.objects.filter(file=file.id, corrects=None).latest("written_at")
        disputed = redress.dispute(
            entry=entry, statement="No.", received_on=day, key=uuid4(), by=by
        )
        complained = redress.complain(
            file=file, request=None, received_on=day, about=None, words="Slow.", key=uuid4(), by=by
        )
    for made, said in ((disputed, {"decision": "stands"}), (complained, {"upheld": False})):
        rows = type(made)._default_manager.filter(id=made.id)
        with working_as("iss_manager") as manager:
            for name, refused in ((by, True), (manager, False), (manager, True)):
                answer = {**said, "decided_on": day, "decided_by": name}
                if not refused:
                    rows.update(**answer)
                    continue
                with pytest.raises(DatabaseError, match="answered once"), transaction.atomic():
                    rows.update(**answer)
