"""Accounts that nobody uses: listed, suspended by the clock, and back only by two."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.models import Event
from staff.accounts.tasks import suspend_unused
from tests import cast
from tests.database import logged_in_as
from tests.retention.working import owner

from .working import ask_and_agree, read_as, welcome

pytestmark = pytest.mark.clause("1")
WORKER = cast.PEOPLE["iss_worker"].id
DECIDE = ("records_admin", "dp_lead", "hr", "trustee")


def last_here(days: int, *keys: str) -> None:
    """Let somebody have signed in last so many days ago."""
    ids = [cast.PEOPLE[key].id for key in keys]
    statement = "UPDATE staff_account SET last_login = now() - make_interval(days => %s) WHERE id = ANY (%s)"
    owner(statement, days, ids)


def turn() -> None:
    with logged_in_as("worker"):
        suspend_unused()


def in_post(*keys: str) -> int:
    ids = [cast.PEOPLE[key].id for key in keys]
    ((many,),) = owner("SELECT count(*) FROM staff_account WHERE is_active AND id = ANY (%s)", ids)
    return int(str(many))


def test_who_is_away_for_long_is_listed_then_suspended_and_comes_back_by_two(
    committed: str, session_of: Callable[[str], Client]
) -> None:
    last_here(61, "iss_worker")
    last_here(59, "iss_colleague")
    page = session_of("hr").get("/people/unused/").content.decode()
    assert "Priya Menon" in page
    assert f"/people/{WORKER}/suspend/" in page
    assert "Hannah Boyce" not in page
    turn()
    assert in_post("iss_worker", "iss_colleague") == 2
    last_here(91, "iss_worker")
    turn()
    assert in_post("iss_worker", "iss_colleague") == 1
    with acting_as(cast.PEOPLE["records_admin"].id):
        told = Event.objects.filter(action__in=("account_dormant", "account_disabled"))
        assert {(each.actor, each.person) for each in told} == {("timekeeper", None)}
    _, first, second = ask_and_agree("come_back", "iss_worker", by="hr")
    turn()
    assert read_as("hr", WORKER).in_post, "they were let in today"
    assert welcome("iss.worker", first, second)


def test_two_who_decide_always_stay(committed: str) -> None:
    last_here(400, *DECIDE)
    turn()
    turn()
    assert in_post(*DECIDE) == 2


def test_codes_that_were_not_used_are_listed(
    committed: str, session_of: Callable[[str], Client]
) -> None:
    new = uuid4()
    ask_and_agree("start", new, sign_in_name="nora.lind")
    assert "Nora Lind" not in session_of("hr").get("/people/unused/").content.decode()
    owner(
        "UPDATE accounts_invitation SET expires_at = now() - interval '1 hour' WHERE person = %s",
        new,
    )
    assert f"/people/{new}/reset/" in session_of("hr").get("/people/unused/").content.decode()
    _, first, second = ask_and_agree("reset", new)
    assert "Nora Lind" not in session_of("hr").get("/people/unused/").content.decode()
    assert welcome("nora.lind", first, second)


@pytest.mark.attack("A4")
def test_nobody_else_lists_or_suspends(committed: str) -> None:
    last_here(400, "iss_colleague")
    for who in (WORKER, cast.PEOPLE["iss_manager"].id, cast.PEOPLE["records_admin"].id):
        with acting_as(who), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM access.dormant_people(1)")
            assert cursor.fetchone() == (int(who == cast.PEOPLE["records_admin"].id),)
        with pytest.raises(DatabaseError), acting_as(who), connection.cursor() as cursor:
            cursor.execute("SELECT access.suspend_dormant(90)")
    with logged_in_as("worker"), pytest.raises(DatabaseError):
        _suspend_as(SystemActor.TIMEKEEPER, 1)
    assert in_post("iss_colleague") == 1


def _suspend_as(who: SystemActor | UUID, days: int) -> None:
    with acting_as(who), connection.cursor() as cursor:
        cursor.execute("SELECT access.suspend_dormant(%s)", [days])
