"""Breaches as they were reported, and everything that was noted on them since."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from confidentiality.sealing.fields import SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker

from . import rules


def reference_of(breach_id: uuid.UUID) -> str:
    """Return what a breach is called in speech and on paper: as random as its id, and saying nothing of it."""
    return f"B-{breach_id.hex[:6].upper()}"


class Breach(models.Model):
    """A breach, or a near miss, as somebody reported it; the row is never changed.

    Sealed under a key of its own, which its reporter has too; what is noted on it is sealed under another.
    """

    class Danger(models.TextChoices):
        """Whether somebody may be in danger, as far as whoever reports it knows."""

        YES = "yes", "Yes"
        NOT_KNOWN = "not_known", "I do not know"
        NO = "no", "No"

    class Whose(models.TextChoices):
        """Whose information it was, as far as whoever reports it knows."""

        CLIENTS = "clients", "Somebody who comes to us, or somebody in their file"
        STAFF = "staff", "Somebody who works here"
        BOTH = "both", "Both"
        NOT_KNOWN = "not_known", "I do not know"

    class Concerns(models.TextChoices):
        """Which leads it concerns: those do not handle it, and do not learn of it."""

        NEITHER = "", "Neither"
        DATA_PROTECTION_LEAD = "data_protection_lead", "The data protection lead"
        SAFEGUARDING_LEAD = "safeguarding_lead", "The safeguarding lead"
        BOTH = "both", "Both"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reported_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)
    noticed_at = models.DateTimeField()  # from when the organisation knew
    happened_on = models.DateField(null=True)  # NULL: not known
    danger = models.CharField(max_length=9, choices=Danger.choices)
    going_on = models.CharField(max_length=9, choices=Danger.choices)
    near_miss = models.BooleanField()
    whose = models.CharField(max_length=9, choices=Whose.choices)
    named = SealedText(seal_id="breaches.breach.named")  # references as they were typed, or nothing
    words = SealedText(seal_id="breaches.breach.words")
    concerns = models.CharField(max_length=20, choices=Concerns.choices, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["reported_by", "reported_at"], name="breach_by_reporter"),
            models.Index(fields=["reported_at"], name="breach_by_date"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(noticed_at__lte=models.F("reported_at")),
                name="breach_noticed_before_it_is_reported",
            ),
        ]

    def __str__(self) -> str:
        return f"breach {self.reference}"

    @property
    def reference(self) -> str:
        """Return what it is called in speech and on paper."""
        return reference_of(self.id)

    def sealed_under(self) -> KeyRef:
        """Return the key of what was reported."""
        return KeyRef("breach", self.id)


class OpenBreach(models.Model):
    """That a breach is open; kept by triggers, so that what waits is looked for among these only."""

    breach = models.OneToOneField(
        Breach, models.CASCADE, primary_key=True, related_name="still_open"
    )

    def __str__(self) -> str:
        return f"open {self.breach_id}"


class Event(models.Model):
    """One thing noted on a breach by somebody who handles it; never changed, corrected by a further one."""

    class Kind(models.TextChoices):
        """What was noted, in words for its heading."""

        TAKEN = rules.Kind.TAKEN, "Taken in hand"
        SAFETY_CALL = rules.Kind.SAFETY_CALL, "Safety call"
        CONTAINED = rules.Kind.CONTAINED, "Containment"
        DANGER = rules.Kind.DANGER, "Somebody may be in danger"
        AWARE = rules.Kind.AWARE, "When we knew of it"
        BREACH = rules.Kind.BREACH, "A breach after all"
        SEVERITY = rules.Kind.SEVERITY, "How grave it is"
        AFFECTED = rules.Kind.AFFECTED, "Persons affected"
        REGULATOR = rules.Kind.REGULATOR, "Reported to the data protection regulator"
        NOT_REPORTED = rules.Kind.NOT_REPORTED, "Decision not to report it"
        CONFIRMED = rules.Kind.CONFIRMED, "Decision confirmed"
        CHARITY = rules.Kind.CHARITY, "Charity regulator"
        TRUSTEES = rules.Kind.TRUSTEES, "Trustees"
        PERSONS = rules.Kind.PERSONS, "Telling the persons affected"
        CONCERNED = rules.Kind.CONCERNED, "Somebody of us whom it concerns"
        NOT_CONCERNED = rules.Kind.NOT_CONCERNED, "Does not concern them"
        OUTCOME = rules.Kind.OUTCOME, "Outcome"
        DISCIPLINARY = rules.Kind.DISCIPLINARY, "Disciplinary proceedings"
        LESSONS = rules.Kind.LESSONS, "Lessons"
        NOTE = rules.Kind.NOTE, "Note"
        CLOSED = rules.Kind.CLOSED, "Closed"
        REOPENED = rules.Kind.REOPENED, "Reopened"

    class Level(models.TextChoices):
        """How grave a breach is, by its nature (clause 5.1.8)."""

        NONE = "", "Not given"
        NOBODYS = rules.Severity.NOBODYS, "Nobody’s fault"
        SLIP = rules.Severity.SLIP, "A slip"
        MISCONDUCT = rules.Severity.MISCONDUCT, "Misconduct"
        SERIOUS = rules.Severity.SERIOUS, "Serious misconduct"
        GROSS = rules.Severity.GROSS, "Gross misconduct"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    breach = models.ForeignKey(Breach, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()  # within the breach, from 1
    kind = models.CharField(max_length=13, choices=Kind.choices)
    code = models.CharField(max_length=11, blank=True, default="")  # what was answered, where asked
    level = models.CharField(max_length=10, choices=Level.choices, blank=True, default="")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    happened_at = models.DateTimeField(null=True)  # when it took place; NULL: not asked
    worker = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # who rang, or whom it concerns; NULL: not asked
    named = SealedText(seal_id="breaches.event.named", null=True)  # references; NULL: not asked
    words = SealedText(seal_id="breaches.event.words", null=True)  # NULL: nothing was said

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["at"], name="breach_proceedings", condition=models.Q(kind="disciplinary")
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["breach", "number"], name="breach_events_in_order"),
            models.CheckConstraint(
                condition=~models.Q(kind__in=("concerned", "not_concerned"))
                | models.Q(worker__isnull=False),
                name="breach_concerns_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    def sealed_under(self) -> KeyRef:
        """Return the key of all that is noted on its breach."""
        return KeyRef("handling", self.breach_id)
