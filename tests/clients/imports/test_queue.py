"""The queue: each service's line manager works off their own rows, and sees nothing of the other's."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clients.imports.models import Import, ImportRow, Pairing
from clients.models import CaseFile, PartnerLink
from confidentiality.access.identity import acting_as
from confidentiality.sealing.models import Key
from tests import cast
from tests.clients.imports.working import GOOD, MAN, do_jobs, everything, imported, rows_of
from tests.database import logged_in_as

pytestmark = pytest.mark.usefixtures("committed")
SignIn = Callable[[str], Client]
NO_SURNAME = {**GOOD, "surname": "", "notes": "Whitechapel"}
RIGHT = {
    "first_name": "Zainab",
    "surname": "Orme",
    "born-day": "11",
    "born-month": "2",
    "born-year": "1968",
    "referred-day": "13",
    "referred-month": "6",
    "referred-year": "2024",
    "status": "open",
}


@pytest.fixture
def queued(importer: Client) -> Import:
    """One woman and one man wait (rows 2 and 3), each without a surname; row 4 is imported."""
    man = {**MAN, "surname": "", "notes": "Deptford"}
    return imported(importer, NO_SURNAME, man, {**GOOD, "first_name": "Noor"})


def test_each_manager_sees_what_waits_for_their_service(queued: Import, session_of: SignIn) -> None:
    rows = rows_of(queued)
    for person, own, other in (("iss_manager", 2, 3), ("dvpp_manager", 3, 2)):
        client = session_of(person)
        page = client.get("/imports/queue/").content.decode()
        assert f'href="/imports/queue/{rows[own].id}/"' in page
        assert str(rows[other].id) not in page
        assert page.count("There is no surname.") == 1
        for name in ("Zainab", "Lewin", "Noor", "Whitechapel", "Deptford"):
            assert name not in page
        opened = client.get(f"/imports/queue/{rows[own].id}/").content.decode()
        assert {2: "Whitechapel", 3: "Deptford"}[own] in opened
        for path in (
            f"/imports/queue/{rows[other].id}/",
            f"/imports/queue/{rows[other].id}/set-aside/",
        ):
            assert client.get(path).status_code == 404
            assert client.post(path, {**RIGHT, "why": "x", "confirmed": "on"}).status_code == 404


@pytest.mark.attack("A4")
def test_the_database_shows_a_manager_no_other_row(queued: Import) -> None:
    for person, number in (("iss_manager", 2), ("dvpp_manager", 3)):
        with acting_as(cast.PEOPLE[person].id), connection.cursor() as cursor:
            cursor.execute("SELECT row, service, packed_plan IS NOT NULL FROM imports_row")
            seen = {row[0] for row in cursor.fetchall()}
            # and of the imported ones those whose file they may view
            assert seen == ({2, 4} if person == "iss_manager" else {3})
            cursor.execute("SELECT count(*) FROM imports_pairing")
            assert cursor.fetchone() == (0,)
            cursor.execute("UPDATE imports_row SET state = 'discarded' WHERE row <> %s", [number])
            assert cursor.rowcount == 0


@pytest.mark.parametrize(
    "person", ["iss_worker", "dvpp_worker", "records_admin", "hr", "committee", "iss_senior"]
)
def test_nobody_else_finds_a_queue(queued: Import, session_of: SignIn, person: str) -> None:
    client, row = session_of(person), rows_of(queued)[2]
    assert client.get("/imports/queue/").status_code == 404
    assert client.get(f"/imports/queue/{row.id}/").status_code == 404
    with acting_as(cast.PEOPLE[person].id):
        assert not ImportRow.objects.exists()
        assert not Key.objects.filter(kind="import").exists()


def test_a_row_put_right_becomes_a_file(queued: Import, session_of: SignIn) -> None:
    client, row = session_of("iss_manager"), rows_of(queued)[2]
    answer = client.post(f"/imports/queue/{row.id}/", RIGHT)
    assert answer.status_code == 302, answer.content.decode()
    assert "Being placed" in client.get("/imports/queue/").content.decode()
    assert client.post(f"/imports/queue/{row.id}/", RIGHT).status_code == 404
    assert do_jobs() == 1
    with acting_as(cast.PEOPLE["iss_manager"].id):
        file = next(
            f for f in CaseFile.objects.filter(origin_import=queued.id) if f.name == "Zainab Orme"
        )
        bodies = [entry.body for entry in file.entries.all()]
        assert "Whitechapel" in bodies
        assert any("First name: Zainab" in body for body in bodies)
    settled = rows_of(queued)[2]
    assert (settled.state, settled.file, settled.settled_by_id) == (
        "imported",
        file.id,
        cast.PEOPLE["iss_manager"].id,
    )
    assert "Nothing waits" in client.get("/imports/queue/").content.decode()


def test_a_name_that_nobody_knows_is_left_empty(queued: Import, session_of: SignIn) -> None:
    client, row = session_of("iss_manager"), rows_of(queued)[2]
    assert client.post(f"/imports/queue/{row.id}/", {**RIGHT, "surname": ""}).status_code == 302
    assert do_jobs() == 1
    with acting_as(cast.PEOPLE["iss_manager"].id):
        assert "Zainab" in [file.name for file in CaseFile.objects.filter(origin_import=queued.id)]


CONTRADICTIONS: list[tuple[dict[str, str], str]] = [
    ({"status": "closed"}, "no date on which they left"),
    (
        {"status": "closed", "left-day": "1", "left-month": "1", "left-year": "2024"},
        "before the referral date",
    ),
    (
        {"left-day": "1", "left-month": "1", "left-year": "2025"},
        "Not closed, yet there is a date left.",
    ),
    ({"referred-year": "2124"}, "must be today or in the past"),
    ({"referred-year": ""}, "must include a year"),
    ({"born-year": "2025"}, "after the referral date"),
    ({"status": "gone"}, "There is a problem"),
    ({"first_name": "", "surname": ""}, "Give the first name or the surname."),
]


def test_what_still_contradicts_itself_is_not_placed(queued: Import, session_of: SignIn) -> None:
    client, row = session_of("iss_manager"), rows_of(queued)[2]
    for changed, sentence in CONTRADICTIONS:
        answer = client.post(f"/imports/queue/{row.id}/", {**RIGHT, **changed})
        assert answer.status_code == 200
        assert sentence in answer.content.decode(), changed
    assert rows_of(queued)[2].state == "waiting"
    assert do_jobs() == 0


def test_undeclared_fields_change_nothing(queued: Import, session_of: SignIn) -> None:
    client, row = session_of("iss_manager"), rows_of(queued)[2]
    more = {"service": "dvpp", "state": "imported", "file": str(row.id), "notes": "x", "batch": "x"}
    assert client.post(f"/imports/queue/{row.id}/", {**RIGHT, **more}).status_code == 302
    do_jobs()
    made = rows_of(queued)[2].file
    assert made
    with acting_as(cast.PEOPLE["iss_manager"].id):
        file = CaseFile.objects.get(id=made)
        assert (file.service, file.team.name) == ("iss", "ISS team")


def test_a_row_is_set_aside_with_a_reason(queued: Import, session_of: SignIn) -> None:
    client, row = session_of("iss_manager"), rows_of(queued)[2]
    path = f"/imports/queue/{row.id}/set-aside/"
    assert client.post(path, {"confirmed": "on"}).status_code == 200
    assert client.post(path, {"why": "The same person as in row 4."}).status_code == 200
    assert (
        client.post(path, {"why": "The same person as in row 4.", "confirmed": "on"}).status_code
        == 302
    )
    settled = rows_of(queued)[2]
    assert (settled.state, settled.file) == ("discarded", None)
    with acting_as(cast.PEOPLE["importer"].id):
        assert ImportRow.objects.get(id=row.id).why == "The same person as in row 4."
    assert do_jobs() == 0


def test_a_possible_duplicate_needs_the_word_that_it_is_another(
    importer: Client, session_of: SignIn
) -> None:
    batch = imported(importer, GOOD, {**GOOD, "notes": "again"})
    client, row = session_of("iss_manager"), rows_of(batch)[3]
    page = client.get(f"/imports/queue/{row.id}/").content.decode()
    assert "the same person as in row 2" in page
    with acting_as(cast.PEOPLE["iss_manager"].id):
        assert f"/files/{CaseFile.objects.get(origin_import=batch.id).reference}/" in page
    assert client.post(f"/imports/queue/{row.id}/", RIGHT).status_code == 200
    assert (
        client.post(f"/imports/queue/{row.id}/", {**RIGHT, "somebody_else": "on"}).status_code
        == 302
    )


def test_a_partner_who_waits_is_linked_when_placed(importer: Client, session_of: SignIn) -> None:
    before = everything()["PartnerLink"]
    batch = imported(importer, {**GOOD, "referred": "??"}, MAN)
    with acting_as(cast.PEOPLE["importer"].id):
        assert Pairing.objects.get(batch=batch).linked
    assert everything()["PartnerLink"] == before
    row = rows_of(batch)[2]
    assert session_of("iss_manager").post(f"/imports/queue/{row.id}/", RIGHT).status_code == 302
    assert do_jobs() == 1
    pair = sorted((row.file for row in rows_of(batch).values()), key=str)
    with logged_in_as("owner"):
        assert PartnerLink.objects.filter(file_a=pair[0], file_b=pair[1]).exists()
    with acting_as(cast.PEOPLE["dvpp_manager"].id):
        names = [file.name for file in CaseFile.objects.filter(origin_import=batch.id)]
        assert names == ["Lewin Ashgrove"]


def test_a_row_of_no_clear_service_is_the_importer_s(importer: Client, session_of: SignIn) -> None:
    batch = imported(importer, {**GOOD, "service": "?"}, MAN, NO_SURNAME)
    row = rows_of(batch)[2]
    for person in ("iss_manager", "dvpp_manager"):
        assert session_of(person).get(f"/imports/queue/{row.id}/").status_code == 404
    assert importer.post(f"/imports/queue/{row.id}/", RIGHT).status_code == 200
    assert (
        importer.post(f"/imports/queue/{row.id}/", {**RIGHT, "service": "iss"}).status_code == 302
    )
    assert do_jobs() == 1
    with acting_as(cast.PEOPLE["iss_manager"].id):
        assert "Zainab Orme" in [
            file.name for file in CaseFile.objects.filter(origin_import=batch.id)
        ]


def test_the_queue_is_filtered_by_reason(importer: Client, session_of: SignIn) -> None:
    imported(importer, NO_SURNAME, {**GOOD, "first_name": "Noor", "referred": "??"})
    client = session_of("iss_manager")
    page = client.get("/imports/queue/", {"reason": "referral date"}).content.decode()
    assert "Referral date: this is not a date" in page
    assert "There is no surname." not in page
    whole = client.get("/imports/queue/", {"reason": "?", "after": "x"}).content.decode()
    assert "There is no surname." in whole


def test_pages_keep_to_the_budget(queued: Import, session_of: SignIn) -> None:
    client, row = session_of("iss_manager"), rows_of(queued)[2]
    own = (
        "SAVEPOINT",
        "RELEASE",
        "ROLLBACK",
        "BEGIN",
        "COMMIT",
        "SELECT access.challenge",
        "SELECT set_config",
    )
    for path in ("", f"{row.id}/", f"{row.id}/set-aside/"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/imports/queue/{path}").status_code == 200
        counted = [
            query["sql"] for query in captured.captured_queries if not query["sql"].startswith(own)
        ]
        assert len(counted) <= 12, counted
