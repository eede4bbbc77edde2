"""A page of a document in a request to disclose. It stays behind until somebody has looked at it and lets it go."""

import uuid

from django.db import models

from clients.documents.models import Document
from clients.models import CaseFile
from confidentiality.sealing.fields import SealedJSON
from confidentiality.sealing.keys import KeyRef
from disclosures.models import DisclosureRequest

from .rules import Cover


class Page(models.Model):
    """One page (`number`, from 0) of a document that was taken into a request, with what is covered on it.

    It changes while the request is a draft, by the one who asks; the database holds both.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    request = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    leaves = models.BooleanField(default=False)  # false: the whole page is withheld
    looked_at = models.DateTimeField(null=True)  # NULL: nobody has looked at it yet
    covers = SealedJSON(seal_id="scans.page.covers")  # list of rules.Cover as stored

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("request", "document", "number"), name="scans_page_once"
            ),
            models.CheckConstraint(
                condition=models.Q(leaves=False) | models.Q(looked_at__isnull=False),
                name="scans_page_looked_at",
            ),
        ]

    def __str__(self) -> str:
        return f"page {self.number + 1} of a document"

    def sealed_under(self) -> KeyRef:
        """Return the file's key."""
        return KeyRef("file", self.file_id)

    @property
    def covered(self) -> list[Cover]:
        """Return what is covered on it, in the order in which it was drawn."""
        return [Cover(**each) for each in self.covers]
