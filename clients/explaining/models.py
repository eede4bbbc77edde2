"""That the policy was explained to a client; each time a row, none is changed."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from staff.induction.models import PolicyVersion
from staff.models import Worker


class Explanation(models.Model):
    """One time that the policy was explained to a client (clauses 1, 5.2.1). Nothing in it is typed."""

    class How(models.TextChoices):
        """How it was explained."""

        IN_PERSON = "in_person", "In person"
        TELEPHONE = "telephone", "By telephone"
        VIDEO = "video", "By video"
        WRITING = "writing", "In writing"

    class Copy(models.TextChoices):
        """Which copy was given."""

        NONE = "none", "None was wanted"
        UNSAFE = "unsafe", "None, it would not be safe"
        PAPER = "paper", "On paper"
        LARGE_PRINT = "large_print", "In large print"
        EASY_WORDS = "easy_words", "In easy words or another language"
        ELECTRONIC = "electronic", "Sent electronically"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")
    explained_on = models.DateField()
    explained_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    with_interpreter = models.BooleanField()
    copy = models.CharField(max_length=12, choices=Copy.choices)
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "explained_on"], name="explained_on_file")
        ]

    def __str__(self) -> str:
        return f"explained on {self.explained_on}"
