"""Making the measured databases: by set-based statements as the owner, row security installed as ever.

The files that are opened while it is measured are really sealed, each under its own key; the rest is there to be in
the way and shares ciphertext that opens nowhere.
"""

import base64
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Template
from typing import Any
from uuid import UUID, uuid4

import encrypted_model_fields.fields as library
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from clients.models import CaseFile, Entry
from confidentiality.interface.drawn import LETTERS
from confidentiality.sealing.fields import SealedField
from confidentiality.sealing.index.keeping import tokens
from confidentiality.sealing.index.models import Generation
from confidentiality.sealing.index.tokens import (
    KIND_AT,
    LONG_BITS,
    Kind,
    bits_for,
    key_print,
    terms,
)
from confidentiality.sealing.seals import seal
from tests.access.grants_checker import FOREVER, Sources, recomputed, stored
from tests.bench.layout import HEAVY, MANAGERS, PER_WORKER, WORKERS, Layout
from tests.bench.names import (
    DAYS,
    FAMILY,
    GIVEN,
    POSTCODES,
    Person,
    bounds,
    client,
    tokens_of_lists,
)
from tests.database import logged_in_as, use_database

EPOCH = settings.MASTER_KEYS[0].epoch
FIRST_TEAM = 10_000  # the group of the first team
BULK = Path(__file__).with_name("load.sql")
GRANTS = Path(__file__).with_name("load_grants.sql")
POLICY = Path(__file__).with_name("load_policy.sql")
TOKENS = Path(__file__).with_name("load_tokens.sql")
PEER = Path(__file__).with_name("peer") / "load.sql"
_TABLES = (
    *("staff_account", "staff_worker", "staff_team", "staff_account_groups", "clients_casefile", "clients_usergrant"),
    *("clients_teamgrant", "clients_partnerlink", "clients_wall", "clients_effectivegrant", "clients_entry"),
    *("keys.sealing_key", "keys.search_token", "audit_event", "peer_peerfile"),
    *("guardian_userobjectpermission", "guardian_groupobjectpermission"),
)  # fmt: skip
WORDS = [
    "She",
    "came",
    "on",
    "time",
    "and",
    "said",
    "that",
    "the",
    "week",
    "had",
    "been",
    "calm.",
    "We",
    "agreed",
    "what",
    "to",
    "do",
    "if",
    "it",
    "changes.",
]


def load(name: str, layout: Layout) -> None:
    """Fill the empty database `name` with `layout.files` case files and all that belongs to them."""
    with use_database(name), logged_in_as("owner"), connections["default"].cursor() as cursor:
        call_command("migrate", run_syncdb=True, verbosity=0)
        cursor.execute(
            "SET maintenance_work_mem = '512MB'; SET work_mem = '256MB'; SET synchronous_commit = off"
        )
        with _stripped(cursor):
            _bulk(cursor, layout)
            _run_each(cursor, GRANTS.read_text("utf-8"))
            _run_each(cursor, POLICY.read_text("utf-8"))
            _index(cursor, _generation(layout))
        _seal_what_can_be_opened(cursor, layout)
        _give_a_heavy_file(cursor, layout)
        cursor.execute("VACUUM (ANALYZE)")


def _hex(data: bytes) -> str:
    return "\\x" + data.hex()


def _bulk(cursor: Any, layout: Layout) -> None:
    words = Template(BULK.read_text("utf-8") + PEER.read_text("utf-8")).substitute(
        name=library.encrypt_str("Firstname Lastname").decode(),
        contact=library.encrypt_str(
            "07700 900123, 12 Long Lane, LE1 1AA, weekdays before three"
        ).decode(),
        files=layout.files,
        teams=layout.teams,
        workers=WORKERS,
        managers=MANAGERS,
        people=WORKERS + MANAGERS + 1,  # and one who joins a team while it is measured
        per_worker=PER_WORKER,
        first_team=FIRST_TEAM,
        letters=LETTERS,
        short=_hex(os.urandom(93)),
        long=_hex(os.urandom(221)),
        body=_hex(os.urandom(541)),
        epoch=EPOCH,
        wrapped=library.encrypt_str(
            f"file:{uuid4()}:{base64.b64encode(os.urandom(32)).decode()}"
        ).decode(),
    )
    _run_each(cursor, words)


def _generation(layout: Layout) -> Generation:
    """Return the search index's one generation, as a rebuild makes it for so many files."""
    return Generation(
        number=1,
        bits=bits_for(layout.files),
        files=layout.files,
        key_print=key_print(),
        complete_at=timezone.now(),
    )


def _index(cursor: Any, generation: Generation) -> None:
    cursor.execute("DELETE FROM keys.search_generation")
    generation.save(force_insert=True)
    cursor.execute("CREATE TEMP TABLE listed (list text, number int, tokens bigint[])")
    _copy(cursor, "listed", ["list", "number", "tokens"], list(tokens_of_lists(generation)))
    cursor.execute("ANALYZE listed")
    words = Template(TOKENS.read_text("utf-8")).substitute(
        given="{" + ",".join(map(str, bounds(GIVEN))) + "}",
        family="{" + ",".join(map(str, bounds(FAMILY))) + "}",
        days=DAYS,
        postcodes=len(POSTCODES),
        generation=generation.number,
        kind_at=KIND_AT,
        long=(1 << LONG_BITS) - 1,
        **{kind.name.lower(): f"{kind:d}::bigint" for kind in (Kind.PAIR, Kind.PHONE, Kind.EXACT)},
    )
    _run_each(cursor, words)


def _run_each(cursor: Any, statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            cursor.execute(statement)


@contextmanager
def _stripped(cursor: Any) -> Iterator[None]:
    """Take constraints, indexes and triggers away for as long as rows are poured in; they are checked coming back."""
    again: list[str] = []
    cursor.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'c', 'u', 'p')"
        " OR confrelid = ANY (%s::regclass[]) ORDER BY contype IN ('p', 'u'), contype",
        [list(_TABLES), list(_TABLES)],
    )
    for table, name, words in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        again.insert(0, f"ALTER TABLE {table} ADD CONSTRAINT {name} {words}")
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = ANY (%s::regclass[])",
        [list(_TABLES)],
    )
    for name, words in cursor.fetchall():
        cursor.execute(f"DROP INDEX {name}")
        again.append(words)
    for table in _TABLES:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for statement in again:
        cursor.execute(statement)
    for table in _TABLES:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


# ---- what can be opened

OPENED = 60  # workers whose files are opened while it is measured; of managers' the first of their lists, of one's all
OPENABLE = """
CREATE TEMP TABLE openable AS
SELECT file_id AS file FROM clients_effectivegrant WHERE user_id = ANY (%(workers)s::uuid[])
UNION
SELECT file_id FROM clients_effectivegrant WHERE user_id = %(searching)s
UNION
SELECT f.file_id FROM unnest(%(managers)s::uuid[]) m,
  LATERAL (SELECT g.file_id FROM clients_effectivegrant g WHERE g.user_id = m
            ORDER BY g.attention_at, g.file_id LIMIT 300) f
"""


def _seal_what_can_be_opened(cursor: Any, layout: Layout) -> None:
    cursor.execute(
        OPENABLE,
        {
            "workers": [layout.worker(n) for n in range(1, OPENED + 1)],
            "managers": [layout.manager(n) for n in range(1, MANAGERS + 1)],
            "searching": layout.manager(3),
        },
    )
    cursor.execute(
        "DELETE FROM clients_entry e USING openable o WHERE o.file = e.file_id;"
        " DELETE FROM keys.sealing_key k USING openable o WHERE o.file = k.subject;"
        " DELETE FROM keys.search_token t USING openable o WHERE o.file = t.file;"
        " CREATE TEMP TABLE sealed AS SELECT id, name, known_as, date_of_birth, contact, partner_names"
        " FROM clients_casefile WHERE false;"
        " SELECT c.id, c.lead_id FROM clients_casefile c JOIN openable o ON o.file = c.id"
    )
    rows = cursor.fetchall()
    for start in range(0, len(rows), 2000):
        _pour(cursor, rows[start : start + 2000], _generation(layout))
    cursor.execute(
        "CREATE INDEX ON sealed (id); ANALYZE sealed;"
        " UPDATE clients_casefile c SET name = s.name, known_as = s.known_as, date_of_birth = s.date_of_birth,"
        " contact = s.contact, partner_names = s.partner_names FROM sealed s WHERE s.id = c.id;"
        " DROP TABLE sealed, openable"
    )


def _pour(cursor: Any, files: list[tuple[UUID, UUID]], generation: Generation) -> None:
    columns, keys, entries, found = [], [], [], []
    for file, author in files:
        of_file, of_others = os.urandom(32), os.urandom(32)
        keys += [(uuid4(), "file", file, _wrapped("file", file, of_file), EPOCH)]
        keys += [(uuid4(), "third_party", file, _wrapped("third_party", file, of_others), EPOCH)]
        who = client(file.int)
        columns.append((file, *_particulars(file, who, of_file)))
        found += [(generation.number, token, file) for token in _tokens(who, generation)]
        entries += [_entry(file, author, of_file, day) for day in range(1, 9)]
    names = ["id", "name", "known_as", "date_of_birth", "contact", "partner_names"]
    _copy(cursor, "sealed", names, columns)
    _insert(cursor, "keys.sealing_key", ["id", "kind", "subject", "wrapped", "epoch"], keys)
    _insert(cursor, "keys.search_token", ["generation", "token", "file"], found)
    _insert(cursor, "clients_entry", ENTRY_COLUMNS, entries)


def _tokens(who: Person, generation: Generation) -> list[int]:
    said = terms(
        names=[who.name, *who.known_as], born=who.born, phones=[who.phone], postcode=who.postcode
    )
    return sorted(tokens(said, generation))


def _wrapped(kind: str, subject: UUID, raw: bytes) -> str:
    return str(library.encrypt_str(f"{kind}:{subject}:{base64.b64encode(raw).decode()}").decode())


def _sealed(model: Any, column: str, key: UUID, value: Any, under: bytes) -> str:
    field = model._meta.get_field(column)
    assert isinstance(field, SealedField)
    return _hex(seal(field.encode(value), under, f"{field.seal_id}:{key}".encode()))


def _particulars(file: UUID, who: Person, under: bytes) -> list[str]:
    contact = {
        "phones": [who.phone],
        "address": f"{file.int % 1000} Long Lane",
        "postcode": who.postcode,
    }
    values = {
        "name": who.name,
        "known_as": who.known_as,
        "date_of_birth": who.born,
        "contact": {**contact, "safe_to_call": "limited", "times": "weekdays before three"},
        "partner_names": [client(file.int + 1).name],
    }
    return [_sealed(CaseFile, column, file, value, under) for column, value in values.items()]


ENTRY_COLUMNS = [
    *("id", "file_id", "kind", "nature", "happened_on", "written_at", "author_id", "sensitive"),
    *("body", "basis", "sensitive_kind"),
]


def _entry(file: UUID, author: UUID, under: bytes, day: int) -> tuple[Any, ...]:
    key, at = uuid4(), datetime.now(UTC) - timedelta(days=day, minutes=file.int % 1000)
    body = " ".join(WORDS * (1 + day % 5))
    texts = {"body": body, "basis": "", "sensitive_kind": ""}
    sealed = [_sealed(Entry, column, key, text, under) for column, text in texts.items()]
    return key, file, "note", "fact", at.date(), at, author, "f", *sealed


def _lines(rows: Iterable[tuple[Any, ...]]) -> io.StringIO:
    return io.StringIO(
        "".join("\t".join(str(v).replace("\\", "\\\\") for v in row) + "\n" for row in rows)
    )


def _copy(cursor: Any, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    cursor.cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", _lines(rows))


def _insert(cursor: Any, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    """Copy by way of a table without row security: copying into one with it is refused."""
    names = ", ".join(columns)
    cursor.execute(f"CREATE TEMP TABLE poured AS SELECT {names} FROM {table} WHERE false")
    _copy(cursor, "poured", columns, rows)
    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM poured; DROP TABLE poured")


def _give_a_heavy_file(cursor: Any, layout: Layout) -> None:
    """Give a measured worker and a measured manager each a file with 200 entries, the first of their list."""
    for person in (layout.worker(7), layout.manager(3)):
        cursor.execute(
            "SELECT g.file_id, c.lead_id, k.wrapped, (SELECT count(*) FROM clients_entry e WHERE e.file_id = c.id)"
            " FROM clients_effectivegrant g JOIN clients_casefile c ON c.id = g.file_id"
            " JOIN keys.sealing_key k ON k.subject = c.id AND k.kind = 'file'"
            " WHERE g.user_id = %s ORDER BY g.attention_at, g.file_id LIMIT 1",
            [person],
        )
        file, author, wrapped, there = cursor.fetchone()
        under = base64.b64decode(library.decrypt_str(wrapped).split(":")[2])
        entries = [_entry(file, author, under, 10 + day) for day in range(HEAVY - there)]
        _insert(cursor, "clients_entry", ENTRY_COLUMNS, entries)


# ---- effective grants


def wrong_grants(cursor: Any, people: list[UUID]) -> list[str]:
    """Work these people's effective grants out anew, in Python, and say where the database differs."""
    cursor.execute(
        "SELECT s.person, s.file, p.codename, coalesce(s.until, %s) FROM ("
        "SELECT user_id AS person, content_object_id AS file, permission_id, until FROM clients_usergrant UNION ALL"
        " SELECT account_id, content_object_id, permission_id, until FROM clients_teamgrant"
        " JOIN staff_account_groups USING (group_id)) s"
        " JOIN auth_permission p ON p.id = s.permission_id WHERE s.person = ANY (%s)",
        [FOREVER, people],
    )
    held: dict[tuple[UUID, UUID], dict[str, datetime]] = {}
    for person, file, right, until in cursor.fetchall():
        ends = held.setdefault((person, file), {})
        ends[right] = max(ends.get(right, until), until)
    cursor.execute("SELECT user_id, file_id FROM clients_wall WHERE user_id = ANY (%s)", [people])
    walls = frozenset(cursor.fetchall())
    cursor.execute(
        "SELECT c.id, c.attention_at FROM clients_casefile c WHERE c.id = ANY (%s)",
        [[f for _, f in held]],
    )
    sources = Sources(
        held=held,
        emergencies={},
        turns={},
        turned=frozenset(),
        conflicts=walls,
        couples=frozenset(),
        links=frozenset(),
        attention=dict(cursor.fetchall()),
    )
    right, found = recomputed(sources), stored(cursor, people)
    return [
        f"{p} on {f}"
        for p, f in right.keys() | found.keys()
        if right.get((p, f)) != found.get((p, f))
    ]
