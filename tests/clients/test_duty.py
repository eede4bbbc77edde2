"""The duty search: two exact identifiers, own service, one answer for what is hidden and what is not there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.utils import timezone

from clients import actions, closing
from clients.duty.door import open_on_duty, search_on_duty
from clients.duty.fence import SEARCHES_AN_HOUR
from clients.models import CaseFile, DutySearch, Entry
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.index.keeping import current, tokens
from confidentiality.sealing.index.tokens import Kind, Term, exact_terms
from confidentiality.sealing.keys import KeyRef, key_of
from tests import cast
from tests.addresses import Answer, ask
from tests.attacking import report, sized
from tests.clients.questions import day, entries_of, path, reference, without_tokens, working_as
from tests.disclosures import story
from tests.queries import assert_queries_at_most

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
AMINA = cast.FILES["amina"]
SEARCH = "/duty/"
HERS = {"first_name": "Amina", **day("born", AMINA.born)}


def search(client: Client, **typed: Any) -> Any:
    return client.post(SEARCH, typed or HERS)


def found_by(client: Client, **typed: Any) -> str:
    """Return the address to which a duty search that finds leads."""
    answer = search(client, **typed)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


@pytest.mark.edge("E46")
@pytest.mark.parametrize(
    "typed",
    [
        HERS,
        {"first_name": "amína", **day("born", AMINA.born)},
        {"first_name": "Amina Farouk", **day("born", AMINA.born)},
        {"first_name": "Amina", "phone": "+44 7700 900101"},
        {"first_name": "Amina", "phone": "07700900101", **day("born", AMINA.born)},
    ],
)
def test_two_exact_identifiers_open_lead_and_safe_contact(
    typed: dict[str, str], signed_in: SignedIn
) -> None:
    client = signed_in("iss_colleague")
    assert client.get(path("file", "amina")).status_code == 404
    page = client.get(found_by(client, **typed)).content.decode()
    assert reference("amina") in page
    assert cast.PEOPLE["iss_worker"].name in page
    assert "Safe contact" in page
    assert "07700 900101" in page
    for hidden in ("Amina", "Farouk", "Daniel", "April 1988", "1988-04-02", "sister"):
        assert hidden not in without_tokens(page)
    assert client.get(path("file", "amina")).status_code == 404
    assert reference("amina") not in client.get("/files/").content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"first_name": "Amina"},
        {"first_name": "", **day("born", AMINA.born)},
        {"first_name": "A", **day("born", AMINA.born)},
        {"first_name": "Amina", "phone": "0770"},
        {"first_name": "\x00", "phone": "07700 900101"},
    ],
)
def test_one_identifier_is_not_enough(typed: dict[str, str], signed_in: SignedIn) -> None:
    answer = search(signed_in("iss_colleague"), **typed)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"first_name": "Ami", **day("born", AMINA.born)},  # not exact
        {"first_name": "Ameena", **day("born", AMINA.born)},  # it only sounds like it
        {"first_name": "Amina", **day("born", date(1988, 4, 3))},
        {"first_name": "Amina", "phone": "07700 900102"},
        {"first_name": "Amina", "phone": "07700 900102", **day("born", AMINA.born)},
        {"first_name": "Amina Haddad", **day("born", AMINA.born)},
    ],
)
def test_what_is_not_exact_finds_nothing(typed: dict[str, str], signed_in: SignedIn) -> None:
    answer = search(signed_in("iss_colleague"), **typed)
    assert answer.status_code == 200
    assert "No file answers" in answer.content.decode()


# ---- hidden equals absent


def answered(client: Client, typed: dict[str, str]) -> Answer:
    """Return the whole answer to a duty search, what was typed masked."""
    answer = ask(client, "post", SEARCH, typed)
    body = answer.body
    for value in sorted(typed.values(), key=len, reverse=True):
        body = body.replace(f'value="{value}"', 'value="TYPED"')
    return replace(answer, body=body)


def typed_for(key: str) -> dict[str, str]:
    file = cast.FILES[key]
    return {"first_name": file.name.split()[0], **day("born", file.born)}


NOBODY = {"first_name": "Ottoline", **day("born", date(1931, 1, 1))}


@pytest.mark.attack("A1")
@pytest.mark.clause("3.3.1")
@pytest.mark.edge("E1")
@pytest.mark.edge("E2")
@pytest.mark.parametrize(
    ("person", "key"),
    [
        ("dvpp_worker", "amina"),  # the other service, and the other half of a couple
        ("dvpp_colleague", "amina"),  # the other service
        ("dvpp_manager", "amina"),
        ("iss_colleague", "daniel"),
        ("iss_worker", "daniel"),
        ("iss_colleague", "leila"),  # her own service, behind a wall
    ],
)
def test_the_hidden_and_the_absent_are_one_answer(
    person: str, key: str, signed_in: SignedIn
) -> None:
    client = signed_in(person)
    hidden, absent = answered(client, typed_for(key)), answered(client, NOBODY)
    assert hidden == absent
    assert hidden.status == 200
    with acting_as(cast.PEOPLE["records_admin"].id):
        events = list(Event.objects.filter(action="duty_searched"))
    assert [(event.file, len(event.ids), event.outcome) for event in events] == [
        (None, 1, "done")
    ] * 2


def test_the_comparison_finds_what_is_there(signed_in: SignedIn) -> None:
    client = signed_in("iss_senior")
    assert answered(client, typed_for("leila")) != answered(client, NOBODY)


@pytest.mark.clause("3.3.1")
def test_two_people_who_answer_are_one_answer_with_nobody(signed_in: SignedIn) -> None:
    with working_as("iss_worker") as by:
        actions.open_new_file(
            service="iss",
            particulars=actions.Particulars(name="Amina Begum", date_of_birth=AMINA.born),
            by=by,
            opened_on=date(2024, 1, 1),
        )
    client = signed_in("iss_colleague")
    assert answered(client, HERS) == answered(client, NOBODY)
    with_surname = {**HERS, "first_name": "Amina Farouk"}
    assert search(client, **with_surname).status_code == 302


def test_an_earlier_file_that_is_closed_does_not_hide_the_open_one(signed_in: SignedIn) -> None:
    with working_as("iss_worker") as by:
        earlier = actions.open_new_file(
            service="iss",
            particulars=actions.Particulars(name="Amina Farouk", date_of_birth=AMINA.born),
            by=by,
            opened_on=date(2020, 1, 1),
        )
        closing.close_file(file=earlier, by=by, left_on=timezone.localdate())
    client = signed_in("iss_colleague")
    assert reference("amina") in client.get(found_by(client)).content.decode()


# ---- who may, and for how long


@pytest.mark.parametrize(
    "person", ["hr", "records_admin", "committee", "importer", "safeguarding_lead"]
)
def test_it_is_for_those_who_take_calls(person: str, signed_in: SignedIn) -> None:
    client = signed_in(person)
    assert client.get(SEARCH).status_code == search(client).status_code == 403
    assert "Search on duty" not in client.get("/search/").content.decode()


def test_a_volunteer_alone_on_duty_finds_who_rings_and_takes_no_enquiry(
    signed_in: SignedIn,
) -> None:
    client = signed_in("iss_volunteer")
    assert reference("amina") in client.get(found_by(client)).content.decode()
    assert client.get("/enquiries/").status_code == 403


def test_it_is_open_to_whoever_searched_and_nobody_else(signed_in: SignedIn) -> None:
    address = found_by(signed_in("iss_colleague"))
    for person in ("iss_senior", "iss_manager", "dvpp_worker", "records_admin"):
        for page in (address, f"{address}call/", f"{address}consents/"):
            assert signed_in(person).get(page).status_code == 404


def test_a_wall_that_rises_meanwhile_ends_it(signed_in: SignedIn) -> None:
    client = signed_in("iss_colleague")
    address = found_by(client)
    with acting_as(cast.PEOPLE["iss_manager"].id), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO clients_wall (id, user_id, file_id, kind, made_at) VALUES (%s, %s, %s, 'conflict', now())",
            [uuid4(), cast.PEOPLE["iss_colleague"].id, AMINA.id],
        )
    assert client.get(address).status_code == 404
    assert client.post(f"{address}call/", {"body": "Hello"}).status_code == 404


@pytest.mark.attack("A13")
def test_guessing_ends_after_a_few_tries_whoever_is_asked_for(signed_in: SignedIn) -> None:
    client, tried = signed_in("iss_colleague"), 0
    for number in range(sized(SEARCHES_AN_HOUR + 5, 200)):
        born = date(1960, 1, 1) + timedelta(days=number)
        answer = search(client, first_name="Amina", **day("born", born))
        assert answer.status_code == (200 if number < SEARCHES_AN_HOUR else 403)
        tried += 1
    assert search(client).status_code == 403  # also for what is there
    assert "10 times" in search(client).content.decode()
    assert search(signed_in("iss_senior")).status_code == 302  # nobody else is kept from it
    report(
        "A13",
        "duty searches by one person within an hour",
        tried=tried,
        refused=tried - SEARCHES_AN_HOUR,
    )


# ---- attacks by raw SQL, as the web login


def ask_database(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@pytest.mark.attack("A4")
def test_the_function_takes_only_tokens_of_two_identifiers() -> None:
    with working_as("iss_colleague"):
        generation = current()
        for kind in Kind:
            token = tokens([Term(kind, "amina")], generation)
            asked = (uuid4(), generation.number, [*token])
            if kind == Kind.EXACT:
                ask_database("SELECT access.duty_search(%s, %s, %s::bigint[])", *asked)
                continue
            with pytest.raises(ProgrammingError, match="no duty search"), transaction.atomic():
                ask_database("SELECT access.duty_search(%s, %s, %s::bigint[])", *asked)
        for wanted in ([], [8 << 56] * 25):
            with pytest.raises(ProgrammingError, match="no duty search"), transaction.atomic():
                ask_database("SELECT access.duty_search(%s, 1, %s::bigint[])", uuid4(), wanted)


@pytest.mark.attack("A4")
@pytest.mark.parametrize("person", ["hr", "importer", "records_admin"])
def test_the_function_answers_nobody_else(person: str) -> None:
    with working_as(person):
        wanted = [*tokens(exact_terms("Amina", born=AMINA.born), current())]
        with pytest.raises(ProgrammingError, match="no duty search"), transaction.atomic():
            ask_database("SELECT access.duty_search(%s, 1, %s::bigint[])", uuid4(), wanted)


@pytest.mark.attack("A4")
def test_a_duty_search_opens_no_row_and_no_other_key() -> None:
    with working_as("iss_colleague") as by:
        found = search_on_duty(name="Amina", born=AMINA.born, phone="", by=by)
        assert ask_database("SELECT count(*) FROM access.duty_contact(%s)", found) == [(1,)]
        for table, column in (
            ("clients_casefile", "id"),
            ("clients_entry", "file_id"),
            ("clients_thirdpartyrecord", "file_id"),
            ("disclosures_consent", "file_id"),
            ("search_token", "file"),
            ("sealing_key", "subject"),
        ):
            counted = f"SELECT count(*) FROM {table} WHERE {column} = %s"
            assert ask_database(counted, AMINA.id) == [(0,)]
        with pytest.raises(SealingError):
            key_of(KeyRef("third_party", AMINA.id))
        with pytest.raises(ProgrammingError), transaction.atomic():
            ask_database(
                "INSERT INTO clients_dutysearch (id, by_id, at, file_id) VALUES (%s, %s, now(), %s) RETURNING id",
                *(uuid4(), by.pk, cast.FILES["leila"].id),
            )
        for forbidden in ("file_id = NULL", "at = now() + interval '1 day'", "by_id = by_id"):
            with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
                ask_database(f"UPDATE clients_dutysearch SET {forbidden} RETURNING id")
    with working_as("iss_senior"):
        for function in ("duty_contact", "duty_key", "duty_consents"):
            assert ask_database(f"SELECT count(*) FROM access.{function}(%s)", found) == [(0,)]
        assert ask_database("SELECT access.duty_file(%s)", found) == [(None,)]
        assert ask_database("SELECT access.withdraw_on_duty(%s, %s)", found, uuid4()) == [(False,)]


@pytest.mark.attack("A4")
def test_who_searched_writes_a_call_of_their_own_and_nothing_else() -> None:
    with working_as("iss_colleague") as by:
        found = search_on_duty(name="Amina", born=AMINA.born, phone="", by=by)
        assert found is not None
        duty = open_on_duty(by, found, purpose="duty")
        rightly: dict[str, Any] = {
            "file": duty.file,
            "by": by,
            "kind": "call",
            "nature": "fact",
            "body": "She rang.",
            "happened_on": timezone.localdate(),
            "holds_file": False,
        }
        somebody = cast.worker("iss_worker")
        for wrong in ({"kind": "note"}, {"nature": "opinion", "basis": "x"}, {"by": somebody}):
            with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
                actions.add_entry(**{**rightly, **wrong})
        actions.add_entry(**rightly)
        assert not Entry.objects.filter(file_id=AMINA.id).exists()


# ---- what it does


@pytest.mark.edge("E46")
def test_a_call_is_written_down_for_those_who_hold_the_file(signed_in: SignedIn) -> None:
    client = signed_in("iss_colleague")
    address = found_by(client)
    form = {"token": str(uuid4()), "who_rang": "they", "body": "She rang on Sunday."}
    for _twice in range(2):
        answer = client.post(f"{address}call/", form)
        assert answer.status_code == 302
    assert "written down" in client.get(address).content.decode()
    (call, *_) = entries_of("amina", "iss_worker")
    with working_as("iss_worker"):
        calls = Entry.objects.filter(file_id=AMINA.id, author_id=cast.PEOPLE["iss_colleague"].id)
        assert [each.body for each in calls] == ["She rang on Sunday."]
    assert (
        "She rang on Sunday." in signed_in("iss_worker").get(path("file", "amina")).content.decode()
    )
    assert call.kind == "call"
    assert "She rang" not in without_tokens(client.get(address).content.decode())


@pytest.mark.clause("4.4.2")
def test_a_sensitive_call_is_marked(signed_in: SignedIn) -> None:
    client = signed_in("iss_colleague")
    address = found_by(client)
    marked = {"who_rang": "they", "body": "She told me.", "sensitive": "on"}
    assert "There is a problem" in client.post(f"{address}call/", marked).content.decode()
    assert client.post(f"{address}call/", {**marked, "sensitive_kind": "rape"}).status_code == 302
    (call, *_) = entries_of("amina", "iss_worker")
    assert call.sensitive


def test_the_lead_is_told_and_says_that_they_have_seen_it(signed_in: SignedIn) -> None:
    found_by(signed_in("iss_colleague"))
    lead = signed_in("iss_worker")
    page = lead.get("/files/").content.decode()
    told = f"{cast.PEOPLE['iss_colleague'].name} opened the safe contact of {reference('amina')}"
    assert told in page
    with acting_as(cast.PEOPLE["iss_worker"].id):
        made = DutySearch.objects.get(file=AMINA.id)
    for person in ("iss_colleague", "dvpp_worker", "iss_senior"):
        assert told not in signed_in(person).get("/files/").content.decode()
        assert signed_in(person).post(f"/duty/{made.id}/seen/").status_code == 404
    assert lead.post(f"/duty/{made.id}/seen/").status_code == 302
    assert told not in lead.get("/files/").content.decode()
    assert lead.post(f"/duty/{uuid4()}/seen/").status_code == 404


def test_it_is_recorded_under_the_file(signed_in: SignedIn) -> None:
    client = signed_in("iss_colleague")
    client.get(found_by(client))
    with acting_as(cast.PEOPLE["records_admin"].id):
        events = Event.objects.filter(file=AMINA.id, person=cast.PEOPLE["iss_colleague"].id)
        assert {event.action for event in events} == {"duty_searched", "file_opened_on_duty"}
        for event in Event.objects.all():
            assert "Amina" not in str(event.__dict__)


def test_who_has_looked_tells_of_it_after_the_lead_has_seen_it(signed_in: SignedIn) -> None:
    on_duty, lead = signed_in("iss_colleague"), signed_in("iss_worker")
    on_duty.get(f"{found_by(on_duty)}consents/")
    with acting_as(cast.PEOPLE["iss_worker"].id):
        made = DutySearch.objects.get(file=AMINA.id)
    assert lead.post(f"/duty/{made.id}/seen/").status_code == 302
    page = lead.get(path("looks", "amina")).content.decode()
    assert cast.PEOPLE["iss_colleague"].name in page
    for words in (
        "Found the file on duty",
        "how the client can be reached",
        "ead consents on duty",
    ):
        assert words in page
    on_duty.post("/duty/", typed_for("leila"))  # a wall stands between them
    assert (
        cast.PEOPLE["iss_colleague"].name not in lead.get(path("looks", "leila")).content.decode()
    )


def test_it_asks_few_queries(signed_in: SignedIn) -> None:
    client = signed_in("iss_colleague")
    address = found_by(client)
    with assert_queries_at_most(12):
        client.get(address)
    with assert_queries_at_most(12):
        search(client, **NOBODY)


def consents_of(client: Client, address: str) -> str:
    return str(client.get(f"{address}consents/").content.decode())


def a_consent() -> UUID:
    return story.a_consent(story.an_agency())


def test_the_consents_that_stand_are_named_by_agency_and_day_only(signed_in: SignedIn) -> None:
    client = signed_in("iss_colleague")
    address = found_by(client)
    assert "No consent stands" in consents_of(client, address)
    consent = a_consent()
    page = consents_of(client, address)
    assert story.AGENCY in page
    assert "Rehousing" not in page
    withdraw = f"{address}consents/{consent}/withdraw/"
    assert "There is a problem" in client.post(withdraw, {"other": "x"}).content.decode()
    assert client.post(withdraw, {"confirmed": "on"}).status_code == 302
    assert client.post(withdraw, {"confirmed": "on"}).status_code == 404
    assert client.get(f"{address}consents/{uuid4()}/withdraw/").status_code == 404
    assert "No consent stands" in consents_of(client, address)


@pytest.mark.attack("A1")
def test_a_consent_of_another_file_is_not_withdrawn(signed_in: SignedIn) -> None:
    consent = a_consent()  # on Amina's file
    client = signed_in("iss_senior")
    address = found_by(client, **typed_for("leila"))
    answer = client.post(f"{address}consents/{consent}/withdraw/", {"confirmed": "on"})
    assert answer.status_code == 404
    with acting_as(cast.PEOPLE["iss_worker"].id):
        assert CaseFile.objects.get(id=AMINA.id).reference
        assert ask_database(
            "SELECT withdrawn_at FROM disclosures_consent WHERE id = %s", consent
        ) == [(None,)]


@pytest.mark.edge("E46")
@pytest.mark.edge("E10")
@pytest.mark.slow
def test_she_rings_on_sunday_while_the_release_page_is_open_elsewhere(
    session_of: Callable[[str], Client],
) -> None:
    request_id = story.a_signed_request()
    worker, on_duty = session_of("iss_worker"), session_of("iss_colleague")
    release = f"/disclosures/{request_id}/release/"
    page = worker.get(release)
    assert page.status_code == 200
    # duty search, safe call-back, the call written down, the consent withdrawn
    address = found_by(on_duty)
    assert "Safe contact" in on_duty.get(address).content.decode()
    on_duty.post(
        f"{address}call/", {"who_rang": "they", "body": "She rang: she withdraws her consent."}
    )
    listed = consents_of(on_duty, address)
    (consent,) = [part.partition("/")[0] for part in listed.split(f"{address}consents/")[1:]]
    done = on_duty.post(f"{address}consents/{consent}/withdraw/", {"confirmed": "on"})
    assert done.status_code == 302
    # the other one clicks
    answer = worker.post(release, {"knows_policy": "on", "keeps_words": "on", "confirmed": "on"})
    assert "withdr" in answer.content.decode()
    assert story.state_of(request_id) == "approved"
