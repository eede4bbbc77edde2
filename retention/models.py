"""Schedules, holds, sweeps and certificates. What stays after a disposal says nothing of the person."""

import uuid
from datetime import date

from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.sealing.fields import SealedText
from confidentiality.sealing.keys import KeyRef
from confidentiality.work.models import Job
from staff.models import Worker

from .rules import Side, years_on

CASE_FILES = "case_files"


class ScheduleRule(models.Model):
    """How long one class of records is kept, from when it counts, by which mandate, and what happens then.

    Two people change the period, and the database carries it out (`staff.organisation`): never below `least_years`, a
    longer one at once and with a reason, a shorter one after notice.
    """

    class Trigger(models.TextChoices):
        """From when the period counts."""

        LEFT = "left", "The last time the person left the organisation"
        TOUCHED = "touched", "The last day on which something was written in it"

    class Disposition(models.TextChoices):
        """What happens when the period has run out."""

        DESTROY = "destroy", "Destroyed"

    record_class = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=40)
    trigger = models.CharField(max_length=10, choices=Trigger.choices)
    years = models.PositiveSmallIntegerField()
    least_years = models.PositiveSmallIntegerField()  # what the clause asks for
    then_years = models.PositiveSmallIntegerField(null=True)  # NULL: it stays as it is
    then_from = models.DateField(null=True)  # NULL: the same
    longer_because = models.CharField(max_length=200, blank=True, default="")
    unsure_since = models.DateTimeField(
        null=True
    )  # NULL: sure; else a restore lost what was agreed
    disposition = models.CharField(max_length=10, choices=Disposition.choices)
    clause = models.CharField(max_length=10)
    mandate = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(years__gte=1), name="kept_for_a_year_or_more"
            ),
            models.CheckConstraint(
                condition=models.Q(years__gte=models.F("least_years"))
                & (models.Q(then_years=None) | models.Q(then_years__gte=models.F("least_years"))),
                name="never_shorter_than_its_clause",
            ),
            models.CheckConstraint(
                condition=models.Q(then_years=None, then_from=None)
                | models.Q(then_years__isnull=False, then_from__isnull=False),
                name="a_later_period_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def years_on(self, day: date) -> int:
        """Return for how many years records are kept, as it is on a day."""
        return years_on(day, years=self.years, then_years=self.then_years, then_from=self.then_from)


class Hold(models.Model):
    """Why a case file must not be destroyed for now; a file with one that was not lifted survives every sweep.

    The grounds are a closed list, which the records admin reads. The words are sealed under the file's key: the
    records admin can neither read nor write them. A hold that stands cannot be deleted by anybody, and its foreign
    key keeps the file.
    """

    class Ground(models.TextChoices):
        """What for, told so that it says nothing of the person."""

        CLAIM = "claim", "A legal claim or a court case"
        COMPLAINT = "complaint", "A complaint"
        REQUEST = "request", "Somebody has asked to see the file"
        INQUIRY = "inquiry", "An inquiry or a review"
        DEATH = "death", "The client has died"
        OTHER = "other", "Something else"

    class LiftGround(models.TextChoices):
        """Why it stands no longer."""

        ENDED = "ended", "What it was for has ended"
        MISTAKE = "mistake", "It was placed by mistake"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    side = models.CharField(max_length=7, choices=[(str(s), str(s)) for s in Side])
    ground = models.CharField(max_length=10, choices=Ground.choices)
    placed_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    lift_ground = models.CharField(
        max_length=10, choices=LiftGround.choices, blank=True, default=""
    )
    lifted_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: it stands
    lifted_at = models.DateTimeField(null=True)  # NULL: it stands

    reason = SealedText(seal_id="retention.hold.reason", null=True)  # NULL: placed without words
    lift_reason = SealedText(seal_id="retention.hold.lift_reason", null=True)  # NULL: the same

    class Meta:
        indexes = [
            models.Index(
                fields=["file"], name="hold_that_stands", condition=models.Q(lifted_at=None)
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lifted_at=None, lifted_by=None, lift_ground="")
                | (
                    models.Q(lifted_at__isnull=False, lifted_by__isnull=False)
                    & ~models.Q(lift_ground="")
                ),
                name="lifted_by_somebody_for_something",
            ),
            models.CheckConstraint(
                condition=~models.Q(side=str(Side.RECORDS))
                | models.Q(reason__isnull=True, lift_reason__isnull=True),
                name="no_words_without_the_key",
            ),
        ]

    def __str__(self) -> str:
        return f"hold of {self.placed_at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the file's key."""
        return KeyRef("file", self.file_id)


class Sweep(models.Model):
    """One run over everything that is due on `as_of`, a day in London that is never in the future."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    as_of = models.DateField()
    planned_by = models.JSONField(default=dict)  # years by class of records, as they were then
    asked_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: the clock did
    asked_at = models.DateTimeField(default=timezone.now)
    job = models.OneToOneField(Job, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True)  # NULL: not planned yet
    ended_at = models.DateTimeField(null=True)  # NULL: not ended

    class Meta:
        indexes = [models.Index(fields=["-asked_at"], name="sweep_by_time")]

    def __str__(self) -> str:
        return f"sweep as of {self.as_of}"


class Certificate(models.Model):
    """What stays of a case file: that it was destroyed, when, by which rule, how many rows and which keys.

    One per file for ever, so nothing is destroyed twice. Nobody can change or delete one. The database takes it
    only when every row and key of the file is gone, and lets no file go without it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_id = models.UUIDField(unique=True)  # leads nowhere any more
    reference = models.CharField(max_length=9)
    record_class = models.CharField(max_length=40)
    clause = models.CharField(max_length=10)
    mandate = models.CharField(max_length=200)
    years = models.PositiveSmallIntegerField()
    left_on = models.DateField()
    due_on = models.DateField()
    erased = models.JSONField()  # {table: rows}
    keys_destroyed = models.JSONField()  # {kind: keys}
    backups = models.CharField(max_length=600)
    sweep = models.ForeignKey(Sweep, models.PROTECT, related_name="certificates")
    destroyed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["destroyed_at", "id"], name="certificate_by_time")]

    def __str__(self) -> str:
        return f"certificate {self.reference}"


class Disposal(models.Model):
    """One file of a sweep's plan, and what became of it. `reasons`: why it was kept, as codes of `Reason`."""

    class Outcome(models.TextChoices):
        """What became of it."""

        PLANNED = "planned", "Planned"
        DESTROYED = "destroyed", "Destroyed"
        KEPT = "kept", "Kept"
        GONE = "gone", "Already gone"
        FAILED = "failed", "Not destroyed, an error stopped it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sweep = models.ForeignKey(Sweep, models.PROTECT, related_name="disposals")
    file_id = models.UUIDField()
    reference = models.CharField(max_length=9)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PLANNED)
    reasons = models.JSONField(default=list)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=60, default="")  # an exception's type, never its words
    ended_at = models.DateTimeField(null=True)  # NULL: still planned

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sweep", "file_id"], name="planned_once_in_a_sweep")
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.outcome}"
