"""What of an uploaded sheet is erased, and when: with a case file, and when an import is undone or closed.

Everything here runs as the disposer.
"""

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet

from clients import disposal as files
from clients.models import PartnerLink, Wall
from clients.partners import disposal as ties
from confidentiality.audit.record import record
from confidentiality.drafts import disposal as drafts
from confidentiality.sealing.keys import KeyRef, destroy_key

from .models import Import, ImportRow, Pairing

OWNS: tuple[type[Model], ...] = (ImportRow, Pairing)
FILES_A_STEP = 50
CONTENT = {"cells": None, "packed_plan": None, "why": None}


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no key: a sheet's key goes when the sheet is done with, for other rows may still wait."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the row that a case file was made of; return the number of rows by table."""
    rows = ImportRow.objects.filter(file=file_id)
    pairings = Pairing.objects.filter(Q(names__file=file_id) | Q(bears__file=file_id))
    found = list(pairings.values_list("id", flat=True))
    return {
        "imports_pairing": _raw_delete(Pairing.objects.filter(id__in=found)),
        "imports_row": _raw_delete(rows),
    }


def undo_next_files(*, batch: Import) -> bool:
    """Undo the next files of an import; return whether there are more (E52).

    A file that somebody has worked on since stays, and its row says so by staying imported.
    """
    if batch.state != Import.State.UNDOING:
        batch.state = Import.State.UNDOING
        batch.save(update_fields=["state"])
    worked_on = Func(F("file"), function="access.worked_on", output_field=BooleanField())
    made = batch.rows.filter(state=ImportRow.State.IMPORTED).annotate(worked_on=worked_on)
    rows = list(made.filter(worked_on=False).order_by("row")[:FILES_A_STEP])
    for row in rows:
        if row.file is not None:
            erase_untouched_file(row.file)
            record("file_undone", file=row.file)
        row.state = ImportRow.State.UNDONE
        row.save(update_fields=["state"])
    if len(rows) == FILES_A_STEP:
        return True
    batch.rows.exclude(state=ImportRow.State.IMPORTED).update(state=ImportRow.State.UNDONE)
    erase_sheet(batch, Import.State.UNDONE)
    record("import_undone", ids=[batch.id])
    return False


def close(*, batch: Import) -> None:
    """Erase the copy of a sheet of which nothing waits any more; the files stay."""
    erase_sheet(batch, Import.State.CLOSED)
    record("import_closed", ids=[batch.id])


def erase_sheet(batch: Import, state: Import.State) -> None:
    """Erase what the rows say and who may be a couple, and destroy the key that would open any copy."""
    _raw_delete(Pairing.objects.filter(batch=batch))
    batch.rows.update(**CONTENT)
    batch.state, batch.evidence = state, None
    batch.save(update_fields=["state", "evidence"])
    destroy_key(KeyRef("import", batch.id))


def erase_untouched_file(file_id: UUID) -> None:
    """Erase an imported file in which no person has done anything, with its keys.

    The couple walls on its partners' files are worked out anew from the links that are left.
    """
    links = PartnerLink.objects.filter(Q(file_a=file_id) | Q(file_b=file_id))
    partners = {side for pair in links.values_list("file_a", "file_b") for side in pair} - {file_id}
    keys = files.keys_of(file_id)
    drafts.erase(file_id)
    ties.erase(file_id)
    files.erase(file_id)
    _raw_delete(Wall.objects.filter(file__in=partners, kind=Wall.Kind.COUPLE))
    for key in keys:
        destroy_key(key)


def _raw_delete(found: QuerySet[Any]) -> int:
    # One statement: the collector would read related tables first, some of them closed.
    return int(found._raw_delete(connection.alias) or 0)  # None: none of an empty list
