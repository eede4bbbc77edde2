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
            models.Index(fields=["person", "at"], name="event_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.outcome}"


class Seal(models.Model):
    """An event's number and hashes, added by the sequencer once the event is committed.

    `leaf` covers the whole event, `chain` the line that is shipped and the chain before it (see verifier/).
    """

    n = models.BigIntegerField(primary_key=True)
    event = models.UUIDField(unique=True)  # no foreign key: the verifier tells what is missing
    leaf = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.n)


class Checkpoint(models.Model):
    """A signature over the chain at `n`, made when everything up to there has been shipped."""

    n = models.BigIntegerField(primary_key=True)
    chain = models.CharField(max_length=64)
    at = models.DateTimeField()
    key = models.CharField(max_length=16)  # the public key's short name
    signature = models.CharField(max_length=128)

    class Meta:
        indexes = [models.Index(fields=["at"], name="checkpoint_by_time")]

    def __str__(self) -> str:
        return f"checkpoint at {self.n}"
