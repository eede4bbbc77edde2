"""That two entries of a case file tell the same: sent twice, imported twice, or written by two workers."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile, Entry
from confidentiality.sealing.fields import SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker


class Duplicate(models.Model):
    """That one worker says two entries tell the same, and which stays; it is done when another agrees.

    Then the other stands in the trail of the one that stays, with its words, author and time: nothing is deleted.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        OPEN = "", "Waits for somebody else"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Taken back"
        LAPSED = "lapsed", "Fits no more"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    kept = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    gone = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default="", blank=True)
    decided_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: it waits
    decided_at = models.DateTimeField(null=True)  # NULL: the same

    reason = SealedText(seal_id="duplicates.duplicate.reason")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("gone")), name="duplicate_of_another"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_by=None, decided_at=None)
                | ~models.Q(outcome="")
                & models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="duplicate_decided_whole",
            ),
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(outcome=""), name="one_duplicate_waits"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["file"], condition=models.Q(outcome=""), name="duplicates_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"proposal of {self.proposed_at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the file's key."""
        return KeyRef("file", self.file_id)
