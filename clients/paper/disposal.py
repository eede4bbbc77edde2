"""What this room erases with a case file: which folders are its. The folders stay: somebody has to destroy them."""

from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from confidentiality.sealing.keys import KeyRef

from .models import Folder, FolderOfFile

OWNS: tuple[type[Model], ...] = (FolderOfFile,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: a label says nothing."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase what ties folders to the file; each is left behind as paper that is to be destroyed (clause 5.2.7)."""
    ties = FolderOfFile.objects.filter(file=file_id)
    folders = list(ties.values_list("folder_id", flat=True))
    left = Folder.objects.filter(pk__in=folders)
    left.update(orphaned_at=timezone.now(), orphan_of=file_id)
    return {FolderOfFile._meta.db_table: ties._raw_delete(connection.alias)}
