"""Whoever is tied to a case file, what was told of them from first to last, and which of them are one person.

All of it is what others must not learn, the client among them: it lies under the key of the file's third-party set, and
is read by the right to that (clause 3.2.1). Rows are added; what was told is never changed. Only what the file itself
said of a partner is read by whoever reads the file, as it was before.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.sealing.fields import SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker


class LinkedPerson(models.Model):
    """Somebody who is tied to a case file; who they are stands in their versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="linked_people")
    added_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+"
    )  # NULL: a person of their own; else the entry of which two people said that it is the same person

    def __str__(self) -> str:
        return "linked person"


class PersonVersion(models.Model):
    """What was told of a linked person at one time, whole; the highest number is what stands."""

    class Kind(models.TextChoices):
        """What happened."""

        ADDED = "added", "Added"
        CHANGED = "changed", "Changed"
        UNTIED = "untied", "No longer tied to the file"
        TIED = "tied", "Tied to the file again"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(LinkedPerson, models.PROTECT, related_name="versions")
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=7, choices=Kind.choices)
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    details = SealedJSON(seal_id="people.version.details")  # see clients.people.details
    reason = SealedText(seal_id="people.version.reason")  # empty unless untied, or tied again

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "number"], name="one_version_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of a linked person"

    def sealed_under(self) -> KeyRef:
        """Return the key of the file's third-party set."""
        return KeyRef("third_party", self.file_id)


class Merge(models.Model):
    """That one worker says two entries are the same person, or are not after all; it is done when another agrees."""

    class Kind(models.TextChoices):
        """What is proposed."""

        MERGE = "merge", "The same person"
        SPLIT = "split", "Two people after all"

    class Outcome(models.TextChoices):
        """What became of it."""

        OPEN = "", "Waits for somebody else"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Taken back"
        LAPSED = "lapsed", "Fits no more"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    kept = models.ForeignKey(LinkedPerson, models.PROTECT, related_name="+")
    merged = models.ForeignKey(LinkedPerson, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default="", blank=True)
    decided_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: it waits
    decided_at = models.DateTimeField(null=True)  # NULL: the same

    reason = SealedText(seal_id="people.merge.reason")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("merged")), name="merge_of_two"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_by=None, decided_at=None)
                | ~models.Q(outcome="")
                & models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="merge_decided_whole",
            ),
            models.UniqueConstraint(
                fields=["merged"], condition=models.Q(outcome=""), name="one_open_merge"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of two linked people"

    def sealed_under(self) -> KeyRef:
        """Return the key of the file's third-party set."""
        return KeyRef("third_party", self.file_id)


class PartnerLine(models.Model):
    """What the file itself said of a partner who was put among the people since: nothing is released to them by it.

    No page shows it. It lies under the file's own key, as what the file says still: who asks to disclose may not read
    what others said, and is to be stopped all the same (3.3.2 e). It leaves with the person (E48).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(LinkedPerson, models.PROTECT, related_name="+")
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")

    line = SealedText(seal_id="people.partner_line.line")

    def __str__(self) -> str:
        return "what a file said of a partner"

    def sealed_under(self) -> KeyRef:
        """Return the file's own key."""
        return KeyRef("file", self.file_id)
