"""The organisation's details: changed by two people and the database, and by nobody alone."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.utils import timezone

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.models import Event
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.keys import KeyRef, key_of
from confidentiality.sealing.models import Key
from retention.models import ScheduleRule
from staff.organisation import changes
from staff.organisation.details import (
    Unfit,
    address_of,
    is_within,
    needs_tls,
    networks_of,
    too_wide,
)
from staff.organisation.in_force import WRONG, details, letterhead, overridden
from staff.organisation.models import DetailChange, Kind, MailPassword
from tests import cast
from tests.accounts.working import ask_and_agree
from tests.database import logged_in_as
from tests.retention.working import owner

from .working import LETTERS, NETWORKS, SERVER, agreed, ask, decide

pytestmark = pytest.mark.clause("1.2")
DECIDE = {"records_admin", "trustee"}
SECURE = {**SERVER, "host": "mail.example.org", "port": 587, "tls": "starttls", "user": "latch"}
SECRET = "correct horse battery"


def seen(key: str, model: Any) -> int:
    with acting_as(cast.PEOPLE[key].id):
        return int(model.objects.count())


# ---- what fits, without a database


def test_networks_are_read_one_a_line() -> None:
    assert networks_of(" 10.1.0.0/16\n\n203.0.113.7\n10.1.0.0/16\n2001:db8:1::/48 ") == [
        "10.1.0.0/16",
        "203.0.113.7/32",
        "2001:db8:1::/48",
    ]
    assert networks_of("") == []


@pytest.mark.attack("A10")
@pytest.mark.parametrize(
    "typed",
    [
        "0.0.0.0/0",
        "::/0",
        "128.0.0.0/1",
        "2000::/3",
        "10.1.0.1/16",
        "office",
        "10.1.0.0/16, 10.2.0.0/16",
    ],
)
def test_half_the_world_is_no_office_nor_is_what_is_no_network(typed: str) -> None:
    with pytest.raises(Unfit):
        networks_of(typed)


def test_a_public_network_wider_than_an_office_is_called_unsafe() -> None:
    assert too_wide(["10.0.0.0/8", "198.51.100.0/24", "2001:db8::/48"]) == []
    assert too_wide(["81.2.0.0/16", "2a00:1450::/32"]) == ["81.2.0.0/16", "2a00:1450::/32"]


def test_an_address_lies_in_an_office_or_in_none() -> None:
    assert is_within("10.1.2.3", NETWORKS["networks"])
    assert is_within("::ffff:10.1.2.3", NETWORKS["networks"])
    assert not is_within("10.2.0.1", NETWORKS["networks"])
    assert not is_within("unknown", NETWORKS["networks"])
    assert not is_within("10.1.2.3", [])


@pytest.mark.attack("A10")
@pytest.mark.parametrize(
    "typed",
    [
        "a@example.org\nBcc: b@example.org",
        "a@example.org\r\nSubject: x",
        "a@example.org,b@example.org",
        "A <a@example.org>",
        "a@example.org b@example.org",
        "@example.org",
        "a@",
        "ä@example.org",
        "a@exämple.org",
        f"{'a' * 250}@example.org",
    ],
)
def test_one_address_is_one_address(typed: str) -> None:
    with pytest.raises(Unfit):
        address_of(typed)


def test_mail_goes_in_clear_on_this_machine_only() -> None:
    assert not needs_tls("localhost", "none")
    assert needs_tls("mail.example.org", "none")
    assert not needs_tls("mail.example.org", "starttls")


# ---- two people


@pytest.mark.django_db
def test_one_asks_another_agrees_and_the_database_carries_it_out() -> None:
    change = ask(Kind.LETTERS, LETTERS)
    with acting_as(cast.PEOPLE["iss_worker"].id):
        assert details() == {}
        assert letterhead() == ("The organisation", WRONG)
    assert decide(change, by="trustee") == "own"
    for key in ("dp_lead", "hr", "iss_manager", "iss_worker"):
        assert decide(change, by=key) == "hidden"
    assert decide(change) == "done"
    assert decide(change) == "decided"
    with acting_as(cast.PEOPLE["iss_worker"].id):
        head = letterhead()
        assert head.name == "The Larch Tree"
        assert head.contact.startswith(WRONG)
        assert "PO Box 7\nOldtown\n020 7946 0000" in head.contact
    with acting_as(cast.PEOPLE["records_admin"].id):
        past = changes.history(cast.worker("records_admin"))
        assert [(each.before, each.after) for each in past] == [({}, LETTERS)]
        told = Event.objects.filter(ids__contains=[str(change.id)])
        assert {each.action for each in told} == {"detail_change_asked", "detail_change_agreed"}


@pytest.mark.django_db
def test_refused_or_withdrawn_nothing_changes() -> None:
    refused = ask(Kind.NETWORKS, NETWORKS)
    assert decide(refused, agree=False) == "done"
    withdrawn = ask(Kind.NETWORKS, NETWORKS)
    with acting_as(cast.PEOPLE["records_admin"].id):
        assert not changes.withdraw(change=withdrawn)
    with acting_as(cast.PEOPLE["trustee"].id):
        assert changes.withdraw(change=withdrawn)
    ask(Kind.NETWORKS, NETWORKS)
    with pytest.raises(changes.NotAsked, match="waits already"):
        ask(Kind.NETWORKS, NETWORKS, by="records_admin")
    with acting_as(cast.PEOPLE["iss_worker"].id):
        assert details() == {}


def test_what_nobody_decides_lapses_and_whoever_left_asks_for_nothing(committed: str) -> None:
    lapsed = ask(Kind.NETWORKS, NETWORKS)
    owner("UPDATE organisation_detailchange SET lapses_at = now() WHERE id = %s", lapsed.id)
    assert decide(lapsed) == "lapsed"
    again = ask(Kind.NETWORKS, NETWORKS)
    ask_and_agree("leave", "trustee")
    assert decide(again) == "asker_left"
    assert decide(again, agree=False) == "done"


@override_settings(ORGANISATION_NAME="The Elm", ORGANISATION_CONTACT="")
@pytest.mark.django_db
def test_what_the_operator_has_set_stands_before_what_was_agreed() -> None:
    agreed(Kind.LETTERS, LETTERS)
    with acting_as(cast.PEOPLE["iss_worker"].id):
        assert letterhead().name == "The Elm"
        assert "PO Box 7" in letterhead().contact
    assert overridden() == ["LATCH_ORGANISATION_NAME"]


@pytest.mark.attack("A4")
@pytest.mark.parametrize("key", ["iss_worker", "dp_lead", "records_admin", "trustee"])
@pytest.mark.django_db
def test_nobody_changes_a_detail_alone_by_statements_of_their_own(key: str) -> None:
    agreed(Kind.EMAIL, SECURE, password=SECRET)
    change = ask(Kind.LETTERS, LETTERS)
    tries = (
        "UPDATE organisation_detail SET values = '{}'",
        "INSERT INTO organisation_detail (kind, values, since) VALUES ('letters', '{}', now())",
        "UPDATE organisation_detailchange SET outcome = 'agreed'",
        "DELETE FROM organisation_detailchange",
        "UPDATE retention_schedulerule SET years = 1",
        f"INSERT INTO organisation_detailchange SELECT '{uuid4()}', kind, subject, before, after, why, asked_at,"
        " lapses_at, now(), 'agreed', asked_by_id, decided_by_id FROM organisation_detailchange LIMIT 1",
        "SELECT words FROM organisation_mailpassword",
    )
    with acting_as(cast.PEOPLE[key].id):
        for statement in tries:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
                    rows = cursor.fetchall() if cursor.description else []
            except DatabaseError:
                continue
            assert rows == [], statement
        assert not Key.objects.filter(kind="mail").exists()
        assert not MailPassword.objects.exists()
        seen_by = DetailChange.objects.filter(id=change.id).exists()
        assert seen_by == (key in DECIDE)
        asked = DetailChange(
            kind=Kind.NETWORKS, before={}, after=NETWORKS, asked_by=cast.worker(key)
        )
        asked.lapses_at = timezone.now()
        if key not in DECIDE:
            with pytest.raises(DatabaseError), transaction.atomic():
                asked.save(force_insert=True)


@pytest.mark.attack("A10")
@pytest.mark.parametrize(
    ("kind", "after"),
    [
        (Kind.LETTERS, {**LETTERS, "name": ""}),
        (Kind.LETTERS, {**LETTERS, "more": "x"}),
        (Kind.LETTERS, {"name": "x"}),
        (Kind.NETWORKS, {"networks": ["0.0.0.0/0"]}),
        (Kind.NETWORKS, {"networks": ["::/0"]}),
        (Kind.NETWORKS, {"networks": "10.1.0.0/16"}),
        (Kind.NETWORKS, {"networks": ["x"]}),
        (Kind.NETWORKS, {"networks": ["10.1.0.0/16"] * 21}),
        (Kind.EMAIL, {**SERVER, "host": "mail.example.org"}),
        (Kind.EMAIL, {**SERVER, "sender": "a@example.org\nBcc: b@example.org"}),
        (Kind.EMAIL, {**SERVER, "sender": "a@example.org,b@example.org"}),
        (Kind.EMAIL, {**SERVER, "host": "localhost evil"}),
        (Kind.EMAIL, {**SERVER, "user": "a\r\nb"}),
        (Kind.EMAIL, {**SERVER, "port": 0}),
        (Kind.EMAIL, {**SERVER, "tls": "maybe"}),
        (Kind.EMAIL, {**SERVER, "password": "00000000-0000-4000-8000-000000000000"}),
    ],
)
@pytest.mark.django_db
def test_the_database_takes_no_detail_that_does_not_fit(kind: Kind, after: dict[str, Any]) -> None:
    with pytest.raises(changes.NotAsked):
        ask(kind, after)


# ---- the password for the mail server


@pytest.mark.attack("A4")
def test_the_password_is_read_by_the_mailer_alone_and_goes_with_its_server(committed: str) -> None:
    change = agreed(Kind.EMAIL, SECURE, password=SECRET)
    kept = UUID(change.after["password"])
    for key in DECIDE:
        with acting_as(cast.PEOPLE[key].id), pytest.raises(SealingError):
            key_of(KeyRef("mail", kept))
    with logged_in_as("worker"), acting_as(SystemActor.MAILER):
        assert MailPassword.objects.get().words == SECRET
    same = {**SECURE, "password": str(kept), "sender": "other@example.org"}
    agreed(Kind.EMAIL, same, by="trustee")
    for elsewhere in ({"host": "evil.example.org"}, {"port": 25}, {"user": "eve"}):
        with pytest.raises(changes.NotAsked):
            ask(Kind.EMAIL, {**same, **elsewhere})
    with logged_in_as("worker"), acting_as(SystemActor.MAILER):
        assert MailPassword.objects.get().words == SECRET, "a refusal changes nothing"
    agreed(Kind.EMAIL, SECURE, password="another one")
    with logged_in_as("worker"), acting_as(SystemActor.MAILER):
        assert MailPassword.objects.get().words == "another one"
        assert [key.subject for key in Key.objects.filter(kind="mail")] == [
            MailPassword.objects.get().id
        ]


# ---- periods


@pytest.mark.clause("5.2.7")
@pytest.mark.django_db
def test_a_period_is_never_shorter_than_its_clause_and_longer_with_a_reason() -> None:
    for years, why in ((5, "Room"), (0, "x"), (7, "")):
        with pytest.raises(changes.NotAsked):
            ask(Kind.PERIOD, {"years": years}, subject="case_files", why=why)
    with pytest.raises(changes.NotAsked):
        ask(Kind.PERIOD, {"years": 8}, subject="no_such_class", why="x")
    agreed(Kind.PERIOD, {"years": 8}, subject="case_files", why="The insurer asks for it")
    today = timezone.localdate()
    with acting_as(cast.PEOPLE["records_admin"].id):
        rule = ScheduleRule.objects.get(record_class="case_files")
        assert (rule.years_on(today), rule.longer_because) == (8, "The insurer asks for it")


@pytest.mark.clause("5.2.7")
@pytest.mark.django_db
def test_a_shorter_period_holds_after_notice_only() -> None:
    agreed(Kind.PERIOD, {"years": 9}, subject="case_files", why="The insurer asks for it")
    agreed(Kind.PERIOD, {"years": 6}, subject="case_files")
    today = timezone.localdate()
    with acting_as(cast.PEOPLE["records_admin"].id):
        rule = ScheduleRule.objects.get(record_class="case_files")
        days = [rule.years_on(today + timedelta(days=days)) for days in (0, 29, 30)]
        assert days == [9, 9, 6]
    agreed(Kind.PERIOD, {"years": 7}, subject="case_files", why="Between the two")
    with acting_as(cast.PEOPLE["records_admin"].id):
        rule = ScheduleRule.objects.get(record_class="case_files")
        assert [rule.years_on(today + timedelta(days=days)) for days in (29, 30)] == [9, 7]


def test_seen_by_those_who_decide_and_nobody_else(db: None) -> None:
    ask(Kind.LETTERS, LETTERS)
    assert {key for key in cast.PEOPLE if seen(key, DetailChange)} == DECIDE
