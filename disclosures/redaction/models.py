"""What was decided about the words of each entry, what the machine read, who looked at it second.

All of it is sealed under the file's key: where something is withheld, and why, tells of it. What was weighed for
leaving something protected in tells of others, and lies under the key of the file's third-party set.
"""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import Entry
from confidentiality.sealing.fields import SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from disclosures.models import DisclosureRequest, OnFile
from staff.models import Worker


class RedactionStep(OnFile):
    """One decision about an entry that was picked; it holds until it is taken back."""

    request = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="redaction_steps")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True)  # NULL: it holds

    what = SealedJSON(seal_id="redaction.step.what")  # see disclosures.redaction.steps

    class Meta:
        db_table = "redaction_step"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["request", "at"], name="redaction_steps")
        ]

    def __str__(self) -> str:
        return f"step of {self.at:%Y-%m-%d}"


class Weighing(OnFile):
    """Why something protected may leave all the same, factor by factor, before it was left in."""

    request = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="weighings")
    step = models.OneToOneField(RedactionStep, models.PROTECT, related_name="weighing")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    factors = SealedJSON(seal_id="redaction.weighing.factors")  # words by REDACTION_FACTORS

    class Meta:
        db_table = "redaction_weighing"

    def __str__(self) -> str:
        return f"weighing of {self.at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the key of the file's third-party set."""
        return KeyRef("third_party", self.file_id)


class MachineReading(OnFile):
    """What the machine found in what would leave, at one time; `content` is the digest of that."""

    request = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="machine_readings")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    content = models.CharField(max_length=64)

    found = SealedJSON(seal_id="redaction.reading.found")  # see disclosures.redaction.reading

    class Meta:
        db_table = "redaction_reading"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["request", "at"], name="redaction_readings")
        ]

    def __str__(self) -> str:
        return f"reading of {self.at:%Y-%m-%d}"


class RedactionReview(OnFile):
    """Somebody who did not prepare it has looked at all that would leave, and at what the machine found in it."""

    request = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="reviews")
    reading = models.OneToOneField(MachineReading, models.PROTECT, related_name="review")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    content = models.CharField(max_length=64)
    passed = models.BooleanField()

    words = SealedText(seal_id="redaction.review.words")
    harmless = SealedJSON(
        seal_id="redaction.review.harmless", null=True
    )  # ids of entries whose rest holds no sensitive fact; NULL: of none it was said
    court = SealedJSON(
        seal_id="redaction.review.court", null=True
    )  # by what a court's typed words leave: its permission, or how they are known to be none; NULL: none were

    class Meta:
        db_table = "redaction_review"

    def __str__(self) -> str:
        return f"review of {self.at:%Y-%m-%d}"
