"""Who searched on duty, when, and which file answered: the count that slows guessing, and what its lead is told."""

import uuid

from django.db import models
from django.utils import timezone

from staff.models import Worker


class DutySearch(models.Model):
    """One duty search; written by the database's own function, so that none goes uncounted.

    A file that answered is open to `by`, for an hour and for the narrow purpose only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    file = models.ForeignKey(
        "clients.CaseFile", models.PROTECT, null=True, related_name="+"
    )  # NULL: none answered, or none that may be known
    seen_at = models.DateTimeField(null=True)  # NULL: its lead has not said that they have seen it
    seen_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")

    class Meta:
        app_label = "clients"
        indexes = [
            models.Index(fields=["by", "at"], name="duty_by_worker"),
            models.Index(
                fields=["file"],
                name="duty_unseen",
                condition=models.Q(seen_at__isnull=True, file__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return "duty search"
