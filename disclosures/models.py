"""Agencies, consents, requests to disclose, and what was decided, read and released.

Everything that hangs on a case file names it, so that row security can ask for the grant. What people
wrote is sealed under the file's key, a package under a key of its own, and who an agency and its people
are under the agency's: which agencies a charity works with tells something of its clients.
"""

import uuid

from django.db import models
from django.utils import timezone

from clients.models import CaseFile, Entry
from confidentiality.sealing.fields import SealedBytes, SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from disclosures.clauses.bases import BASES, URGENT
from disclosures.picture import Basis, Manner
from staff.induction.models import PolicyVersion
from staff.models import Worker


class Agency(models.Model):
    """An organisation outside ours that may receive a package (clause 4.1.1)."""

    class Kind(models.TextChoices):
        """What it is; see `disclosures.agencies.rules` for what follows."""

        STATUTORY = "statutory", "Body with a duty in law"
        PARTNER = "partner", "Partner agency that we work jointly with"
        POLICE = "police", "Police"
        COURT = "court", "Court"
        HEALTH = "health", "Health service"
        OTHER = "other", "Other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.OTHER)
    # Empty unless the agency acts under a duty in law: then no assurance is demanded of it.
    statutory_duty = models.CharField(max_length=200, blank=True)
    registered_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)  # NULL: we work with it
    ended_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")

    name = SealedText(seal_id="disclosures.agency.name")

    def __str__(self) -> str:
        return "an agency"

    def sealed_under(self) -> KeyRef:
        """Return the agency's own key."""
        return KeyRef("agency", self.id)


class AgencyContact(models.Model):
    """Somebody at an agency, under every name and number we know of them (clause 3.3.2 e)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="contacts")
    registered_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(
        null=True, default=timezone.now
    )  # NULL: before it was kept
    left_at = models.DateTimeField(null=True)  # NULL: works there
    left_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")  # who said so

    name = SealedText(seal_id="disclosures.contact.name")
    aliases = SealedJSON(seal_id="disclosures.contact.aliases")  # list of names
    phones = SealedJSON(seal_id="disclosures.contact.phones")  # list of numbers as typed
    post = SealedText(seal_id="disclosures.contact.post", null=True)  # NULL: not on record
    email = SealedText(seal_id="disclosures.contact.email", null=True)  # NULL: not on record

    def __str__(self) -> str:
        return "somebody at an agency"

    def sealed_under(self) -> KeyRef:
        """Return the agency's key."""
        return KeyRef("agency", self.agency_id)


class AgencyAssurance(models.Model):
    """One of us has seen how the agency keeps confidences; the latest one counts (clause 4.1.1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assurances")
    seen_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    seen_on = models.DateField()
    review_on = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["agency", "recorded_at"], name="assurance_latest")]

    def __str__(self) -> str:
        return f"assurance until {self.review_on}"


class AgencyCopy(models.Model):
    """An agency got a copy of our policy, and what it asks of them was explained (clause 5.6); each time a row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="copies")
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")
    given_on = models.DateField()
    explained_on = models.DateField(null=True)  # NULL: what it asks of them was not explained
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "version", "given_on", "recorded_by"], name="copy_noted_once"
            )
        ]

    def __str__(self) -> str:
        return f"copy of {self.given_on}"


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
    another's. That she was asked and refused is one as well: it
    permits nothing.
    """

    to_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
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


class DisclosureRequest(OnFile):
    """Somebody asks to disclose entries of a case file, or what they write for it, on one basis (clause 1.2).

    It goes to somebody on the register of agencies, or to whom `reached` names: whoever is needed in an emergency is
    written down with the file and not on a register that every worker reads.
    Its particulars change only while it is a draft; the database holds to that as well.
    """

    class State(models.TextChoices):
        """How far it has come; the last three are the end."""

        DRAFT = "draft", "Being prepared"
        SUBMITTED = "submitted", "Waiting for sign-off"
        APPROVED = "approved", "Signed off"
        RELEASED = "released", "Released"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    basis = models.CharField(max_length=24, default=Basis.INFORMED_CONSENT.value)
    manner = models.CharField(max_length=8, default=Manner.WRITTEN.value)
    urgent = models.BooleanField(default=False)  # released first, looked at within a day
    told_already = models.BooleanField(default=False)  # by word of mouth, before it was recorded
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(
        AgencyContact, models.PROTECT, null=True, related_name="+"
    )  # NULL, as the agency: see `reached`
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="+")  # NULL: none
    requester = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)  # NULL: never yet
    knows_readers = models.BooleanField(default=False)
    knows_policy = models.BooleanField(default=False)  # the requester, of the agency's policy
    says_not_partner = models.BooleanField(default=False)  # the requester, of the recipient
    concern_raised = models.BooleanField(null=True)  # NULL: nobody has said
    concern_meeting_on = models.DateField(null=True)
    explained_on = models.DateField(null=True)  # NULL: not explained to the client
    raises_risk = models.BooleanField(null=True)  # NULL: not assessed
    text_sensitive = models.BooleanField(null=True)  # NULL: nobody has said

    reached = SealedJSON(seal_id="disclosures.request.reached", null=True)  # see disclosures.whom
    text = SealedText(seal_id="disclosures.request.text", null=True)  # newly written, to leave
    grounds = SealedJSON(seal_id="disclosures.request.grounds", null=True)  # see picture.Grounds
    readers = SealedJSON(seal_id="disclosures.request.readers")  # list of names or posts
    risk_words = SealedText(seal_id="disclosures.request.risk_words")

    class Meta:
        db_table = "disclosures_request"
        indexes = [
            models.Index(fields=["file", "asked_at"], name="request_by_file"),
            models.Index(fields=["state", "submitted_at"], name="request_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agency=None, contact=None)
                | models.Q(agency__isnull=False, contact__isnull=False),
                name="request_to_an_agency_s_contact",
            ),
            models.CheckConstraint(
                condition=models.Q(urgent=False) | models.Q(basis__in=sorted(URGENT)),
                name="request_urgent_by_its_basis",
            ),
            models.CheckConstraint(
                condition=models.Q(told_already=False) | models.Q(manner=Manner.SPOKEN),
                name="request_told_by_word_of_mouth",
            ),
        ]

    def __str__(self) -> str:
        return f"request of {self.asked_at:%Y-%m-%d}"

    @property
    def basis_label(self) -> str:
        """Return what to call the basis."""
        return BASES[Basis(self.basis)].label if self.basis in BASES else "Unknown ground"

    @property
    def to_name(self) -> str:
        """Return who would receive it."""
        return self.contact.name if self.contact else str((self.reached or {}).get("name", ""))

    @property
    def to_agency(self) -> str:
        """Return where they are, '' for somebody of no agency."""
        return self.agency.name if self.agency else str((self.reached or {}).get("agency", ""))

    def recipient_keys(self) -> list[KeyRef]:
        """Return the key under which the recipient is kept, beside the file's own."""
        return [self.agency.sealed_under()] if self.agency else []


class RequestItem(OnFile):
    """One entry picked; `says_harmless` when its reader says that it holds no sensitive fact.

    That word is needed for imported entries only, which nobody has marked (clause 4.4.2).
    """

    request = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="items")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    says_harmless = models.BooleanField(default=False)
    relevance = SealedText(seal_id="disclosures.item.relevance", null=True)  # to ending the abuse

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "entry"], name="one_pick_per_entry")
        ]

    def __str__(self) -> str:
        return "an entry picked"


class RiskDiscussion(OnFile):
    """With whom raised risk was discussed, as what, when, and the entry that notes it (3.3.2 c)."""

    request = models.OneToOneField(DisclosureRequest, models.PROTECT, related_name="discussion")
    with_whom = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)  # theirs at that time
    on = models.DateField()
    note = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"discussion of {self.on}"


class SignOff(OnFile):
    """A decision about a request by somebody who did not ask (clause 1.2).

    `content` is the digest of what would leave, as the decider saw it: empty unless approved.
    """

    class Decision(models.TextChoices):
        """What was decided."""

        APPROVE = "approve", "Signed off"
        REFUSE = "refuse", "Refused"
        ASK_BACK = "ask_back", "Sent back with a question"

    request = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="sign_offs")
    approver = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    decided_at = models.DateTimeField(default=timezone.now)
    content = models.CharField(max_length=64, blank=True)
    says_not_partner = models.BooleanField(default=False)
    words = SealedText(seal_id="disclosures.sign_off.words")

    def __str__(self) -> str:
        return f"{self.decision} of {self.decided_at:%Y-%m-%d}"


class Reading(OnFile):
    """Somebody's word that they have read the package from beginning to end, this content."""

    request = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="readings")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    content = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"reading of {self.at:%Y-%m-%d}"


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


class Package(models.Model):
    """The frozen copy of what was released, and its letter, under a key of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    release = models.OneToOneField(Release, models.PROTECT, related_name="package")
    contents = SealedJSON(seal_id="disclosures.package.contents")  # see disclosures.package
    letter = SealedBytes(seal_id="disclosures.package.letter", null=True)  # NULL: it was spoken

    def __str__(self) -> str:
        return "package"

    def sealed_under(self) -> KeyRef:
        """Return the package's own key."""
        return KeyRef("package", self.id)
