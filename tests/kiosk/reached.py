"""What the office screens' process can read of the database, whoever it says it is: each relation, function and model.

Row by row as text, by raw SQL; and by the models, which open what is sealed with the keys that it reaches.
"""

from collections.abc import Iterator
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, models, transaction

from confidentiality.access.identity import OfficeReader, Principal, SystemActor, acting_as
from confidentiality.sealing.errors import SealingError
from tests.access.attacker import REFUSED, Session, session, token
from tests.kiosk.crawling import Stores, said_in
from tests.kiosk.office import at_office

RELATIONS = (
    "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"
    " AND c.relnamespace::regnamespace::text !~ '^pg_(toast|temp)'"
)
FUNCTIONS = (
    "SELECT p.oid::regproc::text, array(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) t)"
    " FROM pg_proc p WHERE p.pronamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')"
    " AND p.prokind = 'f' AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)"
)
ROUNDABOUT = (  # ways that do not name a table, or leave the database
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT pg_read_binary_file('PG_VERSION')",
    "SELECT * FROM pg_ls_dir('.')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT query_to_xml('SELECT * FROM public.clients_entry', true, true, '')",
    "SELECT table_to_xml('public.clients_entry', true, true, '')",
    "SELECT * FROM pg_stat_get_activity(NULL) WHERE query <> '' AND usesysid <> current_user::regrole",
    "COPY clients_entry TO STDOUT",
    "COPY clients_entry TO PROGRAM 'cat'",
    "SET ROLE latch_owner",
    "SET SESSION AUTHORIZATION latch_owner",
    "SET row_security = off",
)
MOST = 500  # rows of a model


def by_sql(name: str, who: str, ids: dict[str, UUID]) -> Stores:
    """Yield each row of each relation, and what each function answers, with an identity ('' for none)."""
    with session(name, "kiosk") as attacker:
        if who:
            attacker.use(token(who, attacker.challenge(), "kiosk"))
        for (relation,) in attacker.sql(RELATIONS):
            found = attacker.attempt(f"SELECT t::text FROM {relation} t")
            if isinstance(found, list):
                yield f"relation {relation}", "\n".join(str(row) for (row,) in found).encode()
        yield from _functions(attacker, ids)
        for statement in ROUNDABOUT:
            yield f"roundabout {statement}", str(attacker.attempt(statement)).encode()
        attacker.link.rollback()


def _functions(attacker: Session, ids: dict[str, UUID]) -> Stores:
    for function, takes in attacker.sql(FUNCTIONS):
        for what, one in (*ids.items(), ("null", None)):
            values = [_of_type(kind, one) for kind in takes]
            places = ", ".join(f"%s::{kind}" for kind in takes)
            answer = attacker.attempt(f"SELECT {function}({places})", values)
            if answer != REFUSED:
                yield f"function {function} ({what})", str(answer).encode()


def _of_type(kind: str, one: UUID | None) -> object:
    if kind == "uuid":
        return one and str(one)
    return {"text": "x", "boolean": True, "integer": 1, "interval": "1 hour", "bytea": b"x"}.get(
        kind
    )


def by_models(who: Principal) -> Stores:
    """Yield each row of each model with what is sealed in it opened, as far as this process opens it."""
    with at_office():
        found = {model._meta.label: _rows(model, who) for model in apps.get_models()}
    for model, rows in found.items():
        yield f"model {model}", b"\n".join(rows)


def _rows(model: type[models.Model], who: Principal) -> list[bytes]:
    with acting_as(who):
        try:
            with transaction.atomic():
                return [_opened(row) for row in model._base_manager.all()[:MOST]]
        except DatabaseError:
            return []


def _opened(row: models.Model) -> bytes:
    return b"\n".join(_bytes(row, field.attname) for field in row._meta.concrete_fields)


def _bytes(row: models.Model, name: str) -> bytes:
    try:
        value = getattr(row, name)
    except (SealingError, DatabaseError):
        return b""
    if isinstance(value, (bytes, memoryview)):
        return bytes(value) + b"\n" + said_in(bytes(value))
    return str(value).encode("utf-8", "replace")


def all_of(name: str, visit: UUID, ids: dict[str, UUID]) -> Iterator[tuple[str, bytes]]:
    """Yield all that is reached as a visit, which lasts as long as nobody is slow, as the usher, and as nobody."""
    yield from by_models(OfficeReader(visit))
    for who in (f"office:{visit}", "system:usher", ""):
        yield from by_sql(name, who, ids)
    yield from by_models(SystemActor.USHER)
