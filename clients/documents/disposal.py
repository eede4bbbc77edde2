"""What of documents is erased with a case file (clause 5.2.7): the rows at once, the blobs once that is committed."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.access.identity import SystemActor
from confidentiality.sealing.keys import KeyRef
from confidentiality.work.jobs import enqueue

from .jobs import ERASE
from .models import Document, ThirdPartyDocument

OWNS: tuple[type[Model], ...] = (Document, ThirdPartyDocument)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: each document's own lies in its row, under the file's or its third-party records'."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the file's documents and ask for their blobs to be removed; return the number of documents by table.

    Without their rows and the file's keys the blobs open for nobody. They are removed by jobs of their own, asked for
    in this transaction: a storage that is away for a while delays that and stops no disposal.
    """
    erased = {}
    for model in (Document, ThirdPartyDocument):
        rows = model.objects.filter(file_id=file_id)
        for document in rows.values_list("id", flat=True):
            enqueue(ERASE, document, by=SystemActor.DISPOSER)
        erased[model._meta.db_table] = rows._raw_delete(connection.alias)
    return erased
