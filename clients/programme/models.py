"""What happened to a man on the programme, event by event; none is changed, a further one corrects it (E16)."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.sealing.fields import SealedText
from confidentiality.sealing.keys import KeyRef
from staff.induction.models import PolicyVersion
from staff.models import Worker

from .rules import KINDS, NONE, STAGE, words_of


class ProgrammeEvent(models.Model):
    """One event of a man's way through the programme: what, and on which day. What was typed is for his file alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="programme_events")
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))
    stage = models.PositiveSmallIntegerField(null=True)  # NULL: it is no stage
    happened_on = models.DateField()
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="corrected_by"
    )  # NULL: it corrects none

    words = SealedText(seal_id="programme.event.words")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind=STAGE, stage__gte=1)
                | ~models.Q(kind=STAGE) & models.Q(stage=None),
                name="a_stage_has_its_number",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=NONE) | models.Q(corrects__isnull=False),
                name="nothing_happened_corrects_something",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "happened_on", "recorded_at"], name="programme_by_day")
        ]

    def __str__(self) -> str:
        return f"programme event of {self.happened_on}"

    @property
    def said(self) -> str:
        """Return what happened in words."""
        return words_of(self.kind, self.stage)

    def sealed_under(self) -> KeyRef:
        """Return the file's key."""
        return KeyRef("file", self.file_id)


class SignedForm(models.Model):
    """That a man signed the form which sets out where his confidentiality ends (clause 1). Nothing in it is typed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")
    signed_on = models.DateField()
    witnessed_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "signed_on"], name="forms_signed_on_file")
        ]

    def __str__(self) -> str:
        return f"form signed on {self.signed_on}"
