"""Days away: entered by their own person or a line manager, seen by colleagues without a reason."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confidentiality.access.identity import acting_as
from staff.absence import actions
from staff.absence.access import away_until
from staff.absence.models import Absence
from tests import cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
ADDRESS = "/away/"
HER = cast.PEOPLE["iss_worker"]


def _days(first: date, last: date, **more: str) -> dict[str, str]:
    boxes = {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in (("first_day", first), ("last_day", last))
        for part in ("day", "month", "year")
    }
    return {"kind": "away", **boxes, **more}


def _today(ahead: int = 0) -> date:
    return timezone.localdate() + timedelta(days=ahead)


def test_colleagues_see_until_when_and_take_nothing_back(signed_in: SignedIn) -> None:
    assert signed_in("iss_worker").post(ADDRESS, _days(_today(), _today(2))).status_code == 302
    page = signed_in("iss_colleague").get(ADDRESS).content.decode()
    assert HER.name in page
    assert "Away until" in page
    assert "take-back" not in page
    with acting_as(HER.id):
        days = Absence.objects.get()
        assert away_until([HER.id]) == {HER.id: _today(2)}
    address = reverse("absence:take_back", args=[days.id])
    assert signed_in("iss_colleague").post(address).status_code == 404
    assert signed_in("iss_manager").post(address).status_code == 302
    assert signed_in("iss_worker").post(address).status_code == 404


def test_a_line_manager_enters_days_of_their_own_people_and_no_pause(signed_in: SignedIn) -> None:
    client, days = signed_in("iss_manager"), _days(_today(1), _today(9), worker=str(HER.id))
    assert client.post(ADDRESS, days).status_code == 302
    paused = client.post(ADDRESS, {**days, "kind": "no_new_files"})
    assert "theirs to enter" in paused.content.decode()
    other = client.post(ADDRESS, {**days, "worker": str(cast.PEOPLE["dvpp_worker"].id)})
    assert other.status_code == 200
    with acting_as(HER.id):
        assert Absence.objects.get().entered_by_id == cast.PEOPLE["iss_manager"].id


@pytest.mark.attack("A4")
@pytest.mark.parametrize(
    ("key", "kind"),
    [("iss_colleague", "away"), ("dvpp_manager", "away"), ("iss_manager", "no_new_files")],
)
def test_nobody_else_enters_days_by_sql(key: str, kind: str) -> None:
    with acting_as(cast.PEOPLE[key].id):
        by, whose = cast.worker(key), cast.worker("iss_worker")
        with pytest.raises(ProgrammingError), transaction.atomic():
            actions.enter_days(
                worker=whose,
                kind=Absence.Kind(kind),
                first_day=_today(),
                last_day=_today(),
                by=by,
            )


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(-5, -1, "must be today or later"), (4, 2, "must not be before the first")],
)
def test_days_that_cannot_be_are_refused(
    first: int, last: int, said: str, signed_in: SignedIn
) -> None:
    answer = signed_in("iss_worker").post(ADDRESS, _days(_today(first), _today(last)))
    assert said in answer.content.decode()


def test_the_same_days_sent_twice_stand_once(signed_in: SignedIn) -> None:
    client, days = signed_in("iss_worker"), _days(_today(), _today(1))
    assert [client.post(ADDRESS, days).status_code for _ in range(2)] == [302, 302]
    with acting_as(HER.id):
        assert Absence.objects.count() == 1
