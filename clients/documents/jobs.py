"""The storage kept in step with the rows: what was destroyed is removed from it, and what no row knows is tidied away.

A row is saved after its blob and erased before it, so the storage may hold more than the rows know, never less.
"""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from confidentiality.access.identity import SystemActor
from confidentiality.audit.record import record
from confidentiality.sealing import storage
from confidentiality.work.handlers import handler
from confidentiality.work.models import Job

ERASE = "documents.erase"
TIDY = "documents.tidy"
# Longer than any upload takes: a blob without a row may be one that is just coming in.
WAITS = timedelta(hours=24)
# More strangers than this in one folder, and more than known ones, are no left-overs: it is the wrong database.
MOST_STRANGERS = 50


class WrongStorage(RuntimeError):
    """The storage holds so much that no row knows that nothing is removed before a person has looked."""


@handler(ERASE, actor=SystemActor.DISPOSER)
def erase(job: Job) -> bool:
    """Remove the blob of a document whose row was destroyed (`subject`: the document); once more does no harm."""
    if not _known([job.subject]):
        storage.remove(job.subject)
        record("document_removed", ids=[job.subject])
    return False


@handler(TIDY, actor=SystemActor.DISPOSER)
def tidy(job: Job) -> bool:
    """Tidy one folder of the storage in each step; raises WrongStorage rather than empty it."""
    job.total = len(storage.FOLDERS)
    _tidy_folder(storage.FOLDERS[job.done])
    job.done += 1
    return job.done < job.total


def _tidy_folder(folder: str) -> None:
    before = timezone.now() - WAITS
    old = [document for document, written in storage.stored_in(folder) if written < before]
    strangers = set(old) - _known(old)
    if len(strangers) > max(MOST_STRANGERS, len(old) - len(strangers)):
        raise WrongStorage
    for document in sorted(strangers):
        storage.remove(document)
    if strangers:
        record("documents_tidied", ids=strangers)


def _known(documents: list[UUID]) -> set[UUID]:
    from .models import tables_of_documents

    found: set[UUID] = set()
    for model in tables_of_documents():
        found |= set(model._default_manager.filter(id__in=documents).values_list("id", flat=True))
    return found
