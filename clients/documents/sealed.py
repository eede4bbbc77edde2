"""What `manage.py keys verify` asks of documents: that each is in the storage, whole, and opens to its last chunk."""

from collections.abc import Iterator
from typing import Any

from confidentiality.sealing.chunks import Sealing
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.storage import kept_from_others, open_sealed
from confidentiality.sealing.verifying import START, Fault, Opener, Subject, one_moment

from .models import Stored, tables_of_documents

SUBJECTS: tuple[
    Subject, ...
] = ()  # a document's key lies in its row, under the file's or its third parties'
DOCUMENTS_A_BATCH = 50
KEPT_FROM_OTHERS = (
    "its content belongs to an account of its own, and web and worker cannot read it: give it and its folder the owner"
    " and group of the storage (chown)"
)


def every_document_opens(opener: Opener) -> Iterator[Fault]:
    """Yield every document whose content is missing, or does not open."""
    for model in tables_of_documents():
        yield from _verify(model, opener)


CHECKS = (every_document_opens,)
STORED = tables_of_documents


def _verify(model: type[Stored], opener: Opener) -> Iterator[Fault]:
    after = START
    while True:
        with one_moment():
            found = model._default_manager.filter(pk__gt=after).order_by("pk")
            rows = list(found[:DOCUMENTS_A_BATCH])
            keys = opener.keys(row.sealed_under() for row in rows)
        if not rows:
            return
        for row in rows:
            key = keys.get(row.sealed_under())
            what = "" if key is None else _fault_of(row, key)
            # One that was destroyed meanwhile is no fault.
            if what and model._default_manager.filter(pk=row.pk).exists():
                yield Fault(model._meta.db_table, row.pk, what)
            elif key is not None and not what:
                opener.opened["documents"] += 1
        after = rows[-1].pk


def _fault_of(row: Stored, key: bytes) -> str:
    """Return what is wrong with a document's content; nothing when its row does not open, which is a fault already."""
    try:
        own, measures = (_column(row, name, key) for name in ("key", "measures"))
    except SealingError:
        return ""
    try:
        with open_sealed(row.id, own, Sealing(row.SEAL_ID, row.id), measures["size"]) as reader:
            for _ in reader.pieces():
                pass
        if kept_from_others(row.id):
            return KEPT_FROM_OTHERS
    except FileNotFoundError:
        return "its content is missing from the storage"
    except SealingError:
        return "its content does not open"
    except Exception as error:  # a disk's or a bucket's own kinds; the others are looked at
        return f"its content cannot be read ({type(error).__name__})"
    return ""


def _column(row: Stored, name: str, key: bytes) -> Any:
    column: Any = row._meta.get_field(name)
    return column.open_under(row, getattr(type(row), name).stored(row), key)
