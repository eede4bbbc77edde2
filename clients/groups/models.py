"""A group, its sessions, and, client by client, who was there; nothing in any of it is typed."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from staff.models import Service, Worker

from .rules import KINDS, PROGRAMME, WOMEN, WORDINGS

WORDING = [(number, number) for number in WORDINGS]


class ClientGroup(models.Model):
    """A group in which clients of one service meet; its name is made of kind, day and hour: nobody types one."""

    class Day(models.IntegerChoices):
        """On which day of the week it meets."""

        MONDAY = 1, "Monday"
        TUESDAY = 2, "Tuesday"
        WEDNESDAY = 3, "Wednesday"
        THURSDAY = 4, "Thursday"
        FRIDAY = 5, "Friday"
        SATURDAY = 6, "Saturday"
        SUNDAY = 7, "Sunday"

    class Part(models.TextChoices):
        """In which part of the day."""

        MORNING = "morning", "Morning"
        AFTERNOON = "afternoon", "Afternoon"
        EVENING = "evening", "Evening"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.CharField(
        max_length=4, choices=[(s.value, s.label) for s in (Service.ISS, Service.DVPP)]
    )
    kind = models.CharField(max_length=9, choices=list(KINDS.items()))
    day = models.PositiveSmallIntegerField(choices=Day.choices)
    part = models.CharField(max_length=9, choices=Part.choices)
    run_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    run_with = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")  # NULL: alone
    made_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)  # NULL: it meets

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(service=Service.ISS, kind=WOMEN)
                | models.Q(service=Service.DVPP, kind=PROGRAMME),
                name="a_group_is_of_its_service",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_day_display()} {self.part}"


class GroupSession(models.Model):
    """One meeting of a group: on which day, and who of us ran it. Who was there stands on their files alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(ClientGroup, models.PROTECT, related_name="sessions")
    held_on = models.DateField()
    run_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    run_with = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")  # NULL: alone
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["group", "held_on"], name="one_session_a_day"),
        ]

    def __str__(self) -> str:
        return f"group session of {self.held_on}"


class Attendance(models.Model):
    """That one client was at a session, and whether confidentiality was discussed with them there (clause 4.4.1).

    It is that client's alone: read with the right to view their file, and erased with it. `signed` says whether the
    agreement was on the file when it was recorded.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(GroupSession, models.PROTECT, related_name="+")
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    wording = models.CharField(max_length=12, choices=WORDING, blank=True)  # empty: not discussed
    signed = models.BooleanField()
    entry = models.UUIDField()  # what was written on the file of it; it may have moved since
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True)  # NULL: it stands
    taken_back_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["session", "file"],
                condition=models.Q(taken_back_at=None),
                name="at_a_session_once",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_back_at=None, taken_back_by=None)
                | models.Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="taken_back_by_somebody",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file"], name="attendance_of_a_file")
        ]

    def __str__(self) -> str:
        return "attendance"

    @property
    def on(self) -> date:
        """Return the day of the session."""
        day: date = self.session.held_on
        return day

    @property
    def discussed(self) -> bool:
        """Say whether confidentiality was discussed with them there."""
        return bool(self.wording)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words in which it was discussed."""
        return WORDINGS.get(self.wording, ())


class KeepingAgreement(models.Model):
    """That a client of the support service signed that they keep what others say in a group (clauses 4.4.1, 5.2.6).

    A man on the programme signs it with the form of clause 1.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    wording = models.CharField(max_length=12, choices=WORDING)
    signed_on = models.DateField()
    witnessed_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file"], name="keeping_of_a_file")
        ]

    def __str__(self) -> str:
        return f"agreement signed on {self.signed_on}"

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words that were signed."""
        return WORDINGS[self.wording]
