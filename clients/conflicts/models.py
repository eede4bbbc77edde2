"""That somebody is walled off from a case file, and why in one word: for its line managers to confirm or to lift."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from staff.models import Worker


class Notice(models.Model):
    """One reason for a conflict's wall. Written by the database's own functions alone; it raises its wall itself.

    `reference` is a copy: who decides may have no grant on the file. `wall` is the id of the wall that it raised, or
    that stood already by another notice; a wall that a manager raised by hand is not lifted with it.
    """

    class Source(models.TextChoices):
        """Where it comes from."""

        DECLARED = "declared", "Follows from a declaration"
        NAMED = "named", "Named by whoever leads the file"
        SAID = "said", "Said so themselves"

    class Outcome(models.TextChoices):
        """What a manager decided."""

        CONFIRMED = "confirmed", "Confirmed"
        LIFTED = "lifted", "Lifted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")  # who is walled off
    source = models.CharField(max_length=8, choices=Source.choices)
    declared = models.UUIDField(null=True)  # NULL: it follows from no declaration
    named_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: it follows by itself, or a restore has raised it again
    wall = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True)  # NULL: declaration and file agree still
    settled_at = models.DateTimeField(null=True)  # NULL: it waits
    settled_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: it waits, or a restore has lifted it again
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "worker"], name="conflict_of_pair"),
            models.Index(fields=["declared"], name="conflict_by_declaration"),
            models.Index(
                fields=["made_at"], name="conflict_waits", condition=models.Q(settled_at=None)
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["worker", "file", "source", "declared"],
                name="one_conflict_of_a_kind",
                condition=~models.Q(outcome="lifted"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at=None, outcome="")
                | models.Q(settled_at__isnull=False) & ~models.Q(outcome=""),
                name="conflict_settled_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(source="declared", declared__isnull=False)
                | ~models.Q(source="declared") & models.Q(declared=None),
                name="conflict_from_a_declaration",
            ),
            models.CheckConstraint(
                condition=~models.Q(settled_by=models.F("worker")),
                name="conflict_settled_by_another",
            ),
        ]

    def __str__(self) -> str:
        return "conflict"
