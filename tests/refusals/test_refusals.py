"""What was not shared stands on the file as carefully as what was; not to warn takes a second person (E17)."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from confidentiality.interface.counting import count
from disclosures.refusals import access
from disclosures.refusals.actions import CannotConfirm
from disclosures.refusals.models import Refusal
from tests import cast
from tests.clients.questions import HIDDEN_FROM, assert_hidden, file_of, reference, working_as
from tests.refusals import working

pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.1"), pytest.mark.edge("E17")]
SignedIn = Callable[[str], Client]


def place(key: str, more: str = "") -> str:
    return f"/files/{reference(key)}/not-shared/{more}"


def said(**instead: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "token": str(uuid4()),
        "kind": "not_warned",
        "recipient": working.WHO,
        "what": "That he has asked for her",
        "why": working.WHY,
        "instead": "She stays with her sister.",
        "decided_on-day": str(today.day),
        "decided_on-month": str(today.month),
        "decided_on-year": str(today.year),
        "decided_by": str(cast.PEOPLE["iss_worker"].id),
        "discussed_with": str(cast.PEOPLE["iss_senior"].id),
        **instead,
    }


def waits(key: str) -> int:
    with working_as(key) as worker:
        counters = (("refusals:waiting", "disclosures.refusals.access.count_waiting"),)
        return count(worker, frozenset({str(worker.role)}), counters).get("refusals:waiting", 0)


def test_not_to_warn_is_confirmed_by_somebody_else(signed_in: SignedIn) -> None:
    client, manager = signed_in("iss_worker"), signed_in("iss_manager")
    words = said(discussed_with="", instead="")
    for _ in range(2):  # a form sent twice
        assert client.post(place("amina", "new/"), words).status_code == 302
    page = client.get(place("amina")).content.decode()
    assert "It was discussed with nobody else." in page
    assert "Confirm that nobody is warned" not in page
    assert (
        "/not-shared/" in client.get(f"/files/{reference('amina')}/disclosures/").content.decode()
    )
    assert (waits("iss_manager"), waits("dvpp_manager"), waits("iss_worker")) == (1, 0, 0)
    assert reference("amina") in manager.get("/not-warned/").content.decode()
    with working_as("iss_worker"):
        refusal = Refusal.objects.get()
    confirm = place("amina", f"{refusal.id}/confirm/")
    client.post(confirm)  # not by whoever decided
    assert working.kept(refusal.id).confirmed_by_id is None
    assert "Confirm that nobody is warned" in manager.get(place("amina")).content.decode()
    manager.post(confirm)
    assert working.kept(refusal.id).confirmed_by_id == cast.PEOPLE["iss_manager"].id
    assert waits("iss_manager") == 0
    assert client.get("/not-warned/").status_code == 404


def test_the_register_leaves_out_what_would_endanger() -> None:
    shown, hidden = working.record(), working.record(endangers=True)
    with working_as("iss_worker"):
        file = file_of("amina")
        everything = access.register_rows(file, for_client=False)
        hers = access.register_rows(file, for_client=True)
    assert {(each.id, each.endangers) for each in everything} == {(shown, False), (hidden, True)}
    assert [(each.id, each.why, each.recipient) for each in hers] == [
        (shown, working.WHY, working.WHO)
    ]


@pytest.mark.attack("A1")
@pytest.mark.parametrize(("who", "key"), HIDDEN_FROM)
def test_it_is_hidden_with_its_file(signed_in: SignedIn, who: str, key: str) -> None:
    for more in ("", "new/"):
        assert_hidden(signed_in(who), place(key, more), key)


@pytest.mark.attack("A4")
def test_nobody_confirms_their_own_or_changes_a_word() -> None:
    own = working.record(by="iss_manager", kind="not_warned")
    decided = working.record(kind="not_warned", decided_by=cast.PEOPLE["iss_manager"].id)
    for refusal in (own, decided):
        with pytest.raises(CannotConfirm):
            working.confirm(refusal)
        with working_as("iss_manager"):
            now = timezone.now()
            mine = Refusal.objects.filter(id=refusal)
            assert mine.update(confirmed_by=cast.PEOPLE["iss_manager"].id, confirmed_at=now) == 0
    waiting = working.record(kind="not_warned")
    with working_as("iss_worker"):
        found = Refusal.objects.filter(id=waiting)
        assert found.update(confirmed_by=cast.PEOPLE["iss_worker"].id, confirmed_at=now) == 0
    for words in ({"endangers": False}, {"kind": "asked"}):
        with working_as("iss_manager"), pytest.raises(DatabaseError), transaction.atomic():
            Refusal.objects.filter(id=waiting).update(**words)
    with working_as("dvpp_manager"):
        assert not Refusal.objects.exists()
        assert access.waiting(cast.worker("dvpp_manager")) == []
    working.confirm(waiting)
    with pytest.raises(CannotConfirm):
        working.confirm(waiting)
    plain = working.record()
    with pytest.raises(CannotConfirm):
        working.confirm(plain)


@pytest.mark.parametrize("wrong", [{"why": ""}, {"recipient": ""}, {"decided_on-year": "2096"}])
def test_what_is_missing_is_asked_for(signed_in: SignedIn, wrong: dict[str, str]) -> None:
    assert signed_in("iss_worker").post(place("amina", "new/"), said(**wrong)).status_code == 200
    with working_as("iss_worker"):
        assert not Refusal.objects.exists()
