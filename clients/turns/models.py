"""Turns: one manager of both services, one half of a couple, one purpose, one hour."""

import uuid
from datetime import datetime, timedelta
from math import ceil
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from staff.models import Worker

LASTS = timedelta(minutes=60)


class Turn(models.Model):
    """One manager's turn on one half of a couple; the row is itself what opens it, until `until`.

    Written by the database's own functions alone. At most one of a manager's is not ended: that one may have run out.
    The purpose is chosen, not written: words about a couple would lie outside both files' keys.
    """

    class Purpose(models.TextChoices):
        """What it is for."""

        RISK = "risk", "Somebody may be in danger"
        SIGN_OFF = "sign_off", "A disclosure is to be reviewed or signed off"
        COVER = "cover", "Somebody is away, or the file has no lead"
        SUPERVISION = "supervision", "Supervision, or a review of the case"
        RIGHTS = "rights", "A complaint, or a request about the record"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    manager = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=11, choices=Purpose.choices)
    started_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # NULL: nobody ended it; it may have run out

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["manager", "until"], name="turn_by_manager")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["manager"],
                condition=models.Q(ended_at=None),
                name="one_turn_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    purpose__in=("risk", "sign_off", "cover", "supervision", "rights")
                ),
                name="a_turn_has_a_purpose",
            ),
            models.CheckConstraint(
                condition=models.Q(until__lte=models.F("started_at") + LASTS),
                name="a_turn_lasts_an_hour",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(until__lte=models.F("ended_at")),
                name="an_ended_turn_is_over",
            ),
        ]

    def __str__(self) -> str:
        return "turn"

    def minutes_left(self, now: datetime) -> int:
        """Return the minutes left, the last begun one counted; 0 when it has ended."""
        return max(0, ceil((self.until - now) / timedelta(minutes=1)))
