"""Somebody's own e-mail address, when they want to be reminded, and what was sent: that, never what about."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from confidentiality.sealing.fields import SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker


class Address(models.Model):
    """An e-mail address at work, under a key of its own that its person and the mailer may read.

    It counts once the code that was sent to it has been typed. Another one takes its place then, and its key is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)  # NULL: its code was not typed yet

    words = SealedText(seal_id="reminders.address.words")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["worker"],
                condition=models.Q(confirmed_at__isnull=False),
                name="one_address_counts",
            ),
            models.UniqueConstraint(
                fields=["worker"],
                condition=models.Q(confirmed_at=None),
                name="one_address_waits_for_its_code",
            ),
        ]

    def __str__(self) -> str:
        return "address"

    def sealed_under(self) -> KeyRef:
        """Return its own key."""
        return KeyRef("address", self.id)


class Code(models.Model):
    """The code that is sent to an address: its print to compare with, its words for the mailer alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.OneToOneField(Address, models.PROTECT, related_name="+")
    print = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()

    words = SealedText(seal_id="reminders.code.words")

    def __str__(self) -> str:
        return "code"

    def sealed_under(self) -> KeyRef:
        """Return its own key, which the mailer alone may read: whoever noted the address reads it in the mail."""
        return KeyRef("mail", self.id)


class Choice(models.Model):
    """When somebody wants to be reminded. No row: never."""

    worker = models.OneToOneField(Worker, models.PROTECT, primary_key=True, related_name="+")
    hour = models.PositiveSmallIntegerField(null=True)  # in London; NULL: not daily
    urgent = models.BooleanField(default=False)  # what is urgent may come at once
    looked_on = models.DateField(null=True)  # NULL: not looked yet; the mailer notes it

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(hour=None) | models.Q(hour__lt=24), name="an_hour_of_the_day"
            )
        ]

    def __str__(self) -> str:
        return "choice"


class Message(models.Model):
    """One e-mail that is to be sent, or was: to whom, and of which kind; it has no content."""

    class Kind(models.TextChoices):
        """What it is for; all but a code look the same."""

        DAILY = "daily", "Daily reminder"
        URGENT = "urgent", "Reminder at once"
        TRIAL = "trial", "Trial"
        CODE = "code", "Code for an address"

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        UNSURE = "unsure", "Perhaps sent: the worker died of it"
        DROPPED = "dropped", "Not sent: there is no address, or no mail server"
        FAILED = "failed", "Not sent: the mail server did not take it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    slot = models.CharField(max_length=40, null=True)  # noqa: DJ001  # NULL: asked for by its person
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=60, blank=True, default="")  # an exception's type
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)  # NULL: not yet

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["worker", "slot"], name="reminded_once_an_occasion")
        ]
        indexes = [models.Index(fields=["state", "ended_at"], name="messages_by_state")]

    def __str__(self) -> str:
        return self.kind
