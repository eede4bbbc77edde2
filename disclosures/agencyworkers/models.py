"""Who of a partner agency may sign in to read what was released to them, their secrets, and their sessions."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from disclosures.models import AgencyContact
from disclosures.protocols.models import Protocol
from staff.models import Worker


class AgencyWorker(models.Model):
    """Somebody named in a protocol who may sign in from outside, until its end at the latest (clause 5.7)."""

    class Outcome(models.TextChoices):
        """What became of the proposal to invite them."""

        WAITS = "", "Waits for a manager"
        AGREED = "agreed", "Invited"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="agency_workers")
    contact = models.ForeignKey(AgencyContact, models.PROTECT, related_name="+")
    sign_in_name = models.CharField(max_length=9, unique=True)  # drawn, and says nothing
    until = models.DateField()  # the last day
    asked_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(
        max_length=9, choices=Outcome.choices, blank=True, default=Outcome.WAITS
    )
    decided_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)  # NULL: waits
    ended_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # NULL: not ended before their last day
    signed_in_at = models.DateTimeField(null=True)  # last; NULL: never

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(outcome__in=("agreed", "refused"))
                | models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("asked_by")),
                name="an_agency_worker_takes_two",
            ),
            models.UniqueConstraint(
                fields=["contact"],
                condition=models.Q(outcome__in=("", "agreed"), ended_at__isnull=True),
                name="one_way_in_for_an_agency_worker",
            ),
        ]

    def __str__(self) -> str:
        return "somebody at a partner agency"


class AgencySecret(models.Model):
    """Prints of the two codes, the password's hash, the sealed second factor; read by nobody but when signing in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency_worker = models.OneToOneField(AgencyWorker, models.PROTECT, related_name="+")
    first = models.CharField(max_length=64)
    second = models.CharField(max_length=64, blank=True, default="")  # empty until it is agreed to
    expires_at = models.DateTimeField(null=True)  # of the codes; NULL until it is agreed to
    password = models.CharField(max_length=128, blank=True, default="")
    factor = models.BinaryField(null=True)  # NULL: not set up
    last_step = models.BigIntegerField(default=0)  # of the second factor: each code opens once
    confirmed_at = models.DateTimeField(null=True)  # first signed in; the codes open nothing since

    def __str__(self) -> str:
        return "secrets"


class AgencySession(models.Model):
    """Somebody of a partner agency has signed in; their identity in the database is this row's id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency_worker = models.ForeignKey(AgencyWorker, models.PROTECT, related_name="+")
    cookie = models.CharField(max_length=64, unique=True)  # a print
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    until = models.DateTimeField()  # whatever they do
    ended_at = models.DateTimeField(null=True)  # NULL: not left, not shut out

    def __str__(self) -> str:
        return f"session of {self.began_at:%Y-%m-%d}"
