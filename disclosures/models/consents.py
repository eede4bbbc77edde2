"""What a client agreed to, within what limits, in what writing; what is no permission to disclose."""

import uuid

from django.db import models
from django.utils import timezone

from clients.models import CaseFile, Entry
from confidentiality.sealing.fields import SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker

from .agencies import Agency


class OnFile(models.Model):
    """What belongs to one case file and is sealed under its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def sealed_under(self) -> KeyRef:
        """Return the file's key."""
        return KeyRef("file", self.file_id)


class Consent(OnFile):
    """The client's informed consent (2.1), what was explored first (3.3.2 b), her limits (3.3.2 d).

    Written once, as it was, with gaps where there were some: the rules refuse, the record does not.
    All that can change afterwards is that she withdraws it, and that its signed paper is found or turns out to be
    another's. That she was asked and refused is one as well: it permits nothing. A later one takes the place of those
    before it with the same agency, unless it stands `beside` them, as each does of which nobody was asked.
    """

    class Limited(models.TextChoices):
        """How far the limits reach that she set with it: what they are is sealed, that there are some is not."""

        NOT = "", "None"
        ALONE = "alone", "What rests on it, or on what it takes the place of"
        HERE = (
            "here",
            "What goes to this agency",
        )  # or nobody knows: set before ALONE was told apart
        ANYWHERE = "anywhere", "Whoever they name, at any agency"

    to_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    beside = models.BooleanField(
        null=True, default=False
    )  # False: it takes the place of what she agreed to before with it; NULL: recorded before that was asked
    limited = models.CharField(max_length=8, choices=Limited.choices, blank=True, default="")
    refused = models.BooleanField(default=False)
    given_on = models.DateField()
    expires_on = models.DateField(null=True)  # NULL: nobody agreed on an end
    implications_on = models.DateField(null=True)  # NULL: not explored
    limits_asked = models.BooleanField()
    authorised_on = models.DateField(null=True)  # NULL: no written authorisation (clause 2.2)
    paper = models.ForeignKey(
        Entry, models.PROTECT, null=True, related_name="+"
    )  # the entry with its scan; NULL: none
    paper_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # who put the paper with it later; NULL: it came with the consent
    paper_at = models.DateTimeField(null=True)  # NULL: it came with the consent
    at_her_request = models.BooleanField(default=False)  # it was she who asked (clause 3.3.2 a)
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)  # NULL: stands
    withdrawn_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")

    why = SealedText(seal_id="disclosures.consent.why")
    agreeing = SealedText(seal_id="disclosures.consent.agreeing")  # what follows from yes
    refusing = SealedText(seal_id="disclosures.consent.refusing")  # what follows from no
    provisos = SealedJSON(seal_id="disclosures.consent.provisos")  # see disclosures.provisos
    her_words = SealedText(seal_id="disclosures.consent.her_words", null=True)
    new_words = SealedText(
        seal_id="disclosures.consent.new_words", null=True
    )  # what may be newly written for it, as she agreed; NULL: nothing
    authority = SealedText(
        seal_id="disclosures.consent.authority", null=True
    )  # of the parent or guardian who gave it for a child, and how it was seen; NULL: the client gave it

    class Meta:
        indexes = [models.Index(fields=["file", "given_on"], name="consent_by_file")]

    def __str__(self) -> str:
        return f"consent of {self.given_on}"


class Agreement(OnFile):
    """What is not permission to disclose and is easily taken for it: no rule reads these (clause 2.1).

    That the client agreed to our service; and on which basis in law we keep the file, which is ours to say.
    """

    class Kind(models.TextChoices):
        """Which of the two."""

        SERVICE = "service", "Agreement to our service"
        LAWFUL_BASIS = "lawful_basis", "Basis in law for keeping the file"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    basis = models.CharField(
        max_length=32, blank=True
    )  # a code of LAWFUL_BASES; empty: of the service
    on = models.DateField()
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    words = SealedText(seal_id="disclosures.agreement.words")

    class Meta:
        indexes = [models.Index(fields=["file", "-recorded_at"], name="agreement_by_file")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.on}"


class ConsentItem(OnFile):
    """One entry that a consent covers; `names_sensitive` when she agreed to its sensitive fact."""

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="items")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    names_sensitive = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "entry"], name="one_cover_per_entry")
        ]

    def __str__(self) -> str:
        return "an entry covered"


class ConsentSignature(OnFile):
    """That the client signed a consent on a screen before one of us: dated, and naming who may receive (2.2).

    It is of that consent as it stood, whose row nobody changes; drawn, or by their typed name.
    """

    consent = models.OneToOneField(Consent, models.PROTECT, related_name="signature")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")  # before whom
    at = models.DateTimeField(default=timezone.now)

    name = SealedText(seal_id="disclosures.consent_signature.name", null=True)  # NULL: drawn
    strokes = SealedJSON(seal_id="disclosures.consent_signature.strokes", null=True)  # NULL: typed

    def __str__(self) -> str:
        return f"signature of {self.at:%Y-%m-%d}"
