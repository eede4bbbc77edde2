"""A decision not to share something of a file; sealed under the file's own key."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.sealing.fields import SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker

from .rules import Kind


class Refusal(models.Model):
    """That something was not shared, or somebody was not warned, and why; never changed.

    What is missing of it, by the rules, is said on its page: what happened can always be recorded.
    """

    class Kinds(models.TextChoices):
        """What was decided."""

        ASKED = Kind.ASKED, "Somebody asked, and it was not shared"
        CONSIDERED = Kind.CONSIDERED, "Nobody asked: we thought of sharing it, and did not"
        NOT_WARNED = Kind.NOT_WARNED, "Somebody may be in danger, and was not warned"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kinds.choices)
    decided_on = models.DateField()
    decided_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    discussed_with = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: with nobody yet
    endangers = models.BooleanField()  # unless somebody says that the client may know
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: nobody else has confirmed it
    confirmed_at = models.DateTimeField(null=True)  # NULL with it
    recipient = SealedText(seal_id="refusals.refusal.recipient")  # who asked, or is not warned
    what = SealedText(seal_id="refusals.refusal.what")
    why = SealedText(seal_id="refusals.refusal.why")
    instead = SealedText(seal_id="refusals.refusal.instead")  # what is done instead; empty: nothing

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "recorded_at"], name="refusals_on_file"),
            models.Index(
                fields=["recorded_at"],
                name="refusals_to_confirm",
                condition=models.Q(kind="not_warned", confirmed_at__isnull=True),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~models.Q(confirmed_by=models.F("decided_by"))
                & ~models.Q(confirmed_by=models.F("recorded_by")),
                name="refusal_confirmed_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"refusal of {self.decided_on}"

    def sealed_under(self) -> KeyRef:
        """Return the file's key."""
        return KeyRef("file", self.file_id)
