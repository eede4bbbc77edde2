"""Management agreements with agencies; agencies, their people and assurances are in disclosures.models."""

from django.db import models

from clients.documents.models import Stored
from confidentiality.sealing.fields import SealedBytes, SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from disclosures.models import Agency


class ManagementAgreement(Stored):
    """A management agreement with an agency and its document; the latest one counts, none is changed (clause 5.8)."""

    SEAL_ID = "agencies.agreement.content"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="agreements")
    signed_on = models.DateField()
    until = models.DateField(null=True)  # NULL: until it is ended by another
    # That it says that a breach of confidentiality by either party is a breach of the agreement
    has_breach_clause = models.BooleanField()

    key = SealedBytes(seal_id="agencies.agreement.key")
    name = SealedText(seal_id="agencies.agreement.name")
    measures = SealedJSON(seal_id="agencies.agreement.measures")

    class Meta:
        indexes = [models.Index(fields=["agency", "written_at"], name="agreement_latest")]

    def __str__(self) -> str:
        return f"agreement of {self.signed_on}"

    def sealed_under(self) -> KeyRef:
        """Return the agency's key."""
        return KeyRef("agency", self.agency_id)
