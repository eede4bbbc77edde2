"""Agencies outside ours, who works there, and what we know of how they keep confidences."""

import uuid

from django.db import models
from django.utils import timezone

from confidentiality.sealing.fields import SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
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
    """Somebody at an agency, under every name, number and e-mail address we know of them (clause 3.3.2 e)."""

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
    """One of us has seen how the agency keeps confidences; the latest one counts (clause 4.1.1).

    `keeps_ours` is the agency's word that it can keep to our policy as well, which a partner is asked for (clause 5.6).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assurances")
    seen_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    seen_on = models.DateField()
    review_on = models.DateField()
    keeps_ours = models.BooleanField(default=False, db_default=False)
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
                fields=["agency", "version", "given_on", "explained_on", "recorded_by"],
                name="copy_noted_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"copy of {self.given_on}"
