"""A client tells one of us to limit what they agreed to: it becomes less, and what rests on it feels it (3.3.2 d)."""

from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from disclosures.actions import NotNow, Obstructed, limit_consent, withdraw_consent
from disclosures.kiosk.models import Limit
from disclosures.models import Consent
from tests import cast
from tests.clients.questions import working_as
from tests.disclosures import story
from tests.disclosures.story import ASKER, days, who

SignedIn = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.clause("3.3.2 d", "2.1")]
REFERENCE = cast.FILES[story.FILE].reference
KINDS, LOOKS = Limit.Kind, "iss_volunteer"


def signed() -> tuple[UUID, UUID]:
    """A request signed off on a consent, and the consent."""
    request = story.a_signed_request()
    with acting_as(who(ASKER)):
        consent = story.get(request).consent_id
    assert consent
    return request, consent


def limited(consent: UUID, kind: Limit.Kind, **says: Any) -> None:
    with acting_as(who(ASKER)):
        kept = Consent.objects.get(id=consent)
        limit_consent(consent=kept, kind=kind, by=cast.worker(ASKER), **says)


def stopped(request: UUID) -> set[str]:
    with pytest.raises(Obstructed) as raised:
        story.release(request)
    return {each.code for each in raised.value.obstacles}


def parts(name: str, n: int) -> dict[str, int]:
    day = days(n)
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


@pytest.mark.edge("E10")
def test_what_she_leaves_out_stops_the_request_and_the_consent_stays(signed_in: SignedIn) -> None:
    request, consent = signed()
    client, at = signed_in(ASKER), reverse("disclosures:limit_consent", args=[REFERENCE, consent])
    with acting_as(who(ASKER)):
        before = Consent.objects.get(id=consent)
        first, second = story.entries()[:2]
    page = client.get(at).content.decode()
    assert str(first.id) in page
    assert str(second.id) not in page  # it is not covered
    out = {"kind": "not_this_item", "entries": [str(first.id)]}
    assert client.post(at, out).status_code == 200  # not sure
    sure = {**out, "confirmed": "on"}
    assert client.post(at, {**sure, "entries": [str(second.id)]}).status_code == 200
    said = unescape(client.post(at, sure, follow=True).content.decode())
    assert "The client limited it further afterwards" in said
    assert "This limit stands already." in client.post(at, sure, follow=True).content.decode()
    assert "item_barred" in stopped(request)
    with acting_as(who(ASKER)):
        after = Consent.objects.get(id=consent)
        assert {n: v for n, v in vars(after).items() if n[0] != "_"} == {
            n: v for n, v in vars(before).items() if n[0] != "_"
        }
    with working_as("records_admin"):
        (event,) = Event.objects.filter(action="consent_limited")
        assert (event.file, event.ids[0]) == (before.file_id, str(consent))


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ({"kind": "not_this_item"}, "Choose what is to be left out"),
        ({"kind": "not_this_person", "name": " "}, "Write the name"),
        ({"kind": "not_before", **parts("first", 0)}, "Choose a day after today"),
        ({"kind": "ends", **parts("last", -1)}, "Choose today or a day after it"),
        ({"kind": "ends", **parts("last", 90)}, "To share for longer, record a new consent"),
    ],
)
def test_what_takes_nothing_away_is_told(
    says: dict[str, Any], words: str, signed_in: SignedIn
) -> None:
    _, consent = signed()
    at = reverse("disclosures:limit_consent", args=[REFERENCE, consent])
    told = signed_in(ASKER).post(at, {**says, "confirmed": "on"}, follow=True)
    assert words in unescape(told.content.decode())
    with acting_as(who(ASKER)):
        assert not Limit.objects.exists()


def test_who_must_not_know_is_refused_and_an_end_asks_for_a_new_sign_off() -> None:
    request, consent = signed()
    limited(consent, KINDS.NOT_THIS_PERSON, name=story.RECIPIENT)
    assert "person_barred" in stopped(request)
    request, consent = signed()
    limited(consent, KINDS.ENDS, day=days(20))
    assert "signed_other_content" in stopped(request)
    request, consent = signed()
    limited(consent, KINDS.NOT_BEFORE, day=days(3))
    assert "too_early" in stopped(request)
    request, consent = signed()
    limited(consent, KINDS.ONLY_VERBALLY)
    assert stopped(request)
    with pytest.raises(NotNow):
        limited(consent, KINDS.ONLY_VERBALLY)


@pytest.mark.attack("A4")
def test_the_database_takes_no_limit_that_is_none_or_somebody_else_s() -> None:
    """Raw writes: for a colleague, with the right to look alone, of another file, withdrawn, and what adds."""
    _, consent = signed()
    with acting_as(who(ASKER)):
        kept = Consent.objects.get(id=consent)
        _, second = story.entries()[:2]
        row = {"file_id": kept.file_id, "consent_id": consent, "by_id": cast.PEOPLE[ASKER].id}
        wrong = (
            {**row, "by_id": cast.PEOPLE["iss_colleague"].id, "kind": "only_verbally"},
            {**row, "file_id": cast.FILES["leila"].id, "kind": "only_verbally"},
            {**row, "kind": "not_this_item", "entry_id": second.id},
            {**row, "kind": "ends", "day": days(90)},
            {**row, "kind": "ends", "day": days(-1)},
            {**row, "kind": "not_before", "day": days(0)},
            {**row, "kind": "only_verbally", "by_id": None},
        )
        for each in wrong:
            with pytest.raises(DatabaseError), transaction.atomic():
                Limit.objects.create(id=uuid4(), **each)
        right = Limit.objects.create(id=uuid4(), **row, kind="only_verbally")
        with pytest.raises(DatabaseError), transaction.atomic():
            Limit.objects.update(kind="ends")
        assert Limit.objects.all().delete()[0] == 0
        assert Limit.objects.get() == right
    looks = {**row, "by_id": cast.PEOPLE[LOOKS].id, "kind": "not_before", "day": days(4)}
    with (
        acting_as(who(LOOKS)),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        Limit.objects.create(id=uuid4(), **looks)
    with acting_as(who(ASKER)):
        withdraw_consent(consent=kept, by=cast.worker(ASKER))
        with pytest.raises(DatabaseError), transaction.atomic():
            Limit.objects.create(id=uuid4(), **row, kind="not_before", day=days(4))
    with pytest.raises(NotNow):
        limited(consent, KINDS.NOT_BEFORE, day=days(4))
