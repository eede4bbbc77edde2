"""What was moved out of an entry because somebody else had said it (clause 3.2.1)."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile, Entry, ThirdPartyRecord
from confidentiality.sealing.fields import SealedJSON
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker


class MovedPassage(models.Model):
    """That somebody moved passages out of an entry, and the entry as it stood before, under the third-party key.

    The entry keeps its id, place and time and holds what is left of it: whatever hangs on it (a consent, a request, a
    document) hangs on that. The row stays when the move is undone; what it kept is back in the entry then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="moves")
    record = models.OneToOneField(
        ThirdPartyRecord, models.PROTECT, null=True, related_name="move"
    )  # NULL: undone, and the record with it
    written = models.CharField(max_length=64)  # a digest of the record's sealed columns, as moved
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: it stands
    undone_at = models.DateTimeField(null=True)  # NULL: the same

    original = SealedJSON(
        seal_id="thirdparty.move.original", null=True
    )  # body, basis; NULL: undone

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(undone_at=None, undone_by=None, record__isnull=False)
                | models.Q(
                    undone_at__isnull=False,
                    undone_by__isnull=False,
                    record=None,
                    original__isnull=True,
                ),
                name="move_undone_whole",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["entry", "at"], name="moves_of_an_entry")
        ]

    def __str__(self) -> str:
        return f"passages moved on {self.at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the key of the file's third-party set."""
        return KeyRef("third_party", self.file_id)
