"""From the confirmed dry run to case files: as told, once, within row security, and undone again."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from clients.actions import Particulars, add_entry, create_imported_file
from clients.imports import disposal, placing
from clients.imports.models import Import, ImportRow, Pairing
from clients.models import CaseFile, Entry, PartnerLink, Wall
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.keys import KeyRef, key_of
from confidentiality.sealing.models import Key
from confidentiality.work.jobs import claim, run_job
from confidentiality.work.models import Job
from staff.models import Team
from tests import cast
from tests.clients.imports.working import (
    DATA,
    GOOD,
    MAN,
    SHEET,
    do_jobs,
    end_loan,
    everything,
    imported,
    rows_of,
    sheet_bytes,
    start,
    the_import,
    upload,
)
from tests.database import logged_in_as

pytestmark = pytest.mark.usefixtures("committed")
SignIn = Callable[[str], Client]


def test_a_row_becomes_a_file_as_it_was_told(importer: Client) -> None:
    batch = imported(
        importer,
        {
            **GOOD,
            "ref": "W7",
            "known_as": "Zee",
            "phone": "07700 900797 (txt only!!)",
            "safe": "yes before 3",
            "address": "The Old Dairy,\nBack Lane",
            "postcode": "zz993vz",
            "partner": "Tariq",
            "worker": "Maya (left)",
            "consent": "form in file",
            "status": "Closed",
            "left": "2025-01-31",
            "notes": '=HYPERLINK("http://example.invalid","open")\n  2nd line ',
        },
    )
    assert batch.state == Import.State.APPLIED
    with acting_as(cast.PEOPLE["iss_manager"].id):
        file = CaseFile.objects.get(origin_import=batch.id)
        assert (file.name, file.known_as, file.date_of_birth) == (
            "Zainab Orme",
            ["Zee"],
            "1968-02-11",
        )
        assert (file.service, file.status, file.team.name) == ("iss", "closed", "ISS team")
        assert (str(file.opened_on), str(file.left_on)) == ("2024-06-13", "2025-01-31")
        assert (file.reviewed_at, file.created_by, file.lead) == (None, None, None)
        assert file.partner_names == ["Tariq"]
        assert file.contact == {
            "phones": ["+447700900797"],
            "address": "The Old Dairy,\nBack Lane",
            "postcode": "ZZ99 3VZ",
            "safe_to_call": "no",
            "safe_to_text": "yes",
            "limits": ["before 3"],
            "as_told": ["txt only!!", "yes before 3"],
        }
        told, note = file.entries.order_by("kind")
        assert (told.kind, note.kind, told.nature, note.nature) == (
            "document",
            "note",
            *["imported"] * 2,
        )
        assert note.body == '=HYPERLINK("http://example.invalid","open")\n  2nd line '
        for words in (
            "Row 2",
            "Ref: W7",
            "Worker: Maya (left)",
            "Consent?: form in file",
            "Tel: 07700 900797",
        ):
            assert words in told.body
        assert not told.sensitive
        assert not note.sensitive


@pytest.mark.clause("4.4.2")
def test_notes_with_protected_facts_are_marked_until_somebody_looks(importer: Client) -> None:
    batch = imported(importer, {**GOOD, "notes": "Says she was raped in 2016. Has not told GP."})
    with acting_as(cast.PEOPLE["iss_manager"].id):
        note = Entry.objects.get(file__origin_import=batch.id, kind="note")
        assert note.sensitive
        assert note.sensitive_kind == "rape or sexual violence (to be confirmed)"


@pytest.mark.clause("3.3.1")
def test_each_service_gets_its_own_files_only(importer: Client) -> None:
    batch = imported(importer, GOOD, MAN)
    for person, name in (("iss_manager", "Zainab Orme"), ("dvpp_manager", "Lewin Ashgrove")):
        with acting_as(cast.PEOPLE[person].id):
            assert [file.name for file in CaseFile.objects.filter(origin_import=batch.id)] == [name]
    for person in ("importer", "iss_worker", "dvpp_worker"):
        with acting_as(cast.PEOPLE[person].id):
            assert not CaseFile.objects.filter(origin_import=batch.id).exists()


def test_a_couple_is_linked_and_walled(importer: Client) -> None:
    before = everything()["PartnerLink"]
    batch = imported(importer, GOOD, MAN)
    files = {row.row: row.file for row in rows_of(batch).values()}
    assert everything()["PartnerLink"] == before + 1
    with logged_in_as("owner"):
        link = PartnerLink.objects.get(file_a=min(files.values(), key=str))
        assert {link.file_a_id, link.file_b_id} == set(files.values())
        walled = set(Wall.objects.filter(file__in=files.values()).values_list("user_id", "file_id"))
        assert (cast.PEOPLE["iss_manager"].id, files[3]) in walled
        assert (cast.PEOPLE["dvpp_manager"].id, files[2]) in walled


def test_an_import_is_started_once(importer: Client) -> None:
    import_id = upload(importer, sheet_bytes(GOOD))
    start(importer, import_id)
    again = importer.post(f"/imports/{import_id}/start/", {"confirmed": "on"})
    assert "no dry run any more" in again.content.decode()
    do_jobs()
    with logged_in_as("owner"):
        assert Job.objects.filter(kind="imports.apply").count() == 1


def test_it_asks_for_confirmation(importer: Client) -> None:
    import_id = upload(importer, sheet_bytes(GOOD))
    assert importer.post(f"/imports/{import_id}/start/").status_code == 200
    assert the_import(import_id).state == Import.State.PLANNED


def test_a_step_that_fails_is_repeated_and_makes_nothing_twice(
    importer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {**GOOD, "surname": f"Orme{number}", "born": "", "ref": str(number)} for number in range(7)
    ]
    import_id = upload(importer, sheet_bytes(*rows))
    start(importer, import_id)
    monkeypatch.setattr(placing, "ROWS_A_STEP", 3)
    make, calls = placing._make_file, Counter[str]()

    def fail_once(row: ImportRow, batch: Import) -> None:
        calls["made"] += 1
        if calls["made"] == 5:
            raise RuntimeError
        make(row, batch)

    monkeypatch.setattr(placing, "_make_file", fail_once)
    with logged_in_as("worker"):
        job = claim()
        assert job
        run_job(job)
    assert Counter(row.state for row in rows_of(the_import(import_id)).values()) == {
        "imported": 3,
        "planned": 4,
    }
    page = importer.get(f"/imports/{import_id}/progress/").content.decode()
    assert "3 of 7" in page
    with logged_in_as("owner"):
        Job.objects.update(not_before=timezone.now())
    assert do_jobs() == 1
    batch = the_import(import_id)
    assert batch.state == Import.State.APPLIED
    with logged_in_as("owner"):
        assert CaseFile.objects.filter(origin_import=import_id).count() == 7
        Job.objects.filter(kind="imports.apply").update(state="waiting", lease_until=None)
    assert do_jobs() == 1
    with logged_in_as("owner"):
        assert CaseFile.objects.filter(origin_import=import_id).count() == 7


def test_the_role_ends_with_its_loan(importer: Client) -> None:
    import_id = upload(importer, SHEET)
    pages = (
        "",
        "new/",
        "queue/",
        *(f"{import_id}/{page}" for page in ("", "rows/2/", "start/", "undo/")),
    )
    assert {importer.get(f"/imports/{page}").status_code for page in pages} == {200}
    end_loan()
    assert {importer.get(f"/imports/{page}").status_code for page in pages} == {404}
    assert importer.post(f"/imports/{import_id}/start/", {"confirmed": "on"}).status_code == 404
    with acting_as(cast.PEOPLE["importer"].id):
        assert not ImportRow.objects.exists()
        assert not Key.objects.filter(kind="import").exists()


def test_a_loan_that_begins_tomorrow_is_none_yet(importer: Client) -> None:
    assert importer.get("/imports/").status_code == 200
    end_loan(starts_at=timezone.now() + timedelta(days=1))
    assert importer.get("/imports/").status_code == 404


def test_the_web_login_makes_no_imported_file(importer: Client) -> None:
    batch = imported(importer, GOOD)
    with logged_in_as("owner"):
        team = Team.objects.get(name="ISS team")
    with (
        acting_as(cast.PEOPLE["importer"].id),
        pytest.raises(DatabaseError, match="row-level security"),
    ):
        create_imported_file(
            import_id=batch.id,
            service="iss",
            team=team,
            particulars=Particulars(name="Nobody"),
            opened_on=timezone.localdate(),
            status="open",
            left_on=None,
        )


@pytest.mark.edge("E7")
def test_of_a_file_that_comes_in_closed_it_is_said_whether_its_client_left_as_a_child(
    importer: Client,
) -> None:
    left = {**GOOD, "status": "closed", "referred": "2012-01-09", "left": "2016-03-03"}
    births = {"Ames": "1998-03-03", "Birch": "1998-03-04", "Crane": ""}
    children = [{**left, "surname": name, "born": born} for name, born in births.items()]
    batch = imported(importer, *children, GOOD)
    with logged_in_as("owner"):
        files = [
            CaseFile.objects.get(id=str(row.file)) for _, row in sorted(rows_of(batch).items())
        ]
    assert [each.of_age_in for each in files] == [0, 2016, 0, None]


def test_a_homonym_is_asked_and_the_answer_makes_the_wall(importer: Client) -> None:
    twin = {**GOOD, "born": "5 May 1980"}
    batch = imported(importer, GOOD, twin, MAN)
    links = everything()["PartnerLink"]
    page = importer.get(f"/imports/{batch.id}/partners/").content.decode()
    asked = page.partition('href="/imports/partners/')[2].partition('/"')[0]
    question = importer.get(f"/imports/partners/{asked}/").content.decode()
    assert "5 May 1980" in question
    rows = rows_of(batch)
    stranger = importer.post(f"/imports/partners/{asked}/", {"partner": str(rows[4].id)})
    assert stranger.status_code == 200
    answer = importer.post(f"/imports/partners/{asked}/", {"partner": str(rows[3].id)})
    assert answer.status_code == 302
    assert do_jobs() == 1
    assert everything()["PartnerLink"] == links + 1
    with logged_in_as("owner"):
        pair = sorted([rows[3].file, rows[4].file], key=str)
        assert PartnerLink.objects.filter(file_a=pair[0], file_b=pair[1]).exists()
    assert importer.get(f"/imports/partners/{asked}/").status_code == 404


def test_nobody_else_learns_who_may_be_a_couple(importer: Client, session_of: SignIn) -> None:
    batch = imported(importer, GOOD, {**GOOD, "born": "5 May 1980"}, MAN)
    asking = rows_of(batch)[4]
    assert importer.get(f"/imports/partners/{asking.id}/").status_code == 200
    for person in ("iss_manager", "dvpp_manager", "records_admin", "dvpp_worker"):
        assert session_of(person).get(f"/imports/partners/{asking.id}/").status_code == 404
        with acting_as(cast.PEOPLE[person].id):
            assert not Pairing.objects.exists()
            assert not PartnerLink.objects.exists()


@pytest.mark.edge("E52")
def test_a_whole_import_is_undone_without_a_trace(importer: Client) -> None:
    before = everything()
    batch = imported(
        importer, GOOD, MAN, {**GOOD, "surname": ""}, {**MAN, "first_name": "Noel", "partner": ""}
    )
    assert everything()["CaseFile"] == before["CaseFile"] + 3
    page = importer.get(f"/imports/{batch.id}/undo/").content.decode()
    assert "3 case files are destroyed for good" in page
    assert importer.post(f"/imports/{batch.id}/undo/").status_code == 200
    assert importer.post(f"/imports/{batch.id}/undo/", {"confirmed": "on"}).status_code == 302
    assert do_jobs() == 1
    after = everything()
    assert after == {**before, "ImportRow": 4}
    rows = rows_of(batch)
    assert {(row.state, row.cells, row.packed_plan) for row in rows.values()} == {
        ("undone", None, None)
    }
    assert the_import(batch.id).state == Import.State.UNDONE
    assert importer.get(f"/imports/{batch.id}/").status_code == 200
    again = [GOOD, MAN, {**GOOD, "surname": ""}, {**MAN, "first_name": "Noel", "partner": ""}]
    assert imported(importer, *again).state == Import.State.APPLIED


@pytest.mark.edge("E52")
def test_what_has_been_worked_on_since_stays_and_is_listed(
    importer: Client, session_of: SignIn
) -> None:
    batch = imported(importer, GOOD, MAN, {**GOOD, "first_name": "Idle", "born": ""})
    manager = cast.PEOPLE["iss_manager"]
    with acting_as(manager.id):
        worker = cast.worker("iss_manager")
        kept = next(
            f for f in CaseFile.objects.filter(origin_import=batch.id) if f.name == "Zainab Orme"
        )
        add_entry(
            file=kept,
            by=worker,
            kind="call",
            nature="fact",
            body="She rang.",
            happened_on=timezone.localdate(),
        )
    client = session_of("iss_manager")
    page = client.get(f"/imports/{batch.id}/undo/").content.decode()
    assert f"Case file {kept.reference}" in page
    assert "2 case files are destroyed for good" in page
    assert "Row 2 of the sheet" in importer.get(f"/imports/{batch.id}/undo/").content.decode()
    other = session_of("dvpp_manager").get(f"/imports/{batch.id}/undo/").content.decode()
    assert kept.reference not in other
    assert "1 that you may not view" in other
    assert client.post(f"/imports/{batch.id}/undo/", {"confirmed": "on"}).status_code == 302
    assert do_jobs() == 1
    with acting_as(manager.id):
        assert [file.id for file in CaseFile.objects.filter(origin_import=batch.id)] == [kept.id]
        assert kept.entries.count() == 2
    with logged_in_as("owner"):
        # the other half is gone, and with it the wall it had raised
        assert not Wall.objects.filter(file=kept.id).exists()
        assert CaseFile.objects.filter(origin_import=batch.id).count() == 1


def test_only_whoever_may_undoes_an_import(importer: Client, session_of: SignIn) -> None:
    batch = imported(importer, GOOD)
    for person in ("iss_worker", "records_admin", "hr"):
        assert (
            session_of(person).post(f"/imports/{batch.id}/undo/", {"confirmed": "on"}).status_code
            == 404
        )
    dry = upload(importer, sheet_bytes(MAN))
    assert session_of("iss_manager").get(f"/imports/{dry}/undo/").status_code == 404
    assert do_jobs() == 0


def test_a_dry_run_is_withdrawn(importer: Client) -> None:
    before = everything()
    import_id = upload(importer, sheet_bytes(GOOD, MAN))
    assert importer.post(f"/imports/{import_id}/undo/", {"confirmed": "on"}).status_code == 302
    importer.post(f"/imports/{import_id}/undo/", {"confirmed": "on"})
    assert do_jobs() == 1
    assert everything() == {**before, "ImportRow": 2}


def test_the_copy_of_a_finished_sheet_is_erased_and_its_key_destroyed(importer: Client) -> None:
    batch = imported(importer, GOOD, MAN)
    assert importer.post(f"/imports/{batch.id}/close/", {"confirmed": "on"}).status_code == 302
    assert do_jobs() == 1
    rows = rows_of(batch)
    assert {(row.state, row.cells) for row in rows.values()} == {("imported", None)}
    with acting_as(cast.PEOPLE["importer"].id):
        assert the_import(batch.id).evidence is None
        with pytest.raises(SealingError):
            key_of(KeyRef("import", batch.id))
    assert importer.get(f"/imports/{batch.id}/").status_code == 200
    with acting_as(cast.PEOPLE["iss_manager"].id):
        assert CaseFile.objects.get(origin_import=batch.id).name == "Zainab Orme"


def test_a_sheet_with_something_waiting_is_not_erased(importer: Client) -> None:
    batch = imported(importer, GOOD, {**GOOD, "surname": ""})
    assert (
        "still wait to be settled" in importer.get(f"/imports/{batch.id}/close/").content.decode()
    )
    importer.post(f"/imports/{batch.id}/close/", {"confirmed": "on"})
    assert do_jobs() == 0
    with acting_as(cast.PEOPLE["importer"].id):
        assert batch.rows.get(row=2).cells


@pytest.mark.slow
def test_the_charity_s_sheet_against_the_truth(importer: Client) -> None:
    truth = {
        row["row"]: row for row in json.loads((DATA / "charity-export-truth.json").read_text())
    }
    links = everything()["PartnerLink"]
    import_id = upload(importer, SHEET)
    importer.post(f"/imports/{import_id}/order/", {"order": "day-first"})
    start(importer, import_id)
    do_jobs()
    rows = rows_of(the_import(import_id))
    assert set(rows) == set(truth)
    for number, true in truth.items():
        assert rows[number].state == ("waiting" if true["problems"] else "imported")
        assert rows[number].reasons == true["problems"]
    by_ref = {true["ref"]: number for number, true in truth.items()}
    with logged_in_as("owner"), acting_as(SystemActor.IMPORTER):
        files = {file.id: file for file in CaseFile.objects.filter(origin_import=import_id)}
        for number, row in rows.items():
            if row.file is not None:
                said, file = truth[number]["dates"], files[row.file]
                assert (str(file.opened_on), file.left_on and str(file.left_on)) == (
                    said["referred"],
                    said["left"],
                )
        pairs: set[frozenset[UUID | None]] = {
            frozenset((rows[number].file, rows[by_ref[true["partner_of"]]].file))
            for number, true in truth.items()
            if true.get("partner_of")
        }
        found = {
            frozenset(pair)
            for pair in PartnerLink.objects.values_list("file_a", "file_b")
            if set(pair) & set(files)
        }
    assert found <= pairs
    assert len(found) == everything()["PartnerLink"] - links > 70


def test_a_row_goes_with_the_file_that_was_made_of_it(importer: Client) -> None:
    batch = imported(importer, GOOD, MAN)
    files = {number: row.file for number, row in rows_of(batch).items()}
    assert files[2]
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER):
        assert disposal.erase(files[2]) == {"imports_pairing": 1, "imports_row": 1}
        assert disposal.keys_of(files[2]) == []
    left = rows_of(batch)
    assert list(left) == [3]
    with acting_as(cast.PEOPLE["importer"].id):
        assert not Pairing.objects.filter(batch=batch).exists()
