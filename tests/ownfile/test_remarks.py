"""What a client writes at an office screen stands beside the entry, within a month, whoever has to put it there."""

from collections.abc import Callable
from importlib import import_module
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.actions import correct_entry, put_beside
from clients.emergency.access import bank_holidays
from clients.models import Entry
from confidentiality.interface.counting import count
from disclosures.models import Package
from disclosures.ownfile import clocks
from disclosures.ownfile.models import Rectification
from disclosures.ownfile.redress import dispute
from tests.clients.questions import assert_hidden, file_of, reference, working_as
from tests.emergency.working import as_owner
from tests.kiosk import office

pytestmark = [pytest.mark.slow, pytest.mark.clause("5.2.5"), pytest.mark.edge("E28")]
SAID = "That was on a Sunday, and I said so."


@pytest.fixture
def said(committed: str) -> tuple[UUID, UUID]:
    """A remark on the second item of a package, and that package."""
    package = office.own_package()
    screen, _ = office.reading(package, office.a_screen()[1])
    with office.at_office():
        assert screen.post("/read/item/", {"turn": "next"}).status_code == 302
    return office.remark(screen, package, SAID), package


def waits(key: str) -> int:
    with working_as(key) as worker:
        counters = (("ownfile:waiting", "disclosures.ownfile.due.count_waiting"),)
        return count(worker, frozenset({str(worker.role)}), counters).get("ownfile:waiting", 0)


def test_it_waits_for_the_lead_and_is_put_beside_the_entry(
    said: tuple[UUID, UUID], signed_in: Callable[[str], Client]
) -> None:
    remark, package = said
    client = signed_in("iss_worker")
    page = reverse("ownfile:put_beside", args=[reference("amina"), remark])
    assert page in client.get("/own-files/").content.decode()
    assert page in client.get(reverse("kiosk:sitting", args=[package])).content.decode()
    assert (waits("iss_worker"), waits("iss_manager"), waits("dvpp_worker")) == (1, 0, 0)
    with working_as("iss_worker"):
        entry = UUID(Package.objects.get(id=package).contents["items"][1]["entry"])
        before = Entry.objects.get(id=entry).body
    shown = client.get(page).content.decode()
    assert SAID in shown
    assert f'value="{entry}" checked' in shown
    form = {"token": str(uuid4()), "entry": str(entry)}
    for _ in range(2):
        assert client.post(page, form).status_code == 302
    with working_as("iss_worker"):
        made = Rectification.objects.select_related("statement", "entry").get(remark=remark)
        assert (made.entry_id, made.entry.body) == (entry, before)
        assert (made.statement.kind, made.statement.body) == ("statement", SAID)
        today = timezone.localdate()
        assert made.received_on == today
        assert made.due_on == clocks.a_month_from(today, bank_holidays(), months=1)
    assert waits("iss_worker") == 0
    assert page not in client.get("/own-files/").content.decode()
    sat = client.get(reverse("kiosk:sitting", args=[package])).content.decode()
    assert page not in sat
    assert "Stands beside the entry" in sat
    assert client.get(page).status_code == 404


def test_the_database_takes_each_once_and_on_its_own_file(said: tuple[UUID, UUID]) -> None:
    remark, _ = said
    with working_as("iss_worker") as by:
        entry = Entry.objects.filter(file=file_of("amina"), corrects=None).latest("written_at")
        today = timezone.localdate()
        theirs = put_beside(entry=entry, by=by, statement=SAID, said_on=today)
        row = {"file_id": entry.file_id, "entry": entry, "statement": theirs, "recorded_by": by}
        days = {"received_on": today, "due_on": today, "answer": None}
        with pytest.raises(DatabaseError), transaction.atomic():
            Rectification.objects.create(remark=uuid4(), **row, **days)
        Rectification.objects.create(remark=remark, **row, **days)
        with pytest.raises(DatabaseError), transaction.atomic():
            Rectification.objects.create(remark=remark, **row, **days)


def test_what_was_put_beside_before_becomes_a_statement_and_nothing_else_does(
    committed: str,
) -> None:
    today = timezone.localdate()
    migration = import_module("disclosures.ownfile.migrations.0004_statements").Migration
    with working_as("iss_worker") as by:
        entry = Entry.objects.filter(file=file_of("amina"), corrects=None).latest("written_at")
        theirs = dispute(
            entry=entry, statement=SAID, received_on=today, key=uuid4(), by=by
        ).statement_id
        ours = correct_entry(entry=entry, by=by, nature="fact", body="Ours.", happened_on=None).id
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE clients_entry SET kind = 'correction' WHERE id = %s", [theirs])
        cursor.execute(migration.operations[0].sql)
    with working_as("iss_worker"):
        kinds = dict(Entry.objects.filter(corrects=entry).values_list("id", "kind"))
    assert kinds == {theirs: "statement", ours: "correction"}


def test_after_a_month_the_manager_is_told_too(
    said: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    later = clocks.months_on(timezone.localdate(), 2)
    monkeypatch.setattr("disclosures.ownfile.due.timezone.localdate", lambda *_: later)
    assert (waits("iss_worker"), waits("iss_manager")) == (2, 2)  # with the request itself


@pytest.mark.attack("A1")
def test_it_is_hidden_with_its_file(
    said: tuple[UUID, UUID], signed_in: Callable[[str], Client]
) -> None:
    page = reverse("ownfile:put_beside", args=[reference("amina"), said[0]])
    assert_hidden(signed_in("dvpp_worker"), page, "amina")
    other = reverse("ownfile:put_beside", args=[reference("amina"), uuid4()])
    assert signed_in("iss_worker").get(other).status_code == 404
