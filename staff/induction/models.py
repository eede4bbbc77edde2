"""Versions of the policy's text, and who acknowledged which."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.lookups import IsNull
from django.utils import timezone

from staff.models import Worker


class PolicyVersion(models.Model):
    """One version of the policy's whole text; written by one person, put in force by another, then never changed.

    Until it is in force it has no number, and whoever may write the policy may throw it away for another.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(null=True, unique=True)  # NULL: not in force yet
    text = models.TextField()  # Markdown, a heading per clause; no personal content
    changes = models.TextField(max_length=2000)  # what is new, for those who know the one before
    written_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: not in force yet
    published_at = models.DateTimeField(null=True)  # NULL: not in force yet

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(
                    number__isnull=True, published_by__isnull=True, published_at__isnull=True
                )
                | models.Q(
                    number__isnull=False, published_by__isnull=False, published_at__isnull=False
                ),
                name="policy_published_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(written_by=models.F("published_by")),
                name="policy_published_by_another",
            ),
            models.UniqueConstraint(
                IsNull(models.F("number"), True),
                condition=models.Q(number__isnull=True),
                name="one_policy_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"policy {self.number}" if self.number else "policy, not in force"


class Acknowledgement(models.Model):
    """That a worker has read one version and will keep to it; a committee member takes responsibility for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="acknowledgements")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField(default=timezone.now)
    takes_responsibility = models.BooleanField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "worker"], name="acknowledged_once")
        ]

    def __str__(self) -> str:
        return "acknowledgement"
