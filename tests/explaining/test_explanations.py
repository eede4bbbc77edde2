"""That the policy was explained stands on the client's file: when, by whom, how, and which copy was given."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from clients.explaining.actions import record_explanation
from clients.explaining.models import Explanation
from confidentiality.audit.models import Event
from staff.induction.access import current
from tests import cast
from tests.clients.questions import HIDDEN_FROM, assert_hidden, file_of, reference, working_as

pytestmark = [pytest.mark.django_db, pytest.mark.clause("1"), pytest.mark.clause("5.2.1")]
SignedIn = Callable[[str], Client]


def place(key: str, more: str = "") -> str:
    return f"/files/{reference(key)}/policy/{more}"


def said(**instead: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "token": str(uuid4()),
        "explained_on-day": str(today.day),
        "explained_on-month": str(today.month),
        "explained_on-year": str(today.year),
        "explained_by": str(cast.PEOPLE["iss_colleague"].id),
        "how": "in_person",
        "with_interpreter": "on",
        "copy": "large_print",
        **instead,
    }


def test_it_stands_on_the_file(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    assert "Policy (not explained)" in client.get(f"/files/{reference('amina')}/").content.decode()
    words = said()
    for _ in range(2):  # a form sent twice
        assert client.post(place("amina", "new/"), words).status_code == 302
    page = " ".join(client.get(place("amina")).content.decode().split())
    assert page.count("in person, with an interpreter") == 1
    assert f"By {cast.PEOPLE['iss_colleague'].name}, version 1. Copy: in large print." in page
    assert "Policy (not explained)" not in page
    with working_as("records_admin"):
        event = Event.objects.filter(action="policy_explained").latest("at")
        assert (event.person, event.file) == (cast.PEOPLE["iss_worker"].id, cast.FILES["amina"].id)


@pytest.mark.parametrize(
    "wrong", [{"copy": ""}, {"how": "gossip"}, {"explained_on-year": "2096"}, {"explained_by": ""}]
)
def test_what_is_missing_is_asked_for(signed_in: SignedIn, wrong: dict[str, str]) -> None:
    client = signed_in("iss_worker")
    assert client.post(place("amina", "new/"), said(**wrong)).status_code == 200
    with working_as("iss_worker"):
        assert not Explanation.objects.exists()


@pytest.mark.attack("A1")
@pytest.mark.parametrize(("who", "key"), HIDDEN_FROM)
def test_it_is_hidden_with_its_file(signed_in: SignedIn, who: str, key: str) -> None:
    for more in ("", "new/"):
        assert_hidden(signed_in(who), place(key, more), key)


@pytest.mark.attack("A4")
def test_nobody_reads_or_writes_it_on_a_foreign_file() -> None:
    with working_as("iss_worker") as by:
        version = current()
        assert version is not None
        record_explanation(
            file=file_of("amina"),
            version=version,
            explained_on=timezone.localdate(),
            explained_by=by.pk,
            how="telephone",
            with_interpreter=False,
            copy="none",
            by=by,
            explanation_id=uuid4(),
        )
        assert Explanation.objects.count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            Explanation.objects.update(copy="paper")
    for who in ("dvpp_worker", "iss_colleague", "records_admin", "hr"):
        with working_as(who) as other:
            assert not Explanation.objects.exists()
            with pytest.raises(DatabaseError), transaction.atomic():
                Explanation.objects.create(
                    file_id=cast.FILES["amina"].id,
                    version=version,
                    explained_on=timezone.localdate(),
                    explained_by=other,
                    how="telephone",
                    with_interpreter=False,
                    copy="none",
                    recorded_by=other,
                )
