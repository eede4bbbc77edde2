"""Making, loading and destroying subjects' keys."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

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
        test = Q()
        for kind in sorted({ref.kind for ref in missing}):
            test |= Q(kind=kind, subject__in=[ref.subject for ref in missing if ref.kind == kind])
        found |= dict(_read(key) for key in Key.objects.filter(test))
        opened.update(found)
    return found


def hand_over(keys: Iterable[Key]) -> None:
    """Take keys that a narrow function of the database has handed to whoever acts, who may not read their rows."""
    _opened().update(_read(key) for key in keys)


def key_of(ref: KeyRef) -> bytes:
    """Return one subject's key; raises SealingError when it does not exist or is not yours."""
    try:
        return load_keys([ref])[ref]
    except KeyError:
        raise SealingError(f"There is no key for this {ref.kind}, or it is not yours.") from None


def destroy_key(ref: KeyRef) -> bool:
    """Destroy a subject's key for good (the disposer only); return whether there was one. Clause 5.2.7."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.destroy_key(%s, %s)", [ref.kind, ref.subject])
        (destroyed,) = cursor.fetchone()
    _opened().pop(ref, None)
    return bool(destroyed)
