"""A page of a document in a request to disclose. It stays behind until somebody has looked at it and lets it go."""

import uuid

from django.db import models

from clients.documents.models import Document
from clients.models import CaseFile
from confidentiality.sealing.fields import SealedJSON
from confidentiality.sealing.keys import KeyRef
from disclosures.models import DisclosureRequest

from .rules import Cover, whole


class Page(models.Model):
    """One page (`number`, from 0) of a document that was taken into a request, with what is covered on it.

    It changes while the request is a draft, by the one who asks; the database holds both.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    request = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    # false: the whole page is withheld; the last of `covers` lies over all of it then, and says why
    leaves = models.BooleanField(default=False)
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
        return self._told[0]

    @property
    def why(self) -> str:
        """Return the code of why the whole page is withheld; '' where it leaves, or nobody has looked at it."""
        return self._told[1]

    @property
    def _told(self) -> tuple[list[Cover], str]:
        covers = [Cover(**each) for each in self.covers]
        if self.looked_at and not self.leaves and covers and covers[-1] == whole(covers[-1].reason):
            return covers[:-1], covers[-1].reason
        return covers, ""
