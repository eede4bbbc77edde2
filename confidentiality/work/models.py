"""Jobs: work that must happen, kept in the database."""

import uuid

from django.db import models
from django.utils import timezone


class Job(models.Model):
    """One piece of work: its kind, its subject's id, who asked, and how far it is.

    `done` and `total` are for the progress on a page; `slot` makes a regular job exist once per occasion.
    """

    class State(models.TextChoices):
        """Where a job stands."""

        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Stopped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    asked_by = models.UUIDField(null=True)  # NULL: a system actor asked
    slot = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001  # NULL: not a regular job
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)  # since its last step that was done
    failure = models.CharField(
        max_length=60, blank=True, default=""
    )  # an exception's type, never its words
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)  # NULL: nobody has claimed it
    ended_at = models.DateTimeField(null=True)  # NULL: not ended

    class Meta:
        indexes = [models.Index(fields=["state", "not_before"], name="job_to_claim")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Heartbeat(models.Model):
    """When a part of the installation was last heard of; one row per part, overwritten."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Closing(models.Model):
    """That the doors are closed, and what for (`access.doors`); at most one row. A backup leaves it out."""

    id = models.IntegerField(primary_key=True, default=1)
    reason = models.CharField(max_length=10)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="doors_are_closed_once")
        ]

    def __str__(self) -> str:
        return f"closed for {self.reason}"


class Backup(models.Model):
    """A backup that was made and read back whole: its folder's name, its size, when its snapshot was taken.

    `keys` is the print of the keys' own file beside it; the folder may have been pruned since.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=40, unique=True)
    size = models.BigIntegerField()  # bytes
    keys = models.CharField(max_length=64)  # SHA-256, hexadecimal
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["-made_at"], name="backup_by_time")]

    def __str__(self) -> str:
        return self.name
