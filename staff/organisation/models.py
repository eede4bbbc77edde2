"""The organisation's own details: what is in force, and every change, asked for by one and decided by another."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from confidentiality.sealing.fields import SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker


class Kind(models.TextChoices):
    """What may be changed."""

    LETTERS = "letters", "What stands on letters"
    NETWORKS = "networks", "Office networks"
    EMAIL = "email", "E-mail"
    PERIOD = "period", "How long records are kept"
    TURNS = "turns", "Both halves of a couple, in turn"


class Detail(models.Model):
    """What is in force of one kind; no row: nothing was agreed yet. Written by the database alone (`fence_sql`).

    Periods stand in the retention schedule itself; here only that two people looked at it.
    """

    kind = models.CharField(max_length=20, primary_key=True)  # one of Kind
    values = models.JSONField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind


class DetailChange(models.Model):
    """One change: what is so `before`, what would be `after`, who asks, who decided. None is ever deleted.

    The database writes `before`, and carries the change out with the decision, and by no other way.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        WAITS = "", "Waits"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "Lapsed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    subject = models.CharField(max_length=20, blank=True, default="")  # a class of records
    before = models.JSONField()
    after = models.JSONField()
    why = models.CharField(max_length=200, blank=True, default="")
    asked_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    lapses_at = models.DateTimeField()
    decided_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)  # NULL: waits
    outcome = models.CharField(
        max_length=9, choices=Outcome.choices, blank=True, default=Outcome.WAITS
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(outcome__in=("agreed", "refused"))
                | models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("asked_by")),
                name="a_change_of_details_takes_two",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(outcome=""),
                name="one_change_of_a_detail_waits",
            ),
        ]
        indexes = [models.Index(fields=["kind", "-asked_at"], name="detail_changes_by_time")]

    def __str__(self) -> str:
        return self.kind


class MailPassword(models.Model):
    """The password for the mail server, sealed under a key that no person may read: it is replaced, never shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    words = SealedText(seal_id="organisation.mailpassword.words")

    def __str__(self) -> str:
        return "password for the mail server"

    def sealed_under(self) -> KeyRef:
        """Return its own key, which the mailer alone may read."""
        return KeyRef("mail", self.id)
