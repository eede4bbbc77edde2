"""Requests to disclose, the entries picked, and what was weighed, decided and read."""

from django.db import models
from django.utils import timezone

from clients.models import Entry
from confidentiality.sealing.fields import SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from disclosures.clauses.bases import BASES, URGENT
from disclosures.picture import Basis, Manner
from staff.models import Worker

from .agencies import Agency, AgencyContact
from .consents import Consent, OnFile


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
        CONCERN = "concern", "Sent back with a concern"  # 3.3.2 b: a meeting discusses it
        WITHDREW = "withdrew", "Concern taken back"

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
