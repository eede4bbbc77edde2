"""The audit: who did what, ids and names of fields, never values."""

import uuid

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One thing that happened; logins may insert it and never change it.

    No foreign keys: after a disposal an event's reference leads nowhere, and the event stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now)
    person = models.UUIDField(null=True)  # NULL: a system actor, named in `actor`
    actor = models.CharField(max_length=20)
    action = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10)
    file = models.UUIDField(null=True)  # NULL: not about one case file
    ids = models.JSONField(default=list)
    purpose = models.CharField(max_length=200)
    reason = models.CharField(max_length=200)
    fields = models.JSONField(default=list)
    request = models.UUIDField(null=True)  # NULL: not within a web request
    origin = models.CharField(max_length=45)

    class Meta:
        indexes = [
            models.Index(fields=["file", "at"], name="event_by_file"),
            models.Index(fields=["at"], name="event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.outcome}"
