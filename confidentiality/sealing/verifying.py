"""Does everything open, and does nothing dangle? Read as the owner, batch by batch, at flat memory.

Sealed columns are found by themselves. A room says in its `sealed.py` what keys belong to and what else it seals:

- `SUBJECTS`: a `Subject` for each kind of key whose subjects are its rows,
- `CHECKS` (if it seals anything but columns): functions that take an `Opener` and yield a `Fault` for what does not
  open, such as second factors in another library's table or files outside the database,
- `STORED` (if it has any): a function that returns the tables whose rows are documents in the storage.

What is found is named by table and id, never by content.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction

from .errors import SealingError
from .fields import SealedField
from .keys import KeyRef
from .seals import Sealed
from .wrapping import Masters

KEYS_A_BATCH, ROWS_A_BATCH = 2000, 200
START = UUID(int=0)


@dataclass(frozen=True)
class Subject:
    """Whose keys one kind is: rows of `model`, perhaps beside another room's; `always` when each must have one.

    Where a column is named in `unless_null`, only rows that hold a value there must.
    """

    kind: str
    model: type[models.Model]
    always: bool = True
    unless_null: str = ""

    @property
    def table(self) -> str:
        """Return the table of its rows."""
        return self.model._meta.db_table

    @property
    def column(self) -> str:
        """Return the column by which a key names one of them."""
        return str(self.model._meta.pk.column)


@dataclass(frozen=True)
class Fault:
    """Something that does not open, or leads nowhere."""

    table: str
    id: Any
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.id}: {self.what}"


@dataclass
class Opener:
    """Opens keys by the master keys it was given, and counts what was opened, by table."""

    masters: Masters
    opened: Counter[str] = field(default_factory=Counter)

    def keys(self, refs: Iterable[KeyRef]) -> dict[KeyRef, bytes]:
        """Return those keys of `refs` that are there and open."""
        wanted = list(set(refs))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT k.kind, k.subject, k.epoch, k.wrapped FROM keys.sealing_key k"
                " JOIN unnest(%s::text[], %s::uuid[]) w(kind, subject)"
                " ON k.kind = w.kind AND k.subject = w.subject",
                [[ref.kind for ref in wanted], [str(ref.subject) for ref in wanted]],
            )
            rows = cursor.fetchall()
        found = {}
        for kind, subject, epoch, wrapped in rows:
            try:
                found[KeyRef(kind, subject)] = self.masters.unwrap(kind, subject, epoch, wrapped)
            except SealingError:
                continue  # the key itself is found at fault
        return found


Check = Callable[[Opener], Iterator[Fault]]


def rooms() -> list[ModuleType]:
    """Return each room's `sealed` module."""
    names = [config.name for config in apps.get_app_configs()]
    return [import_module(f"{name}.sealed") for name in names if find_spec(f"{name}.sealed")]


def verify(opener: Opener) -> Iterator[Fault]:
    """Yield everything that does not open or leads nowhere: keys, subjects, columns, and what rooms check."""
    yield from verify_keys(opener)
    yield from verify_subjects(opener)
    for model in sealed_models():
        yield from verify_columns(model, opener)
    for room in rooms():
        for check in getattr(room, "CHECKS", ()):
            yield from check(opener)


@contextmanager
def one_moment() -> Iterator[None]:
    """Read a batch and its keys as they stood at one moment: what is destroyed meanwhile is no fault."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


# ---- keys


def verify_keys(opener: Opener) -> Iterator[Fault]:
    """Yield every key that its epoch's master key does not open, or that lies in another's row."""
    last = START
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, kind, subject, epoch, wrapped FROM keys.sealing_key"
                " WHERE id > %s ORDER BY id LIMIT %s",
                [str(last), KEYS_A_BATCH],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        for id_, kind, subject, epoch, wrapped in rows:
            try:
                opener.masters.unwrap(kind, subject, epoch, wrapped)
                opener.opened[f"{kind} keys"] += 1
            except SealingError as error:
                yield Fault("sealing_key", id_, f"key of {kind} {subject}: {error}")
        last = rows[-1][0]


def verify_subjects(opener: Opener) -> Iterator[Fault]:
    """Yield every key without its subject, and every subject that lacks a key it must have."""
    subjects = subjects_by_kind()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT kind FROM keys.sealing_key")
        for (kind,) in cursor.fetchall():
            if kind not in subjects:
                yield Fault("sealing_key", kind, "no room knows what these keys belong to")
    for kind, those in subjects.items():
        for id_ in keys_of_nobody(kind, those):
            yield Fault("sealing_key", id_, f"key of a {kind} that is not there")
        for subject in those:
            for id_ in rows_without_key(subject):
                yield Fault(subject.table, id_, f"has no key as a {kind}")


def subjects_by_kind() -> dict[str, list[Subject]]:
    """Return whose keys there are, by kind, as the rooms say."""
    subjects: dict[str, list[Subject]] = defaultdict(list)
    for room in rooms():
        for subject in room.SUBJECTS:
            subjects[subject.kind].append(subject)
    return subjects


def keys_of_nobody(kind: str, subjects: Iterable[Subject]) -> list[UUID]:
    """Return the keys of a kind that belong to no row of any of its rooms."""
    there = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {each.table} s WHERE s.{each.column} = k.subject)"  # noqa: S608  # our models' names
        for each in subjects
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT k.id FROM keys.sealing_key k WHERE k.kind = %s AND {there}",  # noqa: S608
            [kind],
        )
        return [id_ for (id_,) in cursor.fetchall()]


def rows_without_key(subject: Subject) -> list[UUID]:
    """Return the rows that must have a key and have none."""
    if not subject.always:
        return []
    held = f" AND s.{subject.unless_null} IS NOT NULL" if subject.unless_null else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.{subject.column} FROM {subject.table} s WHERE NOT EXISTS"  # noqa: S608
            f" (SELECT 1 FROM keys.sealing_key k WHERE k.subject = s.{subject.column} AND k.kind = %s){held}",
            [subject.kind],
        )
        return [id_ for (id_,) in cursor.fetchall()]


# ---- columns


def sealed_models() -> list[type[models.Model]]:
    """Return every model that has sealed columns."""
    return [model for model in apps.get_models() if sealed_columns(model)]


def sealed_columns(model: type[models.Model]) -> list[SealedField]:
    """Return a model's sealed columns."""
    return [f for f in model._meta.concrete_fields if isinstance(f, SealedField)]


def verify_columns(
    model: type[models.Model], opener: Opener, *, after: UUID = START, most: int | None = None
) -> Iterator[Fault]:
    """Yield every sealed value of a table that does not open under its subject's key, `most` rows at most."""
    done = 0
    while most is None or done < most:
        size = ROWS_A_BATCH if most is None else min(ROWS_A_BATCH, most - done)
        with one_moment():
            rows = list(model._base_manager.filter(pk__gt=after).order_by("pk")[:size])
            keys = opener.keys(row.sealed_under() for row in rows)  # type: ignore[attr-defined]
        if not rows:
            return
        for row in rows:
            yield from _verify_row(row, keys, opener)
        after, done = rows[-1].pk, done + len(rows)


def _verify_row(row: models.Model, keys: dict[KeyRef, bytes], opener: Opener) -> Iterator[Fault]:
    table, ref = row._meta.db_table, row.sealed_under()  # type: ignore[attr-defined]
    for column in sealed_columns(type(row)):
        value = getattr(type(row), column.attname).stored(row)
        if not isinstance(value, Sealed):
            continue
        if ref not in keys:
            yield Fault(table, row.pk, f"{column.attname}: no key of its {ref.kind} opens")
            continue
        try:
            column.open_under(row, value, keys[ref])
            opener.opened[table] += 1
        except (SealingError, ValueError):  # ValueError: opened, and not what the column holds
            yield Fault(
                table, row.pk, f"{column.attname}: does not open under its {ref.kind}'s key"
            )
