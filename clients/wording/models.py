"""The organisation's list of words, and how often its writers were asked: figures of a month, of nobody."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from staff.models import Worker


class WordingTerm(models.Model):
    """A word, or a few, that writers are asked to look at once more; see `rules` for how it is matched."""

    class Kind(models.TextChoices):
        """Why."""

        BELITTLING = "belittling", "It judges or belittles"
        OPINION = "opinion", "It says an opinion where a fact is meant"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    words = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    changed_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: on the list that came with the product
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("words"), "kind", name="asked_about_once")
        ]

    def __str__(self) -> str:
        return "a term"


class WordingCount(models.Model):
    """How often in a month writers were shown words of one kind, and kept or changed them. No person, no word.

    Written by the database's own function alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField()  # its first day
    kind = models.CharField(max_length=10, choices=WordingTerm.Kind.choices)
    shown = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["month", "kind"], name="one_count_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.month:%Y-%m}"
