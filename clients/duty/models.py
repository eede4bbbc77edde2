"""Who searched on duty, when, and which file answered: the count that slows guessing, and what its leads are told."""

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

    class Meta:
        app_label = "clients"
        indexes = [
            models.Index(fields=["by", "at"], name="duty_by_worker"),
            models.Index(
                fields=["file"], name="duty_by_file", condition=models.Q(file__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return "duty search"


class DutySearchSeen(models.Model):
    """That one who leads the file knows of a duty search; the others who lead it still have it before them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    search = models.ForeignKey(DutySearch, models.PROTECT, related_name="seen")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "clients"
        constraints = [
            models.UniqueConstraint(fields=["search", "by"], name="a_duty_search_is_seen_once")
        ]

    def __str__(self) -> str:
        return "duty search seen"
