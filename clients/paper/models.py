"""Paper folders by their label, and, apart from them, which case file each belongs to.

Row security hides rows, not columns: whoever counts a cabinet may see every label in it and no file's.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from staff.models import Worker


class Place(models.Model):
    """A locked place where folders stand, as the organisation calls it (clause 5.2.3)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60, unique=True)
    retired_at = models.DateTimeField(null=True)  # NULL: in use

    def __str__(self) -> str:
        return self.name


class Folder(models.Model):
    """One paper folder: a label that says nothing, its place, and who has it out.

    `standing_since`: when it was last put where it stands. `missing_since`: a stock-take did not find it.
    `orphaned_at`: its case file, whose id is `orphan_of`, was destroyed, and the paper waits for the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.CharField(max_length=7, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="folders", db_index=False)
    standing_since = models.DateTimeField(default=timezone.now)
    out_to = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: it stands in its place
    out_since = models.DateTimeField(null=True)  # NULL: the same
    due_on = models.DateField(null=True)  # NULL: the same
    missing_since = models.DateTimeField(null=True)  # NULL: it is where the register says
    orphaned_at = models.DateTimeField(null=True)  # NULL: its case file is there
    orphan_of = models.UUIDField(null=True)  # NULL: the same; leads nowhere but to the certificate

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["out_to", "due_on", "label"],
                name="folder_out",
                condition=models.Q(out_to__isnull=False),
            ),
            models.Index(fields=["place", "out_to"], name="folder_in_place"),
            models.Index(
                fields=["due_on"], name="folder_due", condition=models.Q(out_to__isnull=False)
            ),
            models.Index(
                fields=["missing_since"],
                name="folder_missing",
                condition=models.Q(missing_since__isnull=False),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(out_to=None, out_since=None, due_on=None)
                | models.Q(out_to__isnull=False, out_since__isnull=False, due_on__isnull=False),
                name="folder_out_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(orphaned_at=None, orphan_of=None)
                | models.Q(orphaned_at__isnull=False, orphan_of__isnull=False),
                name="folder_orphaned_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class FolderOfFile(models.Model):
    """Which case file a folder belongs to; nobody without a grant on the file sees it."""

    folder = models.OneToOneField(Folder, models.PROTECT, primary_key=True, related_name="belongs")
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return "a folder’s case file"


class StockTake(models.Model):
    """That somebody counted the folders of a place: how many were there, were out, were missing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    there = models.PositiveIntegerField()
    out = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"stock-take of {self.at:%Y-%m-%d}"
