"""Walls follow from declarations, in whichever order file and declaration come; nobody is told but who decides."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from clients.allocation.access import unallocated
from clients.conflicts.access import count_waiting
from clients.models import CaseFile
from clients.searching.terms import index_file
from confidentiality.access.http import Hidden, Refused
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from confidentiality.sealing.index.tokens import bits_for
from staff.declarations.rules import agree, marks_of_declared, marks_of_file
from staff.models import Worker
from tests import cast
from tests.allocation.working import MANAGER, OTHER, allocate
from tests.attacking import report, sized
from tests.clients.questions import give, working_as
from tests.conflicts.working import a_file, grounds, notices, sees, settle, told, who
from tests.declarations.working import correct, declare, declared_by, end
from tests.deputies import working as deputies

pytestmark = [pytest.mark.django_db, pytest.mark.edge("E2")]
SignedIn = Callable[[str], Client]
AMINA = cast.FILES["amina"]
BORN, ANOTHER = AMINA.born, date(1990, 1, 8)


def test_a_declaration_walls_its_person_off_from_files_that_are_there() -> None:
    """Whoever leads it loses it at once, and their manager sees that it needs somebody else."""
    declare("iss_worker", "Amina", "Farouk")
    assert not sees("iss_worker", AMINA.id)
    assert sees(MANAGER, AMINA.id)
    (notice,) = notices()
    assert (notice.worker_id, notice.reference, notice.source) == (
        who("iss_worker"),
        AMINA.reference,
        "declared",
    )
    assert told() == {MANAGER}
    with working_as(MANAGER) as manager:
        assert AMINA.id in {file.id for file in unallocated(manager).files}
        mine = Worker.objects.filter(pk=manager.pk).annotate(waiting=count_waiting(manager))
        assert mine.values_list("waiting", flat=True).get() == 1


def test_a_file_that_is_opened_later_is_walled_off_from_its_first_moment() -> None:
    declare(OTHER, "Gareth", "Pye", phone="07700 900199")
    assert notices() == []
    others = a_file("Gareth Pryce")
    named = a_file("Pye, Gareth")
    rung = a_file("Zoe Marsh", contact={"phones": ["+44 7700 900199"]})
    for file in (others, named, rung):
        with working_as("iss_worker") as by:
            from clients.actions import give_to_worker

            give_to_worker(
                file=CaseFile.objects.get(id=file),
                worker=cast.worker(OTHER),
                rights=("view",),
                reason="cover",
                by=by.pk,
            )
    assert [sees(OTHER, file) for file in (others, named, rung)] == [True, False, False]
    assert {notice.file_id for notice in notices()} == {named, rung}


def test_a_file_whose_name_is_learned_later_is_walled_off_then() -> None:
    file = a_file("Zoe")
    declare(OTHER, "Zoe", "Pye")
    assert notices() == []
    with working_as("iss_worker"):
        found = CaseFile.objects.get(id=file)
        found.name = "Zoe Pye"
        found.save(update_fields=["name"])
        index_file(found)
    assert [notice.file_id for notice in notices()] == [file]


def test_another_known_date_of_birth_is_another_person_until_it_is_corrected() -> None:
    """Neither order of what is new and what goes raises a wall in between."""
    file = a_file("Zoe Pye", date_of_birth=BORN)
    declared = declare(OTHER, "Zoe", "Pye", born=ANOTHER)
    assert notices() == []

    def born(day: str) -> None:
        with working_as("iss_worker"):
            found = CaseFile.objects.get(id=file)
            found.date_of_birth = day
            found.save(update_fields=["date_of_birth"])
            index_file(found)

    born("1988-04-03")
    assert notices() == []
    born("")  # nothing is written, a token goes: now the names alone decide
    (notice,) = notices()
    found = grounds(notice)
    assert found is not None
    assert (found.names, found.phone, found.born) == (True, False, "unknown")
    assert settle(notice, lift=False)
    born("1988-04-03")  # the wall stands, and waits for a manager again
    (again,) = notices()
    found = grounds(again)
    assert (again.id, again.changed_at is not None) == (notice.id, True)
    assert found is not None
    assert found.born == "differs"
    correct(OTHER, declared, given_name="Zoe", family_name="Pye", date_of_birth=date(1988, 4, 3))
    found = grounds(again)
    assert found is not None
    assert found.born == "same"


def test_taking_it_back_lifts_no_wall_and_asks_a_manager_once() -> None:
    declared = declare(OTHER, "Amina", "Farouk")
    (notice,) = notices()
    assert settle(notice, lift=False)
    assert notices() == []
    give("amina", OTHER, "view")
    end(OTHER, declared)
    assert declared_by(OTHER) == []
    assert not sees(OTHER, AMINA.id)
    (again,) = notices()
    assert again.changed_at is not None
    assert settle(again, lift=False)
    with working_as("iss_worker"):
        index_file(CaseFile.objects.get(id=AMINA.id))
    assert notices() == []
    a_file("Amina Farouk")
    assert notices() == []


def test_a_homonym_is_lifted_once_and_stays_so_for_that_file_alone() -> None:
    give("amina", OTHER, "view")
    declare(OTHER, "Amina", "Farouk")
    assert not sees(OTHER, AMINA.id)
    (notice,) = notices()
    assert settle(notice, lift=True)
    assert sees(OTHER, AMINA.id)
    with working_as("iss_worker"):
        found = CaseFile.objects.get(id=AMINA.id)
        found.known_as = ["Minnie"]
        found.save(update_fields=["known_as"])
        index_file(found)
    assert sees(OTHER, AMINA.id)
    assert notices() == []
    file = a_file("Amina Farouk")
    assert [notice.file_id for notice in notices()] == [file]


def test_a_wall_stands_as_long_as_one_reason_does() -> None:
    give("amina", OTHER, "view")
    declare(OTHER, "Amina", "Farouk")
    declare(OTHER, "Amina", "Farouk", born=BORN)
    one, other = notices()
    assert settle(one, lift=True)
    assert not sees(OTHER, AMINA.id)
    assert settle(other, lift=True)
    assert sees(OTHER, AMINA.id)
    with pytest.raises(Hidden):
        settle(other, lift=False)


def test_a_wall_that_a_manager_raised_by_hand_is_not_lifted_with_a_notice() -> None:
    declare("iss_colleague", "Leila", "Haddad")
    (notice,) = notices()
    assert settle(notice, lift=True)
    assert not sees("iss_colleague", cast.FILES["leila"].id)


def test_nobody_settles_their_own_or_anything_behind_a_wall() -> None:
    declare(MANAGER, "Amina", "Farouk")
    (notice,) = notices("safeguarding_lead")
    assert told() == {"safeguarding_lead"}
    for key in (MANAGER, OTHER, "iss_worker", "dvpp_manager", "records_admin"):
        with pytest.raises(Hidden):
            settle(notice, lift=True, by=key)
        assert grounds(notice, by=key) is None
    declare(OTHER, "Amina", "Farouk")
    assert told() == {"safeguarding_lead"}
    assert settle(notice, lift=True, by="safeguarding_lead")
    assert sees(MANAGER, AMINA.id)
    assert [each.worker_id for each in notices()] == [who(OTHER)]


def test_who_stands_in_for_a_manager_decides_and_never_from_behind_a_wall() -> None:
    deputies.appoint(OTHER)
    declare("iss_colleague", "Amina", "Farouk")
    assert told() == {MANAGER, OTHER}
    (notice,) = notices(OTHER)
    declare(OTHER, "Amina", "Farouk")
    assert told() == {MANAGER}
    with pytest.raises(Hidden):
        settle(notice, lift=True, by=OTHER)


def test_allocation_answers_not_available_and_nothing_else() -> None:
    declare(OTHER, "Amina", "Farouk")
    assert allocate("amina", OTHER) == "not_available"


def test_whoever_has_declared_a_client_opens_no_file_of_theirs() -> None:
    declare("iss_worker", "Zoe", "Pye", born=BORN)
    for name, born in (("Zoe Pye", None), ("Zoe Marsh", BORN)):
        with pytest.raises(Refused, match="declared"):
            a_file(name, date_of_birth=born)
    assert sees("iss_worker", a_file("Zoe Pye", date_of_birth=ANOTHER))
    assert not notices()


@pytest.mark.attack("A1")
def test_the_audit_looks_alike_whether_there_is_a_file_or_not() -> None:
    """Also to a records admin who is kin: no event more, and none that says it."""

    def events(act: Callable[[], Any]) -> tuple[list[str], int]:
        def all_of_them() -> set[Any]:
            with acting_as(who("records_admin")):
                return set(Event.objects.values_list("id", "action"))

        before, written = all_of_them(), _written()
        act()
        return sorted(action for _, action in all_of_them() - before), _written() - written

    known = events(lambda: declare("records_admin", "Amina", "Farouk"))
    unknown = events(lambda: declare("records_admin", "Gareth", "Nobody"))
    assert known == unknown == (["conflict_declared"], 2)
    assert len(notices()) == 1
    declare("records_admin", "Zoe", "Pye")
    hers, others = events(lambda: a_file("Zoe Pye")), events(lambda: a_file("Zoe Marsh"))
    named = events(lambda: a_file("Ines Marsh", walled_off=("records_admin",)))
    assert hers == others == named
    assert len(notices()) == 3
    for notice in notices():
        settle(notice, lift=False)
    with acting_as(who("records_admin")):
        assert not Event.objects.filter(action__startswith="conflict_con").exists()
    with acting_as(who("dp_lead")):
        assert not Event.objects.filter(action__startswith="conflict").exists()


def _written() -> int:
    """Return how many events this connection has written, whoever may read them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n_tup_ins FROM pg_stat_xact_user_tables WHERE relname = 'audit_event'"
        )
        return int(cursor.fetchone()[0])


GIVEN = ("Amina", "Anne-Marie", "Siobhán", "Zoe", "")
FAMILY = ("Farouk", "Ó Briain", "O'Briain", "Pye", "")
BIRTHS = (None, BORN, ANOTHER)
PHONES = ("", "07700 900101", "07700 900103")


@pytest.mark.slow
@pytest.mark.attack("A1")
def test_the_database_says_what_the_rule_says() -> None:
    """Every made-up person against every made-up file, by tokens and in clear."""
    assert (
        bits_for(100) == 10
    )  # two dates of birth whose short tokens fall together would be taken for one
    wanted, files = set(), {}
    for number in range(sized(12, 120)):
        name = f"{GIVEN[number % 4]} {FAMILY[(number // 2) % 4]}".strip()
        born, phone = BIRTHS[(number // 3) % 3], PHONES[(number // 5) % 3]
        contact = {"phones": [phone] if phone else []}
        files[a_file(name, date_of_birth=born, contact=contact)] = marks_of_file(
            names=[name], born=str(born or ""), phones=[phone]
        )
    tried = 0
    for number in range(sized(12, 120)):
        given, family = GIVEN[number % 5], FAMILY[(number // 3) % 5]
        born, phone = BIRTHS[number % 3], PHONES[(number // 4) % 3]
        declared = declare(OTHER, given, family, born=born, phone=phone)
        marks = marks_of_declared(given=given, family=family, born=str(born or ""), phone=phone)
        wanted |= {(declared, file) for file, its in files.items() if agree(marks, its)}
        tried += len(files)
    with working_as(MANAGER):
        from clients.conflicts.models import Notice

        found = set(Notice.objects.filter(file__in=files).values_list("declared", "file_id"))
    assert found == wanted
    assert 0 < len(found) < tried
    report("A1", "declared persons against files: by tokens as by rule", tried=tried, wrong=0)
