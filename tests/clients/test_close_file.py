"""Close a file on the day the person left (clause 5.2.7)."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from clients import actions, closing
from clients.models import CaseFile
from confidentiality.access.http import Refused
from tests.clients.questions import (
    HIDDEN_FROM,
    assert_hidden,
    day,
    end_grants,
    file_of,
    give,
    path,
    reference,
    tomorrow,
    working_as,
)
from tests.queries import assert_queries_at_most

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


def sent(**changes: Any) -> dict[str, Any]:
    return {**day("left_on", yesterday()), "confirmed": "on", **changes}


def state() -> tuple[str, date | None]:
    with working_as("iss_worker"):
        file = file_of("amina")
        return file.status, file.left_on


@pytest.mark.clause("5.2.7")
def test_it_works(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    assert state() == ("open", None)
    page = client.get(path("close_file", "amina")).content.decode()
    assert "Closing starts the clock of clause 5.2.7" in page
    answer = client.post(path("close_file", "amina"), sent())
    assert answer["Location"] == path("file", "amina")
    assert state() == ("closed", yesterday())
    page = client.get(path("file", "amina")).content.decode()
    assert "Closed" in page
    assert "Left on" in page
    assert path("close_file", "amina") not in page


def test_a_closed_file_goes_to_the_end_of_the_list_and_asks_for_no_attention(
    signed_in: SignedIn,
) -> None:
    client = signed_in("iss_worker")
    listed = client.get("/files/").content.decode()
    assert listed.index(reference("amina")) < listed.index(reference("leila"))
    client.post(path("close_file", "amina"), sent())
    listed = client.get("/files/").content.decode()
    assert listed.index(reference("amina")) > listed.index(reference("leila"))


def test_what_happened_can_still_be_written_down(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    client.post(path("close_file", "amina"), sent())
    note = {"kind": "call", "who_rang": "they", "nature": "fact", "body": "She rang once more."}
    client.post(path("add_entry", "amina"), {**note, **day("happened_on", yesterday())})
    assert "She rang once more." in client.get(path("file", "amina")).content.decode()
    with working_as("iss_worker"):
        assert file_of("amina").attention_at == actions.NEVER


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"confirmed": ""}, "Tick to confirm"),
        (day("left_on", tomorrow()), "The day they left must be today or in the past"),
        (day("left_on", date(2001, 1, 1)), "must not be before the file was opened"),
        ({"left_on-day": ""}, "The day they left must include a day"),
    ],
)
def test_nothing_closes_by_mistake(
    changes: dict[str, str], sentence: str, signed_in: SignedIn
) -> None:
    answer = signed_in("iss_worker").post(path("close_file", "amina"), sent(**changes))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert state() == ("open", None)


@pytest.mark.clause("5.2.7")
def test_a_closed_file_is_not_closed_again_on_another_day(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    client.post(path("close_file", "amina"), sent())
    again = client.post(path("close_file", "amina"), sent(**day("left_on", timezone.localdate())))
    assert again["Location"] == path("file", "amina")
    assert "closed already" in client.get(path("file", "amina")).content.decode()
    with working_as("iss_worker") as by, pytest.raises(Refused):
        closing.close_file(file=file_of("amina"), by=by, left_on=timezone.localdate())
    assert state() == ("closed", yesterday())


@pytest.fixture
def of_long_ago(signed_in: SignedIn) -> CaseFile:
    """A case file that was opened eight years ago and is hers to close."""
    with working_as("iss_worker") as by:
        return actions.open_new_file(
            service="iss",
            particulars=actions.Particulars(name="Wren Hale"),
            by=by,
            opened_on=timezone.localdate() - timedelta(days=8 * 365),
        )


def stands(file: CaseFile) -> tuple[str, date | None]:
    with working_as("iss_worker"):
        return CaseFile.objects.values_list("status", "left_on").get(id=file.id)


@pytest.mark.clause("5.2.7")
def test_that_somebody_left_long_ago_a_line_manager_says(
    of_long_ago: CaseFile, signed_in: SignedIn
) -> None:
    """Else whoever leads a file has it destroyed in the next night, with a day of six years ago."""
    address = f"/files/{of_long_ago.reference}/close/"
    last = timezone.localdate() - timedelta(days=closing.LATE_DAYS)
    for said in (last - timedelta(days=1), last - timedelta(days=6 * 365)):
        answer = signed_in("iss_worker").post(address, sent(**day("left_on", said)))
        assert answer.status_code == 200  # in the form, where what was typed stands
        assert "Ask a line manager of its team to close it" in answer.content.decode()
        with working_as("iss_worker") as by, pytest.raises(Refused, match="line manager"):
            closing.close_file(file=of_long_ago, by=by, left_on=said)
    assert stands(of_long_ago) == ("open", None)
    early = last - timedelta(days=6 * 365)
    answer = signed_in("iss_manager").post(address, sent(**day("left_on", early)))
    assert answer.status_code == 302
    assert stands(of_long_ago) == ("closed", early)


@pytest.mark.edge("E7")
def test_before_it_is_closed_the_date_of_birth_is_asked_for_where_nobody_has_one(
    of_long_ago: CaseFile, signed_in: SignedIn
) -> None:
    worker, asked = signed_in("iss_worker"), "/date-of-birth/"
    assert asked in worker.get(f"/files/{of_long_ago.reference}/close/").content.decode()
    assert asked not in worker.get(path("close_file", "amina")).content.decode()


def test_of_less_than_a_year_whoever_leads_says_it(
    of_long_ago: CaseFile, signed_in: SignedIn
) -> None:
    last = timezone.localdate() - timedelta(days=closing.LATE_DAYS)
    address = f"/files/{of_long_ago.reference}/close/"
    assert signed_in("iss_worker").post(address, sent(**day("left_on", last))).status_code == 302
    assert stands(of_long_ago) == ("closed", last)


@pytest.mark.clause("5.2.7")
def test_the_database_itself_brings_no_day_of_leaving_forward(of_long_ago: CaseFile) -> None:
    files, today = CaseFile.objects.filter(id=of_long_ago.id), timezone.localdate()

    def says(who: str, days: int) -> None:
        with working_as(who), transaction.atomic():
            assert files.update(status="closed", left_on=today - timedelta(days=days)) == 1

    refused = partial(pytest.raises, DatabaseError, match="somebody left long ago")
    with refused():
        says("iss_worker", closing.LATE_DAYS + 1)
    says("iss_worker", 10)
    for who in ("iss_worker", "iss_manager"):
        with refused():
            says(who, 11)
    says("iss_worker", 9)
    assert stands(of_long_ago) == ("closed", today - timedelta(days=9))


def test_undeclared_fields_change_nothing(signed_in: SignedIn) -> None:
    with working_as("iss_worker"):
        before = file_of("amina")
    signed_in("iss_worker").post(
        path("close_file", "amina"),
        sent(opened_on="2001-01-01", lead="", service="dvpp", status="open", reviewed_at="1"),
    )
    with working_as("iss_worker"):
        after = file_of("amina")
    assert after.status == "closed"
    assert (after.opened_on, after.lead_id) == (before.opened_on, before.lead_id)
    assert (after.service, after.reviewed_at) == ("iss", None)


def test_it_takes_the_lead(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "contribute")
    client = signed_in("iss_senior")
    for answer in (
        client.get(path("close_file", "amina")),
        client.post(path("close_file", "amina"), sent()),
    ):
        assert answer.status_code == 403
        assert "no grant to decide about it" in answer.content.decode()
    assert state() == ("open", None)


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(("person", "key"), HIDDEN_FROM)
def test_it_hides_what_you_may_not_know_of(person: str, key: str, signed_in: SignedIn) -> None:
    assert_hidden(signed_in(person), path("close_file", key), key)


@pytest.mark.clause("3.3.1")
def test_a_grant_that_ends_while_the_page_is_open_ends_closing(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "contribute", "lead")
    client = signed_in("iss_senior")
    assert client.get(path("close_file", "amina")).status_code == 200
    end_grants("amina", of="iss_senior")
    assert client.post(path("close_file", "amina"), sent()).status_code == 404
    assert state() == ("open", None)


def test_it_rejects_put(signed_in: SignedIn) -> None:
    assert signed_in("iss_worker").put(path("close_file", "amina")).status_code == 405


def test_it_asks_few_queries(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    for send in (client.get, lambda address: client.post(address, sent())):
        with assert_queries_at_most(12):
            send(path("close_file", "amina"))
