"""Somebody with SQL of their own on the web's or the worker's login, and a database with rows to steal.

Every table gets rows of three parties, made from the models alone: a room that adds a table adds nothing here.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4, uuid5

import psycopg2
from django.apps import apps
from django.conf import settings
from django.db import models
from psycopg2 import errors
from psycopg2.extras import Json

from confidentiality.access.identity import SETTING
from confidentiality.sealing.models import Token
from confidentiality.settings.databases import database
from tests import cast

if TYPE_CHECKING:
    Field = models.Field[Any, Any]
else:
    Field = models.Field

REFUSED = "refused"  # SQLSTATE 42501


@dataclass(frozen=True)
class Party:
    """A person with a case file of their own; `key` tells their rows apart."""

    key: str
    person: UUID
    file: UUID

    def id_in(self, table: str) -> UUID:
        """Return the id of this party's row in a table."""
        return uuid5(self.person, table)


def _party(key: str, file: str) -> Party:
    return Party(key, cast.PEOPLE[key].id, cast.FILES[file].id)


HERS = _party("iss_worker", "amina")
HIS = _party("dvpp_worker", "daniel")  # the other half of the couple, in the other service
COLLEAGUES = _party("iss_colleague", "siobhan")
PARTIES = (HERS, HIS, COLLEAGUES)


# ---- identities, made here and not by the product's own code


def token(who: str, challenge: str, login: str) -> str:
    """Sign `who` with the key of `login` for the transaction of `challenge`."""
    key = bytes.fromhex(settings.IDENTITY_KEYS[login])
    return f"{who}.{hmac.new(key, f'{who}|{challenge}'.encode(), hashlib.sha256).hexdigest()}"


class Session:
    """A database session as one login, in transactions that the test begins and ends itself."""

    def __init__(self, name: str, login: str) -> None:
        where = database(login)
        self.login = login
        self.link = psycopg2.connect(
            host=where["HOST"],
            port=where["PORT"],
            dbname=name,
            user=where["USER"],
            password=where["PASSWORD"],
            options="-c search_path=public,keys -c timezone=UTC",
        )
        self.cursor = self.link.cursor()

    def sql(self, statement: str, values: Any = None) -> Any:
        """Run one statement in the open transaction; return its rows, or how many it touched."""
        self.cursor.execute(statement, values)
        return self.cursor.fetchall() if self.cursor.description else self.cursor.rowcount

    def attempt(self, statement: str, values: Any = None) -> Any:
        """Run one statement; REFUSED for a refusal, the SQLSTATE for another error. The transaction goes on."""
        self.cursor.execute("SAVEPOINT attempt")
        try:
            done = self.sql(statement, values)
        except errors.InsufficientPrivilege:
            done = REFUSED
        except psycopg2.Error as error:
            done = f"error {error.pgcode}"
        if isinstance(done, str):
            self.cursor.execute("ROLLBACK TO SAVEPOINT attempt")
        self.cursor.execute("RELEASE SAVEPOINT attempt")
        return done

    def challenge(self) -> str:
        """Return what a token must be signed for in this transaction."""
        return str(self.sql("SELECT access.challenge()")[0][0])

    def use(self, signed: str) -> None:
        """Set a token for this transaction, whoever made it."""
        self.sql("SELECT set_config(%s, %s, true)", [SETTING, signed])

    def act_as(self, who: "UUID | str") -> None:
        """Sign as a person or a system actor with this login's own key."""
        name = f"person:{who}" if isinstance(who, UUID) else f"system:{who}"
        self.use(token(name, self.challenge(), self.login))


@contextmanager
def session(name: str, login: str) -> Iterator[Session]:
    """Open a session in the database `name`, and roll back and close it at the end."""
    opened = Session(name, login)
    try:
        yield opened
    finally:
        opened.link.close()


# ---- a database with something to steal in every table

# Already filled by the cast, or filled by Django.
_CAST_HAS_IT = {
    "staff_account",
    "staff_worker",
    "staff_team",
    "auth_group",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "clients_casefile",
    "clients_effectivegrant",
    "clients_wall",
    "clients_partnerlink",
    "partner_token",
    "partners_tie",
    "staff_account_groups",
    "guardian_userobjectpermission",
    "guardian_groupobjectpermission",
}
_PERSONS = {"person", "asked_by", "given_by"}
_FILES = {"file", "file_id", "subject"}


def all_models() -> list[type[models.Model]]:
    """Return every model with a table, those that Django makes itself included."""
    found = apps.get_models(include_auto_created=True)
    return [m for m in found if m._meta.managed and not m._meta.proxy]


def _uuid(field: Field, party: Party) -> UUID:
    if field.name in _FILES:
        return party.file
    return party.person if field.name in _PERSONS else uuid4()


_VALUES: dict[str, Callable[[Field, Party], Any]] = {
    "UUIDField": _uuid,
    "BooleanField": lambda field, party: True,
    "DateField": lambda field, party: date(2031, 1, 1),
    "DateTimeField": lambda field, party: datetime.now(UTC),
    "JSONField": lambda field, party: Json({"of": party.key}),
    "ArrayField": lambda field, party: [],
    "BinaryField": lambda field, party: b"sealed",
    "SealedText": lambda field, party: b"sealed",
    "TextField": lambda field, party: f"text of {party.key}",
    "CharField": lambda field, party: party.key[: field.max_length],
}


def _number(party: Party) -> int:
    return 10_000 + [known.key for known in PARTIES].index(party.key)


def _value(field: Field, party: Party, team: int) -> Any:
    if isinstance(field, models.ForeignKey):
        target = field.related_model._meta
        known = {
            "clients_casefile": party.file,
            "staff_account": party.person,
            "staff_worker": party.person,
            "auth_group": team,
            "staff_team": team,
            "auth_permission": 1,
            "django_content_type": 1,
        }
        by_number = field.target_field.get_internal_type() != "UUIDField"
        return known.get(
            target.db_table, _number(party) if by_number else party.id_in(target.db_table)
        )
    if field.primary_key and field.get_internal_type() == "UUIDField":
        return party.id_in(field.model._meta.db_table)
    if field.choices:
        return next(value for value, _ in field.flatchoices)
    kind = field.get_internal_type()
    if kind in _VALUES:
        return _VALUES[kind](field, party)
    return _number(party)  # also for ids that the database counts


def row_of(model: type[models.Model], party: Party, team: int) -> dict[str | None, Any]:
    """Return a row of `model` that belongs to `party`: column names and values."""
    return {
        field.column: _value(field, party, team)
        for field in model._meta.local_concrete_fields
        if not isinstance(field, models.CompositePrimaryKey)
    }


def insert(model: type[models.Model], row: dict[str | None, Any]) -> tuple[str, list[Any]]:
    """Return the statement that inserts a row, and its values."""
    columns = ", ".join(f'"{column}"' for column in row)
    places = ", ".join(["%s"] * len(row))
    return f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({places})", list(row.values())


def key_column(model: type[models.Model]) -> str | None:
    """Return the column of the model's key; of a token the file, None of others whose key is several columns."""
    key = model._meta.pk
    if isinstance(key, models.CompositePrimaryKey):
        return "file" if model is Token else None
    return key.column


def own_key(model: type[models.Model], party: Party) -> Any:
    """Return the key value of the party's row in a table that was filled here."""
    return row_of(model, party, 0)[key_column(model)]


def filled_models() -> list[type[models.Model]]:
    """Return the models whose tables were filled here, row by row, for each party."""
    return [m for m in all_models() if m._meta.db_table not in _CAST_HAS_IT]


def fill(owner: Session) -> None:
    """Give every table a row of each party; the owner drops what would ask for more sense in them."""
    for name, table in owner.sql(
        "SELECT conname, conrelid::regclass::text FROM pg_constraint WHERE contype IN ('c', 'f', 'u')"
        " AND connamespace IN ('public'::regnamespace, 'keys'::regnamespace)"
        " ORDER BY contype = 'u'"
    ):
        owner.sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for (name,) in owner.sql(
        "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class c ON c.oid = indrelid"
        " WHERE indisunique AND NOT indisprimary AND relnamespace = 'public'::regnamespace"
    ):
        owner.sql(f"DROP INDEX {name}")
    team = owner.sql("SELECT min(group_ptr_id) FROM staff_team")[0][0]
    for model in filled_models():
        owner.sql(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
        for party in PARTIES:
            owner.sql(*insert(model, row_of(model, party, team)))
        owner.sql(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER USER")
    owner.link.commit()
