"""That two case files belong together, or may: for the managers who may know of it to say, and for nobody else."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from staff.models import Service, Worker


class Tie(models.Model):
    """Two files whose people are or were partners, or are one person; `one` is the smaller id.

    Written by the database's own functions alone. The references are copies: who decides may open neither file.
    """

    class Kind(models.TextChoices):
        """What the two files are to each other."""

        PARTNER = "partner", "Partners, or former partners"
        SAME = "same", "The same person"

    class Source(models.TextChoices):
        """Where it comes from."""

        FOUND = "found", "Found by what the files say"
        HAND = "hand", "Said by a manager"
        LINK = "link", "Known from an import or a restore"

    class Outcome(models.TextChoices):
        """What it is held to be."""

        TIED = "tied", "Tied"
        APART = "apart", "Not tied"

    class Why(models.TextChoices):
        """Why they are not tied."""

        NAMESAKE = "namesake", "It is somebody else of the same name"
        NEVER = "never", "It is them, and they never were partners"
        MISTAKE = "mistake", "It was said by mistake"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    one = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    other = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    one_reference = models.CharField(max_length=9)
    other_reference = models.CharField(max_length=9)
    service = models.CharField(
        max_length=4, choices=[(s.value, s.label) for s in (Service.ISS, Service.DVPP)]
    )  # whose managers may know
    sure = models.BooleanField()  # more agrees than a name, or a number
    source = models.CharField(max_length=5, choices=Source.choices)
    written_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: the database knew of it; else who wrote what it was found by, and does not decide about it
    found_by = ArrayField(
        models.UUIDField(), default=list
    )  # whom it was ever found by: linked people's ids, or a file's for its own names; none where nobody knows
    made_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=5, choices=Outcome.choices, blank=True, default="")
    decided_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: it waits, or followed by itself
    decided_at = models.DateTimeField(null=True)  # NULL: it waits
    why = models.CharField(max_length=8, choices=Why.choices, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["made_at"], name="tie_waits", condition=models.Q(decided_at=None)),
            models.Index(fields=["other"], name="tie_of_other"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["one", "other", "kind"], name="one_tie_of_a_kind"),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="tie_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at=None, outcome="")
                | models.Q(decided_at__isnull=False) & ~models.Q(outcome=""),
                name="tie_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return "tie"
