"""What left: the release, its package, and who looked at it afterwards."""

import uuid

from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.sealing.fields import SealedBytes, SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from disclosures.held import Holding
from staff.models import Worker

from .agencies import Agency, AgencyContact
from .consents import Consent, OnFile
from .requests import DisclosureRequest


class Release(OnFile):
    """What left: to whom, on what basis, by whom, when; one for a request at most (clause 1.2).

    `explained` is each rule as it stood then, `look_by` until when somebody else has to look at it afterwards,
    `answer_due` until when others owe us an answer where it asked them, and `answer` how that ended.
    """

    class Answer(models.TextChoices):
        """How what we asked ended."""

        ANSWERED = "answered", "They answered"
        REFUSED = "refused", "They refuse to answer"
        NONE = "none", "No answer came, and none is awaited any more"

    request = models.OneToOneField(DisclosureRequest, models.PROTECT, related_name="release")
    reference = models.CharField(max_length=11, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(AgencyContact, models.PROTECT, null=True, related_name="+")
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="+")
    released_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    released_at = models.DateTimeField(default=timezone.now)
    knows_policy = models.BooleanField()
    keeps_words = models.BooleanField()
    letter_sha256 = models.CharField(max_length=64, blank=True)  # empty: it was spoken
    against_procedure = models.BooleanField(default=False)
    look_by = models.DateTimeField(null=True)  # NULL: it was signed off before it left
    second = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: nobody else was asked to look, as the day had passed

    answer_due = models.DateField(null=True)  # NULL: nothing was asked of anybody
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)  # empty: awaited
    answer_noted_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    answer_noted_at = models.DateTimeField(null=True)

    explained = SealedJSON(seal_id="disclosures.release.explained", null=True)  # list of rules
    spoken = SealedJSON(seal_id="disclosures.release.spoken", null=True)  # see picture.Spoken
    pointed_out = SealedJSON(seal_id="disclosures.release.pointed_out", null=True)  # see pointed

    class Meta:
        indexes = [
            models.Index(fields=["file", "released_at"], name="release_by_file"),
            models.Index(fields=["-released_at"], name="release_by_day"),
            models.Index(
                fields=["look_by"],
                condition=models.Q(look_by__isnull=False),
                name="release_to_look_at",
            ),
            models.Index(
                fields=["answer_due"],
                condition=models.Q(answer_due__isnull=False, answer=""),
                name="release_to_be_answered",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer="", answer_noted_by=None, answer_noted_at=None)
                | models.Q(
                    ~models.Q(answer=""),
                    answer_due__isnull=False,
                    answer_noted_by__isnull=False,
                    answer_noted_at__isnull=False,
                ),
                name="release_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def to_name(self) -> str:
        """Return who received it; read with its request, where they are of no agency of the register."""
        return self.contact.name if self.contact else self.request.to_name

    @property
    def to_agency(self) -> str:
        """Return where they are, '' for somebody of no agency."""
        return self.agency.name if self.agency else self.request.to_agency

    def recipient_keys(self) -> list[KeyRef]:
        """Return the key under which the recipient is kept, beside the file's own."""
        return [self.agency.sealed_under()] if self.agency else []


class LookedAfter(OnFile):
    """That somebody else looked at a release that went before its sign-off, and what they found."""

    release = models.OneToOneField(Release, models.PROTECT, related_name="looked_after")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    upheld = models.BooleanField()

    words = SealedText(seal_id="disclosures.looked_after.words")

    def __str__(self) -> str:
        return f"look of {self.at:%Y-%m-%d}"


class SaidAfter(OnFile):
    """Words that a release which went first still lacked, written down beside it; appended, never changed.

    `says` holds them by question: see `disclosures.afterwards`.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="said_after")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    says = SealedJSON(seal_id="disclosures.said_after.says")

    def __str__(self) -> str:
        return f"words of {self.at:%Y-%m-%d}"


class Package(models.Model):
    """The frozen copy of what was released, and its letter, under a key of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    release = models.OneToOneField(Release, models.PROTECT, related_name="package")
    contents = SealedJSON(seal_id="disclosures.package.contents")  # see disclosures.package
    letter = SealedBytes(seal_id="disclosures.package.letter", null=True)  # NULL: it was spoken

    # Set by the door to its client's reading it: by what that is stopped.
    stopped_by: list[Holding]

    def __str__(self) -> str:
        return "package"

    def sealed_under(self) -> KeyRef:
        """Return the package's own key."""
        return KeyRef("package", self.id)
