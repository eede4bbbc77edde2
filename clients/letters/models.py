"""The organisation's templates, each wording of them, and the letters that were made and printed."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile, Entry
from confidentiality.sealing.fields import SealedBytes, SealedJSON
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker


class Template(models.Model):
    """A letter that the organisation writes often; what it says stands in its wordings."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    retired_at = models.DateTimeField(null=True)  # NULL: in use

    def __str__(self) -> str:
        return "template of a letter"


class Wording(models.Model):
    """What a template says at one time; the highest number is what letters are written from. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    template = models.ForeignKey(Template, models.PROTECT, related_name="wordings")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    body = models.TextField()  # what stands in [brackets] is filled in: see clients.letters.rules
    by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: it came with the product
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["template", "number"], name="one_wording_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"wording {self.number}"


class Letter(models.Model):
    """A letter to a client as it was made: to which address, if any, and by which telling. Never changed."""

    class How(models.TextChoices):
        """How it gets to the client."""

        POST = "post", "By post to a safe address"
        IN_PERSON = "in_person", "Handed over in person"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="letters")
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="+")
    how = models.CharField(max_length=9, choices=How.choices)
    version = models.PositiveIntegerField()  # of safe contact, that stood when it was made
    made_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="letter")

    words = SealedJSON(seal_id="letters.letter.words")  # see clients.letters.printing.Sheet
    pdf = SealedBytes(seal_id="letters.letter.pdf")
    # by what words it names others whose own word it is said to be, as `actions.unsaid_in` keeps them
    said = SealedJSON(seal_id="letters.letter.said", null=True)  # NULL: nobody has looked

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "made_at"], name="letters_by_file"),
        ]

    def __str__(self) -> str:
        return f"letter of {self.made_at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the file's key."""
        return KeyRef("file", self.file_id)


class Printing(models.Model):
    """That a letter was printed: the first is the letter, each further one is marked as a copy."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="printings")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "number"], name="one_printing_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"printing {self.number}"
