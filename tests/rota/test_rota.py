"""Who is on call: written by managers, shown to who may have to ring, and never two at once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from confidentiality.access.identity import acting_as
from staff.rota.access import on_call, rotas
from staff.rota.actions import NotEntered
from staff.rota.models import Shift
from tests import cast
from tests.accounts.working import ask as ask_change
from tests.deputies.working import appoint, end

from .working import NUMBER, enter, who

LONDON = ZoneInfo("Europe/London")


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=LONDON)


def now_on_call(key: str) -> list[tuple[str, str]]:
    with acting_as(who(key)):
        return [(_name(each.now), _name(each.then)) for each in on_call(cast.worker(key))]


def _name(shift: Shift | None) -> str:
    return shift.person.display_name if shift else ""


@pytest.mark.django_db
def test_staff_of_the_service_see_who_is_on_call_now_and_next() -> None:
    assert now_on_call("iss_worker") == []
    now = timezone.now()
    enter(starts=12, hours=12, second="safeguarding_lead", since=now)
    enter("safeguarding_lead", starts=0, hours=12, since=now)
    assert now_on_call("iss_worker") == [("Frances Holt", "Ruth Adair")]
    assert now_on_call("hr") == [("Frances Holt", "Ruth Adair")]
    assert now_on_call("dvpp_worker") == []
    with acting_as(who("iss_manager")):
        (mine,) = rotas(cast.worker("iss_manager"))
        assert all(begin >= mine.shifts[1].ends_at for begin, _ in mine.gaps)
        assert mine.gaps[-1][1] > now + timedelta(days=13)
    with acting_as(who("iss_worker")):
        (seen,) = rotas(cast.worker("iss_worker"))
        assert not seen.gaps


@pytest.mark.django_db
def test_two_never_overlap_and_only_who_may_decide_is_on_call() -> None:
    enter(hours=12)
    for starts, hours in ((0, 12), (11, 2), (-1, 2), (2, 1), (-1, 20)):
        with pytest.raises(NotEntered, match="already"):
            enter("safeguarding_lead", starts=starts, hours=hours)
    enter("safeguarding_lead", starts=12)
    enter("dvpp_manager", service="dvpp", by="dvpp_manager")
    for person in ("iss_worker", "dvpp_manager", "records_admin", "iss_senior"):
        with pytest.raises(NotEntered, match="On call is"):
            enter(person, starts=30)
    with pytest.raises(NotEntered, match="On call is"):
        enter(starts=30, second="iss_senior")


@pytest.mark.django_db
def test_a_deputy_is_on_call_for_as_long_as_they_stand_in() -> None:
    deputyship = appoint("iss_senior", days=7)
    enter("iss_senior", starts=1)
    with pytest.raises(NotEntered, match="On call is"):
        enter("iss_senior", starts=24 * 6.9, hours=12)
    # the deputy writes the rota in the manager's place
    shift = enter("safeguarding_lead", starts=24, by="iss_senior")
    assert end(deputyship, by="iss_manager")
    assert now_on_call("iss_worker") == [("", "Frances Holt")]
    with acting_as(who("iss_manager")):
        (mine,) = rotas(cast.worker("iss_manager"))
        assert [each.fits for each in mine.shifts] == [False, True]  # type: ignore[attr-defined]
        assert Shift.objects.filter(pk=shift).exists()


@pytest.mark.django_db
def test_whoever_is_suspended_is_not_rung() -> None:
    enter("safeguarding_lead")
    ask_change("suspend", "safeguarding_lead", by="records_admin")
    assert now_on_call("iss_worker") == []


@pytest.mark.django_db
@pytest.mark.attack("A4")
def test_nobody_else_writes_the_rota() -> None:
    shift = enter()
    for key in ("iss_worker", "dvpp_manager", "records_admin", "safeguarding_lead"):
        with pytest.raises(NotEntered):
            enter("safeguarding_lead", starts=20, by=key)
        with acting_as(who(key)), connection.cursor() as cursor:
            cursor.execute("DELETE FROM rota_shift")
            assert cursor.rowcount == 0
    for key in ("iss_manager", "iss_worker"):
        with (
            acting_as(who(key)),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE rota_shift SET number = '999'")
    with acting_as(who("iss_worker")):
        assert Shift.objects.get(pk=shift).number == NUMBER


@pytest.mark.slow
def test_the_pages_tell_whom_to_ring(committed: str, session_of: Callable[[str], Client]) -> None:
    enter(second="safeguarding_lead")
    for page in ("/today/", "/breaches/report/", "/emergency/"):
        shown = session_of("iss_worker").get(page).content.decode()
        assert NUMBER in shown, page
    page = session_of("iss_manager").get("/on-call/").content.decode()
    assert "In the next 14 days nobody is on call" in page
    assert "In the next 14 days" not in session_of("iss_worker").get("/on-call/").content.decode()
    day = (datetime.now(LONDON) + timedelta(days=3)).date()
    said = {
        "service": "iss",
        "person": str(who("iss_manager")),
        "number": NUMBER,
        "from_time": "17:00",
        "to_time": "9.00",
        "first_day-day": str(day.day),
        "first_day-month": str(day.month),
        "first_day-year": str(day.year),
        "second": "",
        "second_number": "",
    }
    after = day + timedelta(days=1)
    said |= {
        "until-day": str(after.day),
        "until-month": str(after.month),
        "until-year": str(after.year),
    }
    answer = session_of("iss_manager").post("/on-call/new/", said)
    assert answer.status_code == 302
