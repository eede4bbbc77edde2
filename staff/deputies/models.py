"""That somebody stands in for a line manager: agreed to by two others, for a time."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from staff.models import Worker


class Deputyship(models.Model):
    """One stretch of time in which somebody holds a line manager's role and teams, each to its end.

    Its id is that of the account change by which it was asked for, and of the role's loan. The database alone begins
    and ends it (`fence_sql.py`): early by either of the two, and with either's account, role or service.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    manager = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    teams = ArrayField(models.IntegerField(), default=list)  # ids, as whoever agreed saw them
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    asked_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True)  # NULL: its time has not come
    ended_at = models.DateTimeField(null=True)  # NULL: not ended early
    ended_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: not ended early, or with an account

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["deputy", "ends_at"], name="deputies_by_deputy"),
            models.Index(fields=["manager", "ends_at"], name="deputies_by_manager"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(asked_by=models.F("agreed_by"))
                & ~models.Q(asked_by=models.F("deputy"))
                & ~models.Q(agreed_by=models.F("deputy"))
                & ~models.Q(manager=models.F("deputy")),
                name="a_deputy_takes_two_others",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")), name="a_deputy_from_until"
            ),
        ]

    def __str__(self) -> str:
        return f"deputy until {self.ends_at:%Y-%m-%d}"
