"""Attack A4 for the office screens' login: raw SQL on every table of the catalogue, with any identity."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from pytest_django.plugin import DjangoDbBlocker

from confidentiality.access.identity import acting_as
from disclosures.readers.models import Visit
from tests.access.attacker import HERS, HIS, REFUSED, Session, fill, session, token
from tests.access.catalogue import functions_reached, rows_reached
from tests.attacking import report
from tests.database import copy_of_template, use_database
from tests.disclosures.story import ASKER, who
from tests.kiosk.office import a_screen, own_package, reading
from tests.readers.test_row_security import reached

pytestmark = [pytest.mark.slow, pytest.mark.attack("A4")]
OWN = {
    *("disclosures_package", "sealing_key", "kiosk_sitting"),
    *("readers_ticket", "readers_visit", "readers_outsidereading"),
}
# What may be called without a refusal; each asks of its own who calls (tests/access/test_database_rights.py)
CALLED = {
    *("access.challenge()", "access.principal()", "access.actor()"),
    *("access.closed_for()", "access.master_epochs()", "access.keys_of(text[],uuid[])"),
    *("access.reader()", "access.reader_ticket()", "access.reader_file()"),
    *("access.reader_package(boolean)", "access.withdrawn_of_offered()"),
    "access.withdraw_at_office(uuid)",
    "access.limit_at_office(uuid,text,uuid[],uuid[],date,bytea)",
}


@pytest.fixture(scope="module")
def sitting(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[tuple[str, UUID, UUID]]:
    """A database with rows of three parties in every table and one sitting; its name, the visit, its package."""
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_{worker_id}_kiosk_rows") as name,
        use_database(name),
    ):
        package, (_, cookie) = own_package(), a_screen()
        _screen, told = reading(package, cookie)
        with acting_as(who(ASKER)):
            found = Visit.objects.get(ticket=told.ticket).id
        with session(name, "owner") as owner:
            fill(owner)
            owner.sql("UPDATE kiosk_sitting SET visit_id = NULL WHERE visit_id <> %s", [str(found)])
            # whoever reads goes on reading: an untouched screen is blank before a slow machine is through
            owner.sql(
                "UPDATE readers_visit SET seen_at = now() + interval '2 hours' WHERE id = %s",
                [str(found)],
            )
            owner.link.commit()
        yield name, found, package


def _as_the_visit(attacker: Session, visit: UUID) -> None:
    attacker.use(token(f"office:{visit}", attacker.challenge(), "kiosk"))


def test_without_the_right_identity_there_is_nothing(sitting: tuple[str, UUID, UUID]) -> None:
    """None, another visit, a person, a reader, three actors; replayed; signed with another login's key."""
    name, own, _ = sitting
    names = (
        *(f"office:{uuid4()}", f"reader:{own}", f"agency:{own}", f"person:{HERS.person}"),
        *("system:usher", "system:redeemer", "system:disposer", "system:signing-in"),
    )
    with session(name, "kiosk") as attacker:
        assert reached(attacker) == {}
        for each in names:
            attacker.link.rollback()
            attacker.use(token(each, attacker.challenge(), "kiosk"))
            assert reached(attacker) == {}, each
        attacker.link.rollback()
        old = token(f"office:{own}", attacker.challenge(), "kiosk")
        attacker.link.rollback()
        attacker.use(old)
        assert reached(attacker) == {}
        for key in ("web", "reader", "worker"):
            attacker.link.rollback()
            attacker.use(token(f"office:{own}", attacker.challenge(), key))
            assert reached(attacker) == {}, key
    report("A4", "the office login without its identity", tried=len(names) + 5, reached=0)


def test_a_sitting_reaches_its_package_and_nothing_else(sitting: tuple[str, UUID, UUID]) -> None:
    name, own, package = sitting
    with session(name, "kiosk") as attacker, session(name, "owner") as owner:
        _as_the_visit(attacker, own)
        assert reached(attacker) == dict.fromkeys(OWN, 1)
        assert attacker.sql("SELECT id FROM disclosures_package") == [(package,)]
        assert attacker.sql("SELECT kind, subject FROM sealing_key") == [("package", package)]
        assert rows_reached(attacker) == dict.fromkeys(OWN, 1)
        assert functions_reached(attacker) == CALLED
        attacker.link.rollback()
        # the finder finds: a table that was opened by mistake
        owner.sql("CREATE POLICY planted ON clients_entry FOR SELECT TO latch_kiosk USING (true)")
        owner.sql("GRANT SELECT ON clients_entry TO latch_kiosk")
        owner.link.commit()
        _as_the_visit(attacker, own)
        assert "clients_entry" in reached(attacker)
        attacker.link.rollback()
        owner.sql("DROP POLICY planted ON clients_entry")
        owner.sql("REVOKE SELECT ON clients_entry FROM latch_kiosk")
        owner.link.commit()


def test_other_logins_act_for_no_sitting(sitting: tuple[str, UUID, UUID]) -> None:
    for login in ("web", "worker", "reader"):
        with session(sitting[0], login) as attacker:
            attacker.use(token(f"office:{sitting[1]}", attacker.challenge(), login))
            assert attacker.attempt("SELECT access.principal()") == REFUSED
            assert attacker.attempt("SELECT count(*) FROM disclosures_package") == REFUSED
            attacker.link.rollback()
            attacker.use(token("system:usher", attacker.challenge(), login))
            assert attacker.attempt("SELECT access.enrol_screen('x', 'y')") == REFUSED
    with session(sitting[0], "kiosk") as attacker:
        _as_the_visit(attacker, sitting[1])
        for asked in (
            "enrol_screen('x', 'y')",
            "leave_office('x', 'y')",
            "blank_sitting('x', 'y')",
            "resume_sitting('x', 'y', 'z')",
            "come_in_at_office('x', 'y', 'z', gen_random_uuid(), 'c', interval '1 hour')",
            "redeem_ticket('x', 'y', gen_random_uuid(), 'c', interval '1 hour')",
        ):
            assert attacker.attempt(f"SELECT access.{asked}") == REFUSED, asked


def test_what_is_left_is_of_ones_own_sitting_and_package(sitting: tuple[str, UUID, UUID]) -> None:
    """Rightly, and with each part exchanged; the place is one's own to change and nothing else of a sitting."""
    name, own, package = sitting
    into = {
        "kiosk_remark": "(id, file_id, visit_id, package_id, item, words, at) VALUES (%s, %s, %s, %s, 0, 'x', {})",
        "kiosk_signature": "(id, file_id, visit_id, package_id, name, at) VALUES (%s, %s, %s, %s, 'x', {})",
        "readers_outsidereading": "(id, file_id, visit_id, package_id, what, at) VALUES (%s, %s, %s, %s, 'opened', {})",
    }
    right = [uuid4(), HERS.file, own, package]
    with session(name, "kiosk") as attacker:
        _as_the_visit(attacker, own)
        for table, values in into.items():
            statement = f"INSERT INTO {table} {values}"
            for place, other in ((1, HIS.file), (2, uuid4()), (3, uuid4())):
                wrong = [*right[:place], other, *right[place + 1 :]]
                assert attacker.attempt(statement.format("now()"), wrong) == REFUSED
            assert attacker.attempt(statement.format("now() - interval '1 day'"), right) == REFUSED
            assert attacker.attempt(statement.format("now()"), right) == 1
        for column in ("staff_id", "visit_id", "blanked_at", "wrong", "supporter", "ended_why"):
            changed = f"UPDATE kiosk_sitting SET {column} = {column}"
            assert attacker.attempt(changed) == REFUSED
        assert attacker.attempt("UPDATE kiosk_sitting SET item = 1, size = 2") == 1
