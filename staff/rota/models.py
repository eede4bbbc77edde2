"""One shift of the rota: who is rung for a service, from when, until when."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from staff.models import Service, Worker


class Shift(models.Model):
    """Who is on call for one service, and who is rung when they do not answer; two of a service never overlap.

    `number` is what is rung: a work telephone, never somebody's own (clause 4.5.1).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.CharField(
        max_length=4, choices=[(s.value, s.label) for s in (Service.ISS, Service.DVPP)]
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    person = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    number = models.CharField(max_length=30)
    second = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")  # NULL: nobody
    second_number = models.CharField(max_length=30, blank=True, default="")
    made_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["service", "ends_at"], name="rota_by_end")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # that two of a service never overlap stands in the migration: it takes an index of PostgreSQL's own
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")), name="on_call_from_until"
            ),
            models.CheckConstraint(
                condition=models.Q(second__isnull=True) | ~models.Q(second=models.F("person")),
                name="on_call_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"on call until {self.ends_at:%Y-%m-%d}"
