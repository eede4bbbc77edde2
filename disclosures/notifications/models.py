"""Notifications before the support service, what was done about each, and strands of partners who have no file.

What stands before the support service holds nothing of his: which event a notification tells, and of whose linked
people a strand is one, stands apart in tables that no login reads (clause 4.2.1 i).
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from clients.people.models import LinkedPerson
from clients.programme.models import ProgrammeEvent
from clients.programme.rules import KINDS, words_of
from confidentiality.sealing.fields import SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker

from .rules import is_risk, late_after


class Strand(models.Model):
    """How a man's partner or former partner who has no file may be reached: as he gave it, for the support service."""

    class Why(models.TextChoices):
        """Why it is closed."""

        FILE = "file", "She has a file"
        ENDED = "ended", "There is nothing more to be told, or nobody to tell"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    touched_on = models.DateField()  # the last day on which something was done about it, in London
    given_to = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: the line managers'
    closed_why = models.CharField(max_length=5, choices=Why.choices, blank=True, default="")

    # {"name": …, "phones": […], "addresses": […]}
    details = SealedJSON(seal_id="notifications.strand.details")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["touched_on"], name="strand_by_touch")
        ]

    def __str__(self) -> str:
        return f"strand of {self.made_at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the strand's own key."""
        return KeyRef("strand", self.id)


class PersonLookedAt(models.Model):
    """That the notifier has looked whether somebody tied to a programme file is a partner. Read by functions alone."""

    person = models.OneToOneField(LinkedPerson, models.PROTECT, primary_key=True, related_name="+")
    version = models.PositiveIntegerField()  # the telling that was looked at
    partner = models.BooleanField()
    strand = models.OneToOneField(
        Strand, models.PROTECT, null=True, related_name="+"
    )  # NULL: none was needed
    strand_from = models.ForeignKey(
        LinkedPerson, models.PROTECT, null=True, related_name="+"
    )  # the entry whose strand it was before two said they are one; NULL: this one's

    def __str__(self) -> str:
        return "somebody looked at"


class OfHers(models.Model):
    """A row that belongs to a woman's file, or to a strand where she has none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(
        CaseFile, models.PROTECT, null=True, related_name="%(class)ss"
    )  # NULL: a strand's
    strand = models.ForeignKey(
        Strand, models.PROTECT, null=True, related_name="%(class)ss"
    )  # NULL: a file's

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(file=None, strand__isnull=False)
                | models.Q(file__isnull=False, strand=None),
                name="%(class)s_of_a_file_or_a_strand",
            )
        ]

    def sealed_under(self) -> KeyRef:
        """Return the key of the file, or of the strand."""
        if self.strand_id is not None:
            return KeyRef("strand", self.strand_id)
        assert self.file_id is not None  # noqa: S101 - one of the two
        return KeyRef("file", self.file_id)


class Notification(OfHers):
    """A status and its day, to be told by a person. Written by the notifier's function, ended by another, both once."""

    class Outcome(models.TextChoices):
        """What became of it."""

        WAITS = "", "To be told"
        TOLD = "told", "Told"
        STOPPED = "stopped", "Not told: she asked for none of these"
        NOT_TOLD = "not_told", "Decided not to tell"
        REPLACED = "replaced", "Replaced before it was told"

    status = models.CharField(max_length=12, choices=list(KINDS.items()))
    stage = models.PositiveSmallIntegerField(null=True)  # NULL: it is no stage
    on = models.DateField()
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+"
    )  # NULL: it corrects none; else what was told and was wrong (E16)
    contact_version = models.PositiveIntegerField()  # of safe contact when it came; 0: a strand's
    made_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True, default="")
    ended_at = models.DateTimeField(null=True)  # NULL: it waits

    class Meta(OfHers.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "made_at"], name="notifications_of_file"),
            models.Index(
                fields=["made_at"], name="notifications_to_tell", condition=models.Q(outcome="")
            ),
        ]

    def __str__(self) -> str:
        return f"notification of {self.on}"

    @property
    def said(self) -> str:
        """Return the status in words."""
        return words_of(self.status, self.stage)

    @property
    def is_risk(self) -> bool:
        """Say whether it warns of risk, as it is or as it was told first."""
        told = [self.status, *([self.corrects.status] if self.corrects else [])]
        return is_risk(told, settings.NOTIFICATION_RISKS)

    @property
    def is_late(self) -> bool:
        """Say whether it waits longer than it should."""
        may_wait = late_after(
            risk=self.is_risk,
            days=settings.NOTIFICATION_DAYS,
            hours=settings.NOTIFICATION_RISK_HOURS,
        )
        return not self.outcome and timezone.now() > self.made_at + may_wait


class Origin(models.Model):
    """Which event on his file a notification tells. Read by functions alone, gone with either file."""

    notification = models.OneToOneField(
        Notification, models.PROTECT, primary_key=True, related_name="+"
    )
    event = models.ForeignKey(ProgrammeEvent, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return "origin of a notification"


class ToLookAt(models.Model):
    """That something happened on a programme file; gone when the notifier has looked. Read by functions alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["since", "id"], name="programme_to_look_at")
        ]

    def __str__(self) -> str:
        return "a programme file to look at"


class Attempt(models.Model):
    """What somebody did about a notification: told it, tried to, or decided not to; never changed (E15, E17)."""

    class Result(models.TextChoices):
        """What came of it."""

        TOLD = "told", "Told"
        NOT_REACHED = "unreached", "Not reached"
        STOPPED = "stopped", "Not told: she asked for none of these"
        NOT_TOLD = "not_told", "Decided not to tell"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notification = models.ForeignKey(Notification, models.PROTECT, related_name="attempts")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    happened_at = models.DateTimeField()
    result = models.CharField(max_length=9, choices=Result.choices)
    contact = models.UUIDField(
        null=True
    )  # the use of safe contact on her file; NULL: there was none

    # {"how", "words", "against"}; see actions
    details = SealedJSON(seal_id="notifications.attempt.details")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["notification", "at"], name="attempts_by_time")
        ]

    def __str__(self) -> str:
        return f"attempt of {self.at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the key under which the notification's words are."""
        return self.notification.sealed_under()

    def told(self) -> dict[str, Any]:
        """Return what was written."""
        found: dict[str, Any] = self.details
        return found


class Preference(OfHers):
    """What she wants to be told; the last one stands."""

    class Wants(models.TextChoices):
        """What."""

        ALL = "all", "Everything that the policy lets us tell her"
        RISK = "risk", "Only what may be a risk to her"

    wants = models.CharField(max_length=4, choices=Wants.choices)
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    words = SealedText(seal_id="notifications.preference.words")

    def __str__(self) -> str:
        return f"preference of {self.at:%Y-%m-%d}"
