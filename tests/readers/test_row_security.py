"""Attack A4 for the outside readers' login: raw SQL on every table, with every identity one could have or make up."""

from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from pytest_django.plugin import DjangoDbBlocker

from confidentiality.access.identity import acting_as
from disclosures.readers.models import Visit
from tests.access.attacker import (
    HERS,
    HIS,
    REFUSED,
    Session,
    all_models,
    fill,
    insert,
    row_of,
    session,
    token,
)
from tests.access.catalogue import functions_reached, rows_reached
from tests.attacking import report
from tests.database import copy_of_template, use_database
from tests.disclosures.story import ASKER, who
from tests.readers.outside import Reader, a_package, give, outside

pytestmark = [pytest.mark.slow, pytest.mark.attack("A4")]
NOTHING = (REFUSED, 0)
OWN = {
    *("disclosures_package", "sealing_key"),
    *("readers_ticket", "readers_visit", "readers_outsidereading"),
}
# What may be called without a refusal; each asks of its own who calls (tests/access/test_database_rights.py)
CALLED = {
    *("access.challenge()", "access.principal()", "access.actor()"),
    *("access.closed_for()", "access.master_epochs()", "access.keys_of(text[],uuid[])"),
    *("access.reader()", "access.reader_ticket()", "access.reader_file()"),
    *("access.reader_package(boolean)", "access.agency_worker()", "access.shared_packages()"),
    *("access.list_shared()", "access.open_shared(uuid,uuid,uuid,text,bytea,interval)"),
}
# What somebody opens by mistake, of which one is a model's
OPENED = (
    "CREATE POLICY planted ON clients_entry FOR SELECT TO latch_reader USING (true)",
    "GRANT SELECT ON clients_entry TO latch_reader",
    "CREATE VIEW public.planted_view AS SELECT id FROM clients_casefile",
    "GRANT SELECT ON public.planted_view TO latch_reader",
    "CREATE FUNCTION access.planted(file uuid) RETURNS bigint LANGUAGE sql SECURITY DEFINER"
    " AS 'SELECT count(*) FROM public.clients_casefile'",
    "GRANT EXECUTE ON FUNCTION access.planted(uuid) TO latch_reader",
)
CLOSED = (
    "DROP POLICY planted ON clients_entry",
    "REVOKE SELECT ON clients_entry FROM latch_reader",
    "DROP VIEW public.planted_view",
    "DROP FUNCTION access.planted(uuid)",
)


@pytest.fixture(scope="module")
def visit(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[tuple[str, UUID, UUID]]:
    """A database with rows of three parties in every table and one visit; its name, the visit, its package."""
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_{worker_id}_readers_rows") as name,
        use_database(name),
    ):
        package = a_package()
        told, reader = give(package), Reader()
        with outside():
            assert reader.enter(told.link, told.code) == 302
            assert reader.accept() == 302
        with acting_as(who(ASKER)):
            found = Visit.objects.get(ticket=told.ticket).id
        with session(name, "owner") as owner:
            fill(owner)
        yield name, found, package


Identity = Callable[[Session, UUID], None]


def _none(attacker: Session, visit: UUID) -> None:
    pass


def _forged(attacker: Session, visit: UUID) -> None:
    good = token(f"reader:{visit}", attacker.challenge(), "reader")
    attacker.use(good[:-1] + ("0" if good[-1] != "0" else "1"))


def _replayed(attacker: Session, visit: UUID) -> None:
    old = token(f"reader:{visit}", attacker.challenge(), "reader")
    attacker.link.rollback()
    attacker.use(old)


def _of_another_visit(attacker: Session, visit: UUID) -> None:
    attacker.use(token(f"reader:{uuid4()}", attacker.challenge(), "reader"))


def _as_a_person(attacker: Session, visit: UUID) -> None:
    attacker.use(token(f"person:{HERS.person}", attacker.challenge(), "reader"))


def _with_the_webs_key(attacker: Session, visit: UUID) -> None:
    attacker.use(token(f"reader:{visit}", attacker.challenge(), "web"))


def _as_the_redeemer(attacker: Session, visit: UUID) -> None:
    attacker.use(token("system:redeemer", attacker.challenge(), "reader"))


def _as_the_disposer(attacker: Session, visit: UUID) -> None:
    attacker.use(token("system:disposer", attacker.challenge(), "reader"))


def _rightly(attacker: Session, visit: UUID) -> None:
    attacker.use(token(f"reader:{visit}", attacker.challenge(), "reader"))


def reached(attacker: Session) -> dict[str, int]:
    """Try everything on every table; return where rows were seen, and how many; a write that did something fails."""
    seen: dict[str, int] = {}
    for model in all_models():
        table = model._meta.db_table
        key = next(field.column for field in model._meta.local_concrete_fields if field.column)
        found = attacker.attempt(f"SELECT count(*) FROM {table}")
        if found != REFUSED and found != [(0,)]:
            seen[table] = found[0][0]
        statement, values = insert(model, row_of(model, HIS, 1))
        for attempt in (
            attacker.attempt(statement, values),
            attacker.attempt(f'UPDATE {table} SET "{key}" = "{key}"'),
            attacker.attempt(f"DELETE FROM {table}"),
        ):
            assert attempt in NOTHING, (table, attempt)
    return seen


@pytest.mark.parametrize(
    "identity",
    [
        *(_none, _forged, _replayed, _of_another_visit, _as_a_person, _with_the_webs_key),
        *(_as_the_redeemer, _as_the_disposer),
    ],
)
def test_without_the_right_identity_there_is_nothing(
    visit: tuple[str, UUID, UUID], identity: Identity
) -> None:
    with session(visit[0], "reader") as attacker:
        identity(attacker, visit[1])
        assert reached(attacker) == {}
    report("A4", "the readers’ login without its identity", tried=len(all_models()), reached=0)


def test_a_visit_reaches_its_package_and_nothing_else(visit: tuple[str, UUID, UUID]) -> None:
    name, own, package = visit
    with session(name, "reader") as attacker, session(name, "owner") as owner:
        _rightly(attacker, own)
        assert reached(attacker) == dict.fromkeys(OWN, 1)
        assert attacker.sql("SELECT id FROM disclosures_package") == [(package,)]
        assert attacker.sql("SELECT kind, subject FROM sealing_key") == [("package", package)]
        assert rows_reached(attacker) == dict.fromkeys(OWN, 1)
        assert functions_reached(attacker) == CALLED
        assert (
            attacker.sql("SELECT access.list_shared()") == []
        )  # theirs who signed in for an agency
        attacker.link.rollback()
        # the finders find: a table, a view and a function that were opened by mistake
        for opens in OPENED:
            owner.sql(opens)
        owner.link.commit()
        _rightly(attacker, own)
        assert "clients_entry" in reached(attacker)
        assert rows_reached(attacker).keys() - OWN == {"clients_entry", "planted_view"}
        assert functions_reached(attacker) - CALLED == {"access.planted(uuid)"}
        attacker.link.rollback()
        for closes in CLOSED:
            owner.sql(closes)
        owner.link.commit()


def test_staffs_logins_act_for_no_reader(visit: tuple[str, UUID, UUID]) -> None:
    for login in ("web", "worker"):
        with session(visit[0], login) as attacker:
            attacker.use(token(f"reader:{visit[1]}", attacker.challenge(), login))
            assert attacker.attempt("SELECT access.principal()") == REFUSED
            assert attacker.attempt("SELECT count(*) FROM disclosures_package") == REFUSED
            assert attacker.attempt("SELECT access.reader()") == REFUSED
            attacker.link.rollback()
            attacker.use(token("system:redeemer", attacker.challenge(), login))
            assert attacker.attempt("SELECT access.actor()") == REFUSED
            assert attacker.attempt("SELECT access.visit_of('x', interval '1 hour')") == REFUSED


def test_a_reading_is_of_ones_own_visit_and_package(visit: tuple[str, UUID, UUID]) -> None:
    """Rightly, and with each part exchanged."""
    name, own, _package = visit
    statement = (
        "INSERT INTO readers_outsidereading (id, file_id, visit_id, package_id, what, at)"
        " VALUES (%s, %s, %s, %s, 'opened', {})"
    )
    with session(name, "reader") as attacker:
        _rightly(attacker, own)
        right = [uuid4(), HERS.file, own, visit[2]]
        for place, other in ((1, HIS.file), (2, uuid4()), (3, uuid4())):
            wrong = [*right[:place], other, *right[place + 1 :]]
            assert attacker.attempt(statement.format("now()"), wrong) == REFUSED
        earlier = statement.format("now() - interval '1 day'")
        assert attacker.attempt(earlier, right) == REFUSED
        assert attacker.attempt(statement.format("now()"), right) == 1
