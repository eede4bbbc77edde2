"""The records admin's pages of the audit: whoever looks is in it, and nobody else finds them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.auditing.access import PAGE
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from confidentiality.audit.record import record
from tests import cast
from tests.access.attacker import HERS, session
from tests.audit.working import seal_all
from tests.queries import assert_queries_at_most

SignedIn = Callable[[str], Client]
LIST = "/audit/"
ADMIN = cast.PEOPLE["records_admin"]
WORKER = cast.PEOPLE["iss_worker"]
AMINA = cast.FILES["amina"]


def text(client: Client, **asked: Any) -> str:
    answer = client.get(LIST, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def of_admin(action: str) -> list[Event]:
    with acting_as(ADMIN.id):
        return list(Event.objects.filter(action=action, person=ADMIN.id).order_by("at"))


@pytest.mark.django_db
def test_it_lists_what_happened_without_content(signed_in: SignedIn) -> None:
    html = text(signed_in("records_admin"))
    for words in ("File created", WORKER.name, AMINA.reference, "Waits"):
        assert words in html
    assert AMINA.name not in html
    assert "Nothing is sealed yet" in html


@pytest.mark.django_db
def test_looking_is_recorded_with_what_was_asked_and_shown(signed_in: SignedIn) -> None:
    client = signed_in("records_admin")
    text(client, person=WORKER.id, reference=AMINA.reference)
    (searched,) = of_admin("audit_searched")
    assert searched.fields == ["person", "reference"]
    with acting_as(ADMIN.id):
        assert Event.objects.filter(
            id__in=searched.ids, file=AMINA.id, person=WORKER.id
        ).count() == len(searched.ids)
    client.get(reverse("auditing:event", args=[searched.ids[0]]))
    (opened,) = of_admin("audit_event_opened")
    assert opened.ids == [searched.ids[0]]
    client.get(reverse("auditing:daily_root"))
    (read,) = of_admin("audit_root_read")
    assert read.reason == (timezone.localdate() - timedelta(days=1)).isoformat()


@pytest.mark.django_db
def test_each_filter_narrows(signed_in: SignedIn) -> None:
    client, request = signed_in("records_admin"), uuid4()
    with acting_as(cast.PEOPLE["hr"].id, request_id=request):
        record("planted_deed", outcome="denied")
    today = timezone.localdate()
    day = {"since-day": today.day, "since-month": today.month, "since-year": today.year}
    for asked in (
        {"person": cast.PEOPLE["hr"].id},
        {"action": "Planted d"},
        {"outcome": "denied"},
        {"request": request},
        day,
    ):
        assert "Planted deed" in text(client, **asked), asked
    tomorrow = today + timedelta(days=1)
    for asked in (
        {"person": WORKER.id},
        {"action": "planted deeds"},
        {"outcome": "failed"},
        {"request": uuid4()},
        {"reference": AMINA.reference},
        {"until-day": 1, "until-month": 1, "until-year": 2020},
    ):
        assert "Planted deed" not in text(client, **asked), asked
    assert "must be today or in the past" in text(
        client,
        **{"since-day": tomorrow.day, "since-month": tomorrow.month, "since-year": tomorrow.year},
    )


@pytest.mark.django_db
def test_a_reference_that_leads_nowhere_finds_nothing(signed_in: SignedIn) -> None:
    html = text(signed_in("records_admin"), reference="ZZZZ-ZZZZ")
    assert "No event found" in html
    assert "leads nowhere" in html


@pytest.mark.django_db
def test_pages_follow_one_another_and_keep_the_search(signed_in: SignedIn) -> None:
    client = signed_in("records_admin")
    with acting_as(WORKER.id):
        for number in range(PAGE + 5):
            record("planted_deed", purpose=f"number {number}")
    with assert_queries_at_most(12):
        first = text(client, action="planted deed")
    assert first.count("Planted deed") == PAGE
    older = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "action=planted" in older
    second = client.get(older).content.decode()
    assert second.count("Planted deed") == 5
    for number in range(PAGE + 5):
        assert (f"number {number}<" in first) is not (f"number {number}<" in second)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "person", ["iss_manager", "dp_lead", "safeguarding_lead", "hr", "committee"]
)
def test_for_everybody_else_there_is_no_such_page(person: str, signed_in: SignedIn) -> None:
    client = signed_in(person)
    for address in (
        LIST,
        reverse("auditing:daily_root"),
        reverse("auditing:event", args=[uuid4()]),
    ):
        assert client.get(address).status_code == 404


def test_the_seal_and_the_days_root_are_shown(
    committed: str, signed_in: SignedIn, tmp_path: Path
) -> None:
    sealed = seal_all(tmp_path)
    client = signed_in("records_admin")
    html = text(client)
    assert f"Sealed until number {sealed}, signed and shipped outside until {sealed}" in html
    with acting_as(ADMIN.id):
        event = Event.objects.filter(file=HERS.file)[:1].get()
    shown = client.get(reverse("auditing:event", args=[event.id])).content.decode()
    assert "Number in the log" in shown
    root = reverse("auditing:daily_root")
    today = timezone.localdate()
    day = {"day-day": today.day, "day-month": today.month, "day-year": today.year}
    assert "Nothing was signed on this day" in client.get(root).content.decode()
    sheet = client.get(root, day).content.decode()
    with session(committed, "owner") as owner:
        ((chain, signature),) = owner.sql("SELECT chain, signature FROM audit_checkpoint")
    for long in (chain, signature):
        assert " ".join(long[i : i + 4] for i in range(0, len(long), 4)) in sheet
    assert f"--root {sealed}:" in sheet
