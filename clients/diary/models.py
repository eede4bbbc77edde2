"""An appointment: when, for how long, where, with whom of us, and what for."""

import uuid
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.sealing.fields import SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker

from .rules import day_of

LONGEST = 8 * 60  # minutes


class Appointment(models.Model):
    """One appointment. One that is moved stays as it was, and points to the one in its place; none is deleted."""

    class Place(models.TextChoices):
        """Where it is."""

        OFFICE = "office", "In the office"
        PHONE = "phone", "By telephone"
        ELSEWHERE = "elsewhere", "Elsewhere"

    class State(models.TextChoices):
        """What became of it."""

        PLANNED = "planned", "Planned"
        MOVED = "moved", "Moved"
        CANCELLED = "cancelled", "Cancelled"
        ATTENDED = "attended", "Attended"
        MISSED = "missed", "Not attended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(
        CaseFile, models.PROTECT, null=True, related_name="appointments"
    )  # NULL: on no file, its worker's alone
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=9, choices=Place.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    moved_to = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+"
    )  # NULL: not moved
    taken_over = models.BooleanField(default=False)  # came with the file when it changed hands
    made_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    said_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: planned
    said_at = models.DateTimeField(null=True)  # NULL: the same

    words = SealedText(seal_id="diary.appointment.words")  # what for, and where exactly

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(file__isnull=False) | models.Q(worker=models.F("made_by")),
                name="an_appointment_alone_is_one_s_own",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at"))
                & models.Q(ends_at__lte=models.F("starts_at") + timedelta(minutes=LONGEST)),
                name="an_appointment_ends_the_same_day",
            ),
            models.CheckConstraint(
                condition=models.Q(state="planned", said_by=None, said_at=None)
                | ~models.Q(state="planned")
                & models.Q(said_by__isnull=False, said_at__isnull=False),
                name="said_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(state="moved", moved_to__isnull=False)
                | ~models.Q(state="moved") & models.Q(moved_to=None),
                name="moved_to_another",
            ),
        ]
        indexes = [
            models.Index(fields=["worker", "starts_at"], name="diary_of_a_worker"),
            models.Index(fields=["file", "-starts_at"], name="diary_of_a_file"),
        ]

    def __str__(self) -> str:
        return f"appointment {self.state}"

    def sealed_under(self) -> KeyRef:
        """Return the file's key, or its worker's for one on no file."""
        return KeyRef("file", self.file_id) if self.file_id else KeyRef("person", self.worker_id)

    @property
    def day(self) -> date:
        """Return the day in London on which it begins."""
        return day_of(self.starts_at)

    def is_over(self, now: datetime) -> bool:
        """Say whether it has ended."""
        return self.ends_at <= now
