"""The keys: one per subject, in a schema of their own, with no foreign key across."""

import uuid

from django.db import models
from django.utils import timezone

from .index.models import DeclaredToken, Generation, PartnerToken, Token
from .master import WrappedKeyField

__all__ = ["DeclaredToken", "Generation", "Key", "PartnerToken", "Token"]

KINDS = (
    "file",
    "third_party",
    "person",
    "package",
    "import",
    "agency",
    "draft",
    "emergency",
    "search",
    "enquiry",
    "breach",
    "handling",
    "mail",
    "address",
    "declared",
    "parcel",
    "call",
    "asking",
    "answer",
    "strand",
)


class Key(models.Model):
    """The key of one subject; no row for you means no key for you, destroying it destroys the subject."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12)
    subject = models.UUIDField()
    wrapped = WrappedKeyField()
    epoch = models.PositiveSmallIntegerField()  # of the master key that wraps it

    class Meta:
        db_table = "sealing_key"
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="one_key_per_subject"),
            models.CheckConstraint(
                condition=models.Q(kind__in=KINDS),
                name="key_of_a_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"key of a {self.kind}"


class Epoch(models.Model):
    """The time of one master key. What is kept of it is its print, which tells it and gives nothing away."""

    number = models.PositiveIntegerField(primary_key=True)
    print = models.CharField(max_length=32, unique=True)
    began_at = models.DateTimeField(default=timezone.now)
    destroyed_at = models.DateTimeField(null=True)  # NULL: its master key is still to be kept

    class Meta:
        db_table = "sealing_epoch"

    def __str__(self) -> str:
        return f"epoch {self.number}"


class Escrow(models.Model):
    """One copy of the master keys that was encrypted to people outside, and the last drill that opened it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the file
    recipients = models.JSONField()  # their public keys
    epochs = models.JSONField()  # numbers
    drilled_at = models.DateTimeField(null=True)  # NULL: nobody has shown yet that it opens

    class Meta:
        db_table = "sealing_escrow"

    def __str__(self) -> str:
        return f"escrow of {self.made_at:%Y-%m-%d}"
