"""Requests for something about one of us, as they were recorded, and everything that was noted on them since."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from confidentiality.sealing.fields import SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker

from . import rules


class Items(models.TextChoices):
    """What somebody wants to know, or gets."""

    ADDRESS = rules.Item.ADDRESS, "Home address"
    PHONE = rules.Item.PHONE, "Private telephone or e-mail"
    CIRCUMSTANCES = rules.Item.CIRCUMSTANCES, "Personal circumstances: health, family, leave"
    WORKPLACE = rules.Item.WORKPLACE, "Where they go to work next, or now"
    WORKS_HERE = rules.Item.WORKS_HERE, "Whether they work here"
    WHEREABOUTS = rules.Item.WHEREABOUTS, "When or where they can be met"
    PAY = rules.Item.PAY, "Pay, tax or employment dates"
    OTHER = rules.Item.OTHER, "Something else"


class Asking(models.Model):
    """That somebody asked for something about one of us (clause 4.5.1); the row is never changed.

    Sealed under a key of its own, which its recorder has too; what is noted on it is sealed under another.
    """

    class By(models.TextChoices):
        """By what way they asked."""

        TELEPHONE = "telephone", "By telephone"
        EMAIL = "email", "By e-mail or message"
        LETTER = "letter", "By letter"
        DOOR = "door", "In person, or at the door"
        ONLINE = "online", "On a public page or platform"

    class Claims(models.TextChoices):
        """Who they say they are."""

        TAX = "tax", "The tax office"
        OFFICIAL = "official", "Another public body, a court or the police"
        EMPLOYER = "employer", "Another employer, or for a reference"
        BANK = "bank", "A bank, landlord or insurer"
        JOURNALIST = "journalist", "A journalist"
        CLIENT = "client", "A client, or somebody who was one"
        PARTNER = "partner", "A partner or former partner of theirs"
        RELATIVE = "relative", "A relative or friend of theirs"
        OTHER = "other", "Somebody else, or they did not say"

    class Answered(models.TextChoices):
        """What was answered."""

        SAME = "same", "The answer that everybody gets"
        NOTHING = "nothing", "Nothing was answered"
        OTHER = "other", "Something else was said"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: not among those who are or were here, as far as the recorder knows
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    came_by = models.CharField(max_length=9, choices=By.choices)
    claims = models.CharField(max_length=10, choices=Claims.choices)
    wanted = ArrayField(models.CharField(max_length=13, choices=Items.choices))
    answered = models.CharField(max_length=7, choices=Answered.choices)
    closed_at = models.DateTimeField(null=True)  # by the database; NULL: open
    caller = SealedText(seal_id="askings.asking.caller")  # as they said; empty: they did not
    checked = SealedText(seal_id="askings.asking.checked")  # how; empty: not at all
    about = SealedText(seal_id="askings.asking.about")  # whom they meant, where nobody was chosen
    asked = SealedText(seal_id="askings.asking.asked")
    told = SealedText(seal_id="askings.asking.told")  # what was said instead; empty: nothing

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["recorded_by", "recorded_at"], name="asking_by_recorder"),
            models.Index(fields=["subject", "recorded_at"], name="asking_by_subject"),
            models.Index(
                fields=["recorded_at"],
                name="asking_open",
                condition=models.Q(closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"asking of {self.recorded_at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the key of what was recorded."""
        return KeyRef("asking", self.id)


class AskingNote(models.Model):
    """One thing noted on a request by somebody who handles it, or by whom it is about; never changed."""

    class Kind(models.TextChoices):
        """What was noted, in words for its heading."""

        PUT = rules.Kind.PUT, "Put to the person"
        TERMS = rules.Kind.TERMS, "What the person says"
        REACHED = rules.Kind.REACHED, "What the person said, when they were reached"
        BASIS = rules.Kind.BASIS, "A right of the body’s own"
        AGREED = rules.Kind.AGREED, "Somebody else agreed to it"
        WITHHELD = rules.Kind.WITHHELD, "The person is not to be told for now"
        KEPT = rules.Kind.KEPT, "Somebody else agreed that they are not told"
        LIFTED = rules.Kind.LIFTED, "The person may be told"
        GIVEN = rules.Kind.GIVEN, "Given out"
        KNOWN = rules.Kind.KNOWN, "The person knows of it"
        CLOSED = rules.Kind.CLOSED, "Closed: nothing more is given out"

    class Terms(models.TextChoices):
        """What the person says."""

        NO = rules.Terms.NO, "No: nothing"
        MESSAGE = rules.Terms.MESSAGE, "Only pass on a message from me"
        ONLY = rules.Terms.ONLY, "Only this"
        YES = rules.Terms.YES, "Yes: all that was asked for"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asking = models.ForeignKey(Asking, models.PROTECT, related_name="notes")
    number = models.PositiveIntegerField()  # within the request, from 1
    kind = models.CharField(max_length=8, choices=Kind.choices)
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    code = models.CharField(max_length=20, blank=True, default="")  # terms, right or exception
    items = ArrayField(models.CharField(max_length=13), default=list)
    words = SealedText(seal_id="askings.note.words", null=True)  # NULL: nothing was said

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["asking", "number"], name="asking_notes_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    def sealed_under(self) -> KeyRef:
        """Return the key of all that is noted on its request."""
        return KeyRef("answer", self.asking_id)
