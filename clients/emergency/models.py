"""Emergency access: one worker, one case file, one hour, one review; and what was asked for by description."""

import uuid
from datetime import datetime, timedelta
from math import ceil

from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.sealing.fields import SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker

LASTS = timedelta(minutes=60)


class EmergencyAccess(models.Model):
    """One worker's emergency access to one case file; the row is itself the grant, until `until`.

    Written by the database's own functions alone. `until` is moved forward when somebody ends it. `reference` is a
    copy: whoever reviews may have no grant on the file.
    """

    class Outcome(models.TextChoices):
        """What the review found."""

        JUSTIFIED = "justified", "Justified"
        NOT_JUSTIFIED = "not_justified", "Not justified"

    class Why(models.TextChoices):
        """Why a second manager was asked."""

        OVERDUE = "overdue", "The review is overdue"
        AGAIN = "again", "The same worker used it again before the review"
        UNFIT = "unfit", "The first reviewer may no longer review it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at_risk = models.BooleanField()  # life or safety, as the worker said
    reason = SealedText(seal_id="emergency.access.reason")
    started_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: it ends by itself
    manager = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: there was nobody
    second = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")  # NULL: not yet
    escalated_at = models.DateTimeField(null=True)  # NULL: it was not
    escalated_because = models.CharField(max_length=8, choices=Why.choices, blank=True, default="")
    reviewed_at = models.DateTimeField(null=True)  # NULL: not yet
    reviewed_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: not yet
    outcome = models.CharField(max_length=13, choices=Outcome.choices, blank=True, default="")
    finding = SealedText(seal_id="emergency.access.finding", null=True)  # NULL: not reviewed yet

    class Meta:
        indexes = [
            models.Index(fields=["worker", "until"], name="emergency_by_worker"),
            models.Index(
                fields=["started_at"],
                condition=models.Q(reviewed_at__isnull=True),
                name="emergency_to_review",
            ),
            models.Index(
                fields=["reviewed_at"],
                condition=models.Q(outcome="not_justified"),
                name="emergency_not_justified",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__lte=models.F("started_at") + LASTS),
                name="emergency_lasts_an_hour",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    reviewed_at__isnull=True,
                    reviewed_by__isnull=True,
                    outcome="",
                    finding__isnull=True,
                )
                | models.Q(
                    reviewed_at__isnull=False, reviewed_by__isnull=False, finding__isnull=False
                )
                & ~models.Q(outcome=""),
                name="emergency_reviewed_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(reviewed_by=models.F("worker"))
                & ~models.Q(manager=models.F("worker"))
                & ~models.Q(second=models.F("worker")),
                name="emergency_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return "emergency access"

    def minutes_left(self, now: datetime) -> int:
        """Return the minutes left, the last begun one counted; 0 when it has ended."""
        return max(0, ceil((self.until - now) / timedelta(minutes=1)))

    def sealed_under(self) -> KeyRef:
        """Return the key of this emergency access: whoever reviews has no key of the file."""
        return KeyRef("emergency", self.id)


class EmergencySearch(models.Model):
    """Somebody asked for by description: a manager looks, and tells the answer by word of mouth.

    It says nothing of whether there is a file, to anybody. The description is gone once it is answered, or has lapsed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    service = models.CharField(max_length=4)
    at_risk = models.BooleanField()
    words = SealedText(seal_id="emergency.search.words", null=True)  # NULL: answered or lapsed
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)  # NULL: not yet
    answered_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: not yet

    class Meta:
        indexes = [
            models.Index(fields=["asked_by", "asked_at"], name="search_by_asker"),
            models.Index(
                fields=["asked_at"],
                condition=models.Q(answered_at__isnull=True),
                name="search_to_answer",
            ),
        ]

    def __str__(self) -> str:
        return "search in an emergency"

    def sealed_under(self) -> KeyRef:
        """Return the key of this search, destroyed with its answer."""
        return KeyRef("search", self.id)


class WallAlert(models.Model):
    """That somebody tried to reach a file from behind a conflict's wall (E2), or to disclose from it to a partner.

    Or that its client was in a group in which a partner of theirs was (4.4.1), or that the register of agencies tells
    that somebody to whom something left is one, or that what left is closed as the client agrees to less. It stands
    until a manager has seen it.

    Written by the database's own functions alone. `reference` is a copy: who is told may have no grant on the file.
    """

    class Kind(models.TextChoices):
        """What was tried."""

        WALL = "wall", "To reach the file"
        RECIPIENT = "recipient", "To disclose from it to a partner"
        GROUP = "group", "To put its client in a group with a partner"
        REGISTER = "register", "To write down who a partner is, on the register of agencies"
        LESS = "less", "To write down that the client agrees to less than what left"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.WALL)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    times = models.PositiveIntegerField(default=1)
    seen_at = models.DateTimeField(null=True)  # NULL: not yet
    seen_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: not yet

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "file", "kind"],
                condition=models.Q(seen_at__isnull=True),
                name="one_unseen_wall_alert",
            ),
        ]

    def __str__(self) -> str:
        return "alert of a wall"


class Ask(models.Model):
    """That somebody asked for emergency access within the last hour; what they are counted by."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(db_index=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return "ask"
