"""Whom a worker has declared to know, and when they last said that this is everybody."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.utils import timezone

from confidentiality.sealing.fields import SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker


class Statement(models.Model):
    """That a worker said: this is everybody whom I have to declare. It does not say whether it is anybody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["worker", "-at"], name="statement_of_person")
        ]

    def __str__(self) -> str:
        return f"statement of {self.at:%Y-%m-%d}"


class Declared(models.Model):
    """Somebody whose case files a worker must not see (E2): read in clear by that worker alone.

    Sealed under a key of its own, which goes with it. Nobody is told whether there is such a file.
    """

    class Relation(models.TextChoices):
        """How they know each other."""

        KIN = "kin", "Family"
        PARTNER = "partner", "Partner or former partner"
        FRIEND = "friend", "Friend"
        NEIGHBOUR = "neighbour", "Neighbour"
        EX_COLLEAGUE = "ex_colleague", "Colleague, or former colleague"
        OTHER = "other", "We know each other in another way"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    relation = SealedText(seal_id="declarations.declared.relation")
    given_name = SealedText(seal_id="declarations.declared.given_name")
    family_name = SealedText(seal_id="declarations.declared.family_name")
    other_names = SealedJSON(seal_id="declarations.declared.other_names")  # list of names
    date_of_birth = SealedText(seal_id="declarations.declared.date_of_birth")  # ISO date, or empty
    phone = SealedText(seal_id="declarations.declared.phone")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["worker"], name="declared_by_worker")
        ]

    def __str__(self) -> str:
        return "somebody declared"

    @property
    def born(self) -> date | None:
        """Return the date of birth, opened; None where it is not known."""
        iso: str = self.date_of_birth
        return date.fromisoformat(iso) if iso else None

    def sealed_under(self) -> KeyRef:
        """Return the key of what was declared of this person."""
        return KeyRef("declared", self.id)
