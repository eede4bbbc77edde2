"""The checklist of an induction, what of it is done for whom, and who was trained in what."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from staff.models import Worker

LONGEST_RENEWAL = 60  # months


class Item(models.Model):
    """One line of the organisation's checklist; taken off the list, never deleted: people have it noted."""

    class Code(models.TextChoices):
        """What the product itself asks for; every other line is the organisation's own."""

        COPY = "copy", "Copy of the policy"
        EXPLAINED = "explained", "What it means for their work"
        FORM = "form", "Confidentiality form"
        DECLARED = "declared", "Whom they know is declared"
        OTHER = "other", "The organisation’s own"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=10, choices=Code.choices)
    words = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True)  # NULL: on the list

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code="other"), name="asked_for_once"
            ),
            models.CheckConstraint(
                condition=models.Q(code="other") | models.Q(retired_at=None),
                name="what_files_wait_for_stays",
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.position}"


class Noted(models.Model):
    """That one line is done for one person: by whom and when; noted by somebody else than them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    done_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")  # who gave, explained
    done_on = models.DateField()
    noted_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["item", "worker"], name="noted_once"),
            models.CheckConstraint(
                condition=~models.Q(worker=models.F("noted_by"))
                & ~models.Q(worker=models.F("done_by")),
                name="inducted_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"noted on {self.done_on}"


class Training(models.Model):
    """One training of one person: what it covered, who held it, until when it is good (clause 5.10)."""

    class Subject(models.TextChoices):
        """What it was about; files wait for the first."""

        POLICY = "policy", "The confidentiality policy and what follows from it"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=6, choices=Subject.choices)
    content = models.CharField(max_length=200)
    trainer = models.CharField(max_length=120)
    held_on = models.DateField()
    months = models.PositiveSmallIntegerField()
    good_until = models.DateField()
    noted_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["worker", "-good_until"], name="training_of_person")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["worker", "held_on", "subject", "content"], name="trained_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(worker=models.F("noted_by")), name="trained_as_another_says"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    months__gte=1,
                    months__lte=LONGEST_RENEWAL,
                    good_until__gt=models.F("held_on"),
                ),
                name="trained_for_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"training of {self.held_on}"
