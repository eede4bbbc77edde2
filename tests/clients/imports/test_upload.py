"""Uploading a sheet: who may, what is refused with which sentence, and what a dry run shows."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clients.imports.models import Import, ImportRow, Pairing
from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from confidentiality.sealing.models import Key
from tests import cast
from tests.clients.imports.working import GOOD, SHEET, sheet_bytes, the_import, upload

pytestmark = pytest.mark.django_db
PAGES = (
    "",
    "new/",
    "{id}/",
    "{id}/progress/",
    "{id}/rows/2/",
    "{id}/order/",
    "{id}/partners/",
    "{id}/start/",
)
NO_STATEMENT_OF_OURS = (
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "SELECT access.challenge",
    "SELECT set_config",
)


def queries(client: Client, path: str) -> int:
    """How many queries a page takes, the transaction's and the identity's own not counted."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return sum(
        not query["sql"].startswith(NO_STATEMENT_OF_OURS) for query in captured.captured_queries
    )


def test_it_takes_a_sheet_in(importer: Client) -> None:
    batch = the_import(upload(importer, SHEET))
    assert batch.summary["rows"] == 420
    assert batch.summary["fates"] == {"import": 370, "ask": 50}
    with acting_as(cast.PEOPLE["importer"].id):
        assert batch.rows.count() == 420
        assert batch.rows.get(row=2).cells[2:4] == ["Piotr", "Adeyemi"]
        assert not CaseFile.objects.filter(origin_import=batch.id).exists()


def test_nothing_of_a_sheet_is_stored_in_clear(importer: Client) -> None:
    row = {**GOOD, "surname": "Quillfeather", "partner": "Barnaby Xylophone", "notes": "zugzwang"}
    upload(importer, sheet_bytes(row, {**row, "first_name": "Yarrow"}))
    with acting_as(cast.PEOPLE["importer"].id), connection.cursor() as cursor:
        assert ImportRow.objects.get(row=2).plan.surname == "Quillfeather"
        for table in ("imports_import", "imports_row", "imports_pairing"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            (stored,) = cursor.fetchone()
            for word in ("Quillfeather", "Barnaby", "zugzwang"):
                assert word not in (stored or "")
                assert word.encode().hex() not in (stored or "")


@pytest.mark.slow
def test_whoever_is_no_importer_finds_nothing(
    importer: Client, session_of: Callable[[str], Client]
) -> None:
    import_id = upload(importer, sheet_bytes(GOOD))
    for person in sorted(set(cast.PEOPLE) - {"importer"}):
        client = session_of(person)
        for page in PAGES:
            assert client.get(f"/imports/{page.format(id=import_id)}").status_code == 404, person
        sheet = SimpleUploadedFile("a.csv", sheet_bytes(GOOD))
        assert client.post("/imports/new/", {"sheet": sheet}).status_code == 404
        assert client.post(f"/imports/{import_id}/start/", {"confirmed": "on"}).status_code == 404
        with acting_as(cast.PEOPLE[person].id):
            assert not ImportRow.objects.exists()
            assert not Pairing.objects.exists()
            assert not Key.objects.filter(kind="import").exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (SHEET[: len(SHEET) // 2], "row"),
        (SHEET.decode("cp1252").encode("utf-16")[2:], "not a text file"),
        (SHEET.decode("cp1252").encode("cp850", "replace"), "code that is neither"),
        (b"PK\x03\x04" + bytes(200), "Excel workbook"),
        (b"", "empty"),
        (b"Name,Phone\r\nAisha,1\r\n", "headings"),
        (sheet_bytes(*[GOOD] * 5001), "more than 5,000 rows"),
    ],
)
def test_what_can_not_be_read_is_refused_with_a_sentence(
    importer: Client, data: bytes, sentence: str
) -> None:
    answer = importer.post("/imports/new/", {"sheet": SimpleUploadedFile("a.csv", data)})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert sentence in answer.content.decode()
    with acting_as(cast.PEOPLE["importer"].id):
        assert not Import.objects.exists()


def test_a_hundred_megabytes_are_refused_plainly(importer: Client) -> None:
    data = SHEET + b"x" * (100 * 1024 * 1024)
    answer = importer.post("/imports/new/", {"sheet": SimpleUploadedFile("a.csv", data)})
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_the_same_sheet_is_not_taken_in_twice(importer: Client) -> None:
    upload(importer, SHEET)
    answer = importer.post("/imports/new/", {"sheet": SimpleUploadedFile("b.csv", SHEET)})
    assert "uploaded before" in answer.content.decode()


def test_people_of_an_earlier_sheet_are_asked_about(importer: Client) -> None:
    upload(importer, sheet_bytes(GOOD))
    again = upload(
        importer, sheet_bytes({**GOOD, "notes": "another note"}, {**GOOD, "surname": "Khan"})
    )
    assert the_import(again).summary["reasons"] == {"possible duplicate": 1}


def test_the_dry_run_shows_fates_and_reasons_by_initials_only(importer: Client) -> None:
    import_id = upload(importer, SHEET)
    page = importer.get(f"/imports/{import_id}/", {"reason": "no surname"}).content.decode()
    assert page.count("There is no surname.") == 10
    assert "Adeyemi" not in importer.get(f"/imports/{import_id}/").content.decode()
    asked = importer.get(f"/imports/{import_id}/", {"fate": "ask"}).content.decode()
    assert asked.count("Waits in the queue") == 50


def test_every_row_can_be_paged_through(importer: Client) -> None:
    import_id = upload(importer, SHEET)
    address, seen = f"/imports/{import_id}/", 0
    while address:
        page = importer.get(address).content.decode()
        seen += page.count(f'href="/imports/{import_id}/rows/')
        after = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        address = f"/imports/{import_id}/{after}" if after else ""
    assert seen == 420


@pytest.mark.attack("A10")
def test_formulas_and_markup_are_inert_on_the_page(importer: Client) -> None:
    formula, markup = '=HYPERLINK("http://example.invalid","open")', "<script>alert(1)</script>"
    row = {**GOOD, "notes": formula, "known_as": markup, "phone": "+44 7700 900444"}
    import_id = upload(importer, sheet_bytes(row))
    page = importer.get(f"/imports/{import_id}/rows/2/").content.decode()
    assert "=HYPERLINK(&#34;http://example.invalid&#34;,&#34;open&#34;)" in page
    assert "&lt;script&gt;alert(1)" in page
    assert markup not in page
    assert "+447700900444" in page


def test_a_row_that_is_not_there_is_not_found(importer: Client) -> None:
    import_id = upload(importer, sheet_bytes(GOOD))
    assert importer.get(f"/imports/{import_id}/rows/2/").status_code == 200
    for number in ("3", "0", "99999999999999999999"):
        assert importer.get(f"/imports/{import_id}/rows/{number}/").status_code == 404
    assert importer.get(f"/imports/{uuid4()}/").status_code == 404


def test_the_order_is_confirmed_once_for_the_sheet(importer: Client) -> None:
    import_id = upload(importer, SHEET)
    page = importer.get(f"/imports/{import_id}/order/").content.decode()
    assert "12.06.1963" in page
    assert "12 June 1963" in page
    assert "6 December 1963" in page
    refused = importer.post(f"/imports/{import_id}/start/", {"confirmed": "on"}).content.decode()
    assert "First confirm which part of the dates is the day." in refused
    assert importer.post(f"/imports/{import_id}/order/", {"order": "day-first"}).status_code == 302
    batch = the_import(import_id)
    assert (batch.date_order, batch.summary["ambiguous"]) == ("day-first", 0)
    with acting_as(cast.PEOPLE["importer"].id):
        assert batch.rows.get(row=2).plan.born.read.date == date(1963, 6, 12)
        assert batch.rows.count() == 420


def test_where_nobody_knows_the_order_each_date_is_asked(importer: Client) -> None:
    row = {**GOOD, "referred": "03/06/2022"}
    import_id = upload(importer, sheet_bytes(GOOD, {**row, "surname": "Khan"}))
    assert the_import(import_id).order_is_open
    importer.post(f"/imports/{import_id}/order/", {"order": "ask-each"})
    batch = the_import(import_id)
    assert not batch.order_is_open
    assert batch.summary["reasons"] == {"referral date": 1}


def test_pages_keep_to_the_budget(importer: Client) -> None:
    import_id = upload(importer, SHEET)
    with acting_as(cast.PEOPLE["importer"].id):
        asked = ImportRow.objects.filter(
            pairings__linked__isnull=True, pairings__isnull=False
        ).first()
    assert asked
    pages = ["/imports/", "/imports/new/", "/imports/queue/", f"/imports/partners/{asked.id}/"]
    pages += [
        f"/imports/{page.format(id=import_id)}"
        for page in (*PAGES[2:], "{id}/undo/", "{id}/close/")
    ]
    assert {page: queries(importer, page) for page in pages if queries(importer, page) > 12} == {}


def test_reading_a_row_is_audited(importer: Client) -> None:
    import_id = upload(importer, sheet_bytes(GOOD))
    importer.get(f"/imports/{import_id}/rows/2/")
    with acting_as(cast.PEOPLE["importer"].id):
        row = ImportRow.objects.get(batch=import_id, row=2)
    with acting_as(cast.PEOPLE["records_admin"].id), connection.cursor() as cursor:
        cursor.execute("SELECT action, ids FROM audit_event WHERE ids @> %s", [f'["{row.id}"]'])
        assert "import_row_opened" in {action for action, _ in cursor.fetchall()}
