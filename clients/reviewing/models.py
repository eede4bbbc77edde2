"""Rounds of the access review, what was said in them, and who has finished."""

import uuid
from typing import ClassVar

from django.db import models

from staff.models import Worker


class Side(models.TextChoices):
    """What is looked at: grants on files by the line managers, or what the house gave by who looks after accounts."""

    FILES = "files", "Grants on case files"
    HOUSE = "house", "Roles, loans and teams"


class Round(models.Model):
    """One review of everybody's rights, due by a day; what was given after it began waits for the next."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    begun_at = models.DateTimeField()
    due_on = models.DateField()
    begun_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: the clock

    def __str__(self) -> str:
        return f"review of {self.begun_at:%Y-%m-%d}"


class Mark(models.Model):
    """That somebody looked at one grant, or one person's role and teams, and what they said; written by functions.

    `item` is the grant's or the person's id: after a disposal it leads nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="marks")
    side = models.CharField(max_length=5, choices=Side.choices)
    item = models.UUIDField()
    reviewer = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    kept = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "item"], name="reviewed_once_a_round")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["round", "reviewer"], name="reviews_by_reviewer")
        ]

    def __str__(self) -> str:
        return "kept" if self.kept else "ended"


class Finished(models.Model):
    """That somebody has looked at all that was before them in a round: the record that remains."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="finished")
    side = models.CharField(max_length=5, choices=Side.choices)
    reviewer = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    kept = models.PositiveIntegerField()
    ended = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["round", "side", "reviewer"], name="finished_once_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"finished {self.at:%Y-%m-%d}"
