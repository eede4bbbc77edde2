"""A task: what is to be done, by whom, by when."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.sealing.fields import SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker


class Task(models.Model):
    """What somebody is to do by a day: on a case file, where everybody who may view it sees it, or alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(
        CaseFile, models.PROTECT, null=True, related_name="tasks"
    )  # NULL: on no file, its owner's alone
    owner = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    due_on = models.DateField()
    made_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)  # NULL: still to do
    done_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")

    words = SealedText(seal_id="clients.task.words")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(file__isnull=False) | models.Q(owner=models.F("made_by")),
                name="a_task_alone_is_one_s_own",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=models.Q(done_at=None), name="tasks_to_do"
            ),
        ]

    def __str__(self) -> str:
        return f"task for {self.due_on}"

    def sealed_under(self) -> KeyRef:
        """Return the file's key, or its owner's for a task on no file."""
        return KeyRef("file", self.file_id) if self.file_id else KeyRef("person", self.owner_id)
