"""What was found in the wrong case file (E48): that it is handed on, what is handed on, and what has to be told.

Nobody has to see both files, for often nobody may. The handing stands in the wrong file and does not say where to; the
parcel holds a copy, sealed under a key of its own, and says not where from. Whether a parcel's file exists, and whether
anybody may know of it, shows nowhere: one that leads nowhere waits like any other.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile, Entry, ThirdPartyRecord
from confidentiality.sealing.fields import SealedJSON
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker


class Handing(models.Model):
    """That somebody says an entry or record of this file belongs into another one; gone when it was taken."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    entry = models.OneToOneField(
        Entry, models.PROTECT, null=True, related_name="handing"
    )  # NULL: a third-party record
    record = models.OneToOneField(
        ThirdPartyRecord, models.PROTECT, null=True, related_name="handing"
    )  # NULL: an entry
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    contact_stays = models.BooleanField(
        default=False
    )  # only the words beside a contact go, not that it was made

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(entry=None) ^ models.Q(record=None), name="one_thing_is_handed"
            ),
        ]

    def __str__(self) -> str:
        return f"handed on {self.at:%Y-%m-%d}"


class Parcel(models.Model):
    """What is handed on, for whoever leads the file it is said to belong to; its id is its handing's.

    `file` is no foreign key: the file may not exist. `seen` is a digest of what was copied, as it was sealed.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    file = models.UUIDField(null=True)  # NULL: no file has the reference that was typed
    third_party = models.BooleanField()
    seen = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    contents = SealedJSON(seal_id="misfiled.parcel.contents")  # see clients.misfiled.contents

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file"], name="parcels_for_a_file")
        ]

    def __str__(self) -> str:
        return f"parcel of {self.at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the parcel's own key."""
        return KeyRef("parcel", self.id)


class LeftInPackage(models.Model):
    """That a package which left held something of the wrong file, for whoever leads the file it was of."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    release = models.CharField(max_length=11)  # its reference
    at = models.DateTimeField(default=timezone.now)
    seen_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")  # NULL: nobody
    seen_at = models.DateTimeField(null=True)  # NULL: the same

    def __str__(self) -> str:
        return self.release


class LostDiscussion(models.Model):
    """That a request lost its discussion of the risk, because what noted it stood in the wrong file (3.3.2 c).

    Told to whoever leads the file, and in a row of its own to who asked. `request` is no foreign key: that room stands
    above this one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    request = models.UUIDField()
    for_whom = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: whoever leads the file
    with_whom = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    on = models.DateField()
    release = models.CharField(max_length=11, blank=True)  # its reference; empty: nothing has left
    at = models.DateTimeField(default=timezone.now)
    seen_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")  # NULL: nobody
    seen_at = models.DateTimeField(null=True)  # NULL: the same

    def __str__(self) -> str:
        return f"discussion of {self.on}"
