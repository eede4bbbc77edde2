"""When somebody is away: from, until, and never why."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from staff.models import Worker


class Absence(models.Model):
    """One stretch of days, both ends included, in London; it has no reason, and ends by itself.

    That somebody is away, every colleague may know. That they take no new files, only they themselves: whoever
    allocates then cannot tell it from a wall (E1).
    """

    class Kind(models.TextChoices):
        """What it means for colleagues."""

        AWAY = "away", "Away"
        NO_NEW_FILES = "no_new_files", "Takes no new case files"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    entered_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["worker", "last_day"], name="absence_by_worker")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="away_from_until"
            ),
            models.UniqueConstraint(
                fields=["worker", "kind", "first_day", "last_day"], name="away_entered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} until {self.last_day}"
