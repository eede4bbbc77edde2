"""Every telling of a client's safe contact, when it is asked again, and every contact that was made."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile, Entry
from confidentiality.sealing.fields import SealedJSON
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker

from . import profile as told


class ContactVersion(models.Model):
    """What was told of a client's safe contact at one time, whole; the highest number is what stands.

    Written by the database's own function alone, together with what the case file shows.
    """

    class Kind(models.TextChoices):
        """What happened."""

        FOUND = "found", "As it stood on the file until then"
        CHANGED = "changed", "Changed"
        CONFIRMED = "confirmed", "Confirmed by the client as it stands"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="contact_versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    profile = SealedJSON(seal_id="contacting.version.profile")  # see clients.contacting.profile

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["file", "number"], name="one_contact_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"safe contact, version {self.number}"

    def sealed_under(self) -> KeyRef:
        """Return the file's key."""
        return KeyRef("file", self.file_id)


class ContactStanding(models.Model):
    """Which version of safe contact a file shows, and when the client is asked again.

    No row: as it was found, and asked about by the file's age; who is asked sooner has one before anybody changes it.
    """

    file = models.OneToOneField(
        CaseFile, models.PROTECT, primary_key=True, related_name="contact_standing"
    )
    version = models.PositiveIntegerField()
    ask_again_on = models.DateField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ask_again_on"], name="contact_to_ask"),
        ]

    def __str__(self) -> str:
        return f"asked again on {self.ask_again_on}"


class ContactMade(models.Model):
    """That somebody rang, wrote to or met a client: how, when, what came of it, and which telling stood before them."""

    class Channel(models.TextChoices):
        """How."""

        CALL = told.CALL, told.CHANNELS[told.CALL]
        TEXT = told.TEXT, told.CHANNELS[told.TEXT]
        VOICEMAIL = told.VOICEMAIL, told.CHANNELS[told.VOICEMAIL]
        EMAIL = told.BY_EMAIL, told.CHANNELS[told.BY_EMAIL]
        POST = told.POST, told.CHANNELS[told.POST]
        IN_PERSON = told.IN_PERSON, told.CHANNELS[told.IN_PERSON]

    class Outcome(models.TextChoices):
        """What came of it."""

        HERSELF = "herself", "The client answered, or was met"
        SOMEBODY = "somebody", "Somebody else answered"
        NOBODY = "nobody", "Nobody answered, and no message was left"
        MESSAGE = "message", "A message was left"
        SENT = "sent", "It was sent, or handed over"
        FAILED = "failed", "It did not get through"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="contacts_made")
    version = (
        models.PositiveIntegerField()
    )  # of safe contact, that stood on the page; 0: another file's
    channel = models.CharField(max_length=9, choices=Channel.choices)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    against = models.BooleanField()  # it did not keep to safe contact: the lead is told
    happened_at = models.DateTimeField()
    made_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    entry = models.OneToOneField(
        Entry, models.PROTECT, null=True, related_name="contact_made"
    )  # NULL: what was written beside it was somebody else's, and has left (E48)
    seen_at = models.DateTimeField(null=True)  # NULL: nobody has said that they know of it
    seen_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")

    # {"to": the number or address as it was used, "postcode", "against": what spoke against it}
    details = SealedJSON(seal_id="contacting.made.details")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "happened_at"], name="contacts_by_file"),
            models.Index(
                fields=["file"],
                name="contacts_against_unseen",
                condition=models.Q(against=True, seen_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.happened_at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the file's key."""
        return KeyRef("file", self.file_id)
