"""Write down when the client was born, or correct it; what stood before stays, and no closed file goes sooner (E7)."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from clients import actions, born, closing
from clients.models import CaseFile, Entry
from confidentiality.access.http import Refused
from confidentiality.audit.models import Event
from tests import cast
from tests.clients.questions import (
    HIDDEN_FROM,
    assert_hidden,
    day,
    give,
    path,
    tomorrow,
    working_as,
)
from tests.queries import assert_queries_at_most

pytestmark = [pytest.mark.django_db, pytest.mark.edge("E7")]
SignedIn = Callable[[str], Client]
WEE, OLDER = date(2012, 2, 29), date(1980, 3, 1)
SAID = {"how": "She showed the certificate."}
LEFT = date(2026, 1, 9)


@pytest.fixture
def unborn(signed_in: SignedIn) -> CaseFile:
    """A file of which nobody has said when its client was born."""
    with working_as("iss_worker") as by:
        return actions.open_new_file(
            service="iss",
            particulars=actions.Particulars(name="Wren Hale"),
            by=by,
            opened_on=date(2025, 2, 1),
        )


def address(file: CaseFile) -> str:
    return f"/files/{file.reference}/date-of-birth/"


def sent(value: date | None, **changes: Any) -> dict[str, Any]:
    empty = {f"date_of_birth-{part}": "" for part in ("day", "month", "year")}
    told = day("date_of_birth", value) if value else empty
    return {"token": str(uuid4()), **SAID, **told, **changes}


def stands(file: CaseFile) -> tuple[str, int | None, list[str]]:
    with working_as("iss_worker"):
        now = CaseFile.objects.get(id=file.id)
        written = Entry.objects.filter(file=file).order_by("written_at")
        return now.date_of_birth, now.of_age_in, [entry.body for entry in written]


def change(file: CaseFile, value: date | None, *, by: str = "iss_manager") -> None:
    with working_as(by) as worker:
        held = CaseFile.objects.get(id=file.id)
        born.change_born(file=held, born=value, how="Asked.", by=worker, entry_id=uuid4())


def test_who_leads_writes_it_down_where_nobody_had(unborn: CaseFile, signed_in: SignedIn) -> None:
    worker = signed_in("iss_worker")
    page = worker.get(f"/files/{unborn.reference}/").content.decode()
    assert "Write down the date of birth" in page
    assert "29 February 2012" not in page
    answer = worker.post(address(unborn), sent(WEE))
    assert answer["Location"] == f"/files/{unborn.reference}/"
    words = "Date of birth: 29 February 2012; before: not known. She showed the certificate."
    assert stands(unborn) == ("2012-02-29", None, [words])
    page = worker.get(f"/files/{unborn.reference}/").content.decode()
    assert address(unborn) not in page  # from now on a line manager's
    page = signed_in("iss_manager").get(f"/files/{unborn.reference}/").content.decode()
    assert "Correct the date of birth" in page
    with working_as("iss_manager"):
        (event,) = Event.objects.filter(action="born_changed", file=unborn.id)
    assert event.person == cast.PEOPLE["iss_worker"].id
    assert "2012" not in f"{event.reason} {event.fields}"
    found = worker.post("/search/", {"words": "29/2/2012"}, follow=True)
    assert unborn.reference in found.content.decode()


def test_what_stands_a_line_manager_corrects(unborn: CaseFile, signed_in: SignedIn) -> None:
    change(unborn, WEE, by="iss_worker")
    worker = signed_in("iss_worker")
    for answer in (worker.get(address(unborn)), worker.post(address(unborn), sent(OLDER))):
        assert answer.status_code == 403
        assert "a line manager of its team corrects it" in answer.content.decode()
    assert stands(unborn)[0] == "2012-02-29"
    manager = signed_in("iss_manager")
    assert "2012" in manager.get(address(unborn)).content.decode()  # what stands is filled in
    assert manager.post(address(unborn), sent(OLDER)).status_code == 302
    assert manager.post(address(unborn), sent(None)).status_code == 302
    told, _, entries = stands(unborn)
    assert told == ""
    assert "Date of birth: 1 March 1980; before: 29 February 2012." in entries[1]
    assert "Date of birth: not known; before: 1 March 1980." in entries[2]


def test_two_who_write_it_down_at_once_write_one(unborn: CaseFile) -> None:
    """The second has a page on which none stands; it is judged on the locked row."""
    with working_as("iss_worker") as by:
        held = CaseFile.objects.get(id=unborn.id)
        born.change_born(file=held, born=WEE, how="Asked.", by=by, entry_id=uuid4())
        stale = unborn
        assert not stale.date_of_birth
        with pytest.raises(Refused, match="stands in this file already"):
            born.change_born(file=stale, born=OLDER, how="Asked.", by=by, entry_id=uuid4())
    assert stands(unborn)[0] == "2012-02-29"


def test_sent_twice_it_is_written_once(unborn: CaseFile, signed_in: SignedIn) -> None:
    worker, words = signed_in("iss_worker"), sent(WEE)
    assert [worker.post(address(unborn), words).status_code for _ in range(2)] == [302, 302]
    assert len(stands(unborn)[2]) == 1


@pytest.mark.clause("5.2.7")
def test_a_closed_file_is_kept_longer_for_it_and_never_shorter(unborn: CaseFile) -> None:
    with working_as("iss_manager") as by:
        closing.close_file(file=CaseFile.objects.get(id=unborn.id), by=by, left_on=LEFT)
    assert stands(unborn)[1] == 0
    years = []
    for value in (WEE, date(2014, 12, 31), OLDER, date(2009, 1, 1), None, date(2015, 1, 1)):
        change(unborn, value)
        years.append(stands(unborn)[1])
    assert years == [2030, 2032, 2032, 2032, 2032, 2033]


def test_while_it_is_open_the_last_word_counts(unborn: CaseFile) -> None:
    for value in (WEE, OLDER, date(2010, 5, 5)):
        change(unborn, value)
    with working_as("iss_manager") as by:
        closing.close_file(file=CaseFile.objects.get(id=unborn.id), by=by, left_on=LEFT)
    assert stands(unborn)[1] == 2028


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"how": ""}, "Say how it is known"),
        (day("date_of_birth", tomorrow()), "The date of birth must be today or in the past"),
        (day("date_of_birth", date(2025, 2, 2)), "must be before the file was opened"),
        ({"date_of_birth-day": ""}, "The date of birth must include a day"),
    ],
)
def test_nothing_is_written_by_mistake(
    changes: dict[str, str], sentence: str, unborn: CaseFile, signed_in: SignedIn
) -> None:
    answer = signed_in("iss_worker").post(address(unborn), sent(WEE, **changes))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert stands(unborn) == ("", None, [])


def test_it_takes_the_lead(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "contribute")
    client = signed_in("iss_senior")
    for answer in (
        client.get(path("change_born", "amina")),
        client.post(path("change_born", "amina"), sent(WEE)),
    ):
        assert answer.status_code == 403
        assert "no grant to decide about it" in answer.content.decode()


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(("person", "key"), HIDDEN_FROM)
def test_it_hides_what_you_may_not_know_of(person: str, key: str, signed_in: SignedIn) -> None:
    assert_hidden(signed_in(person), path("change_born", key), key)


def test_it_asks_few_queries(unborn: CaseFile, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    with assert_queries_at_most(12):
        client.get(address(unborn))
