"""Making, loading and destroying subjects' keys."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection

from confidentiality.access.identity import current_frame

from .errors import SealingError
from .models import Key
from .wrapping import named, raw_of


@dataclass(frozen=True)
class KeyRef:
    """Names a subject: its kind (one of models.KINDS) and id."""

    kind: str
    subject: UUID


def _opened() -> dict[KeyRef, bytes]:
    frame = current_frame()
    # Owner's loading scripts have no frame: nothing is cached for them.
    return frame.keys if frame is not None else {}


def _read(key: Key) -> tuple[KeyRef, bytes]:
    ref = KeyRef(key.kind, key.subject)
    return ref, raw_of(key.wrapped, ref.kind, ref.subject)


def make_key(ref: KeyRef) -> None:
    """Make a fresh 256-bit key for a subject that has none; raises IntegrityError if it has one."""
    raw = os.urandom(32)
    Key.objects.create(
        kind=ref.kind,
        subject=ref.subject,
        wrapped=named(ref.kind, ref.subject, raw),
        epoch=settings.MASTER_KEYS[0].epoch,
    )
    _opened()[ref] = raw


def load_keys(refs: Iterable[KeyRef]) -> dict[KeyRef, bytes]:
    """Return the keys of `refs` that whoever acts may have, in at most one query."""
    opened = _opened()
    wanted = set(refs)
    missing = wanted - opened.keys()
    found = {ref: opened[ref] for ref in wanted if ref in opened}
    if missing:
        rows = _rows({ref.kind for ref in missing}, {ref.subject for ref in missing})
        found |= dict(_read(key) for key in rows if KeyRef(key.kind, key.subject) in missing)
        opened.update(found)
    return found


def _rows(kinds: set[str], subjects: set[UUID]) -> Iterable[Key]:
    """Return the keys of these kinds and subjects as far as row security shows them."""
    if current_frame() is None:  # the owner's migrations, during which there is no schema `access`
        return Key.objects.filter(kind__in=kinds, subject__in=subjects)
    return Key.objects.raw(
        "SELECT * FROM access.keys_of(%s, %s::uuid[])", [list(kinds), list(subjects)]
    )


def hand_over(keys: Iterable[Key]) -> None:
    """Take keys that a narrow function of the database has handed to whoever acts, who may not read their rows."""
    _opened().update(_read(key) for key in keys)


def key_of(ref: KeyRef) -> bytes:
    """Return one subject's key; raises SealingError when it does not exist or is not yours."""
    raw = _opened().get(ref) or load_keys([ref]).get(ref)
    if raw is None:
        raise SealingError(f"There is no key for this {ref.kind}, or it is not yours.")
    return raw


def destroy_key(ref: KeyRef) -> bool:
    """Destroy a subject's key for good (the disposer only); return whether there was one. Clause 5.2.7."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.destroy_key(%s, %s)", [ref.kind, ref.subject])
        (destroyed,) = cursor.fetchone()
    _opened().pop(ref, None)
    return bool(destroyed)
