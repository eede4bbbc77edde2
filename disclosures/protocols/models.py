"""Sharing protocols: agencies, clients that they affect, purpose, who may read, and each agency's copy (clause 5.5).

A protocol is never changed. What has to be otherwise is proposed anew, and takes two people again.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from confidentiality.sealing.fields import SealedText
from confidentiality.sealing.keys import KeyRef
from disclosures.models import Agency, AgencyContact, OnFile
from staff.models import Worker


class Protocol(models.Model):
    """What was agreed about sharing with one or more agencies; what is written in it lies under the first one's key."""

    class Clients(models.TextChoices):
        """Which clients it affects."""

        ISS = "iss", "Women with whom we and the agency both work"
        DVPP = "dvpp", "Men on the programme with whom we and the agency both work"
        BOTH = "both", "Both, each file by itself"
        NAMED = "named", "Only files that are named in it"

    class Outcome(models.TextChoices):
        """What became of the proposal."""

        WAITS = "", "Waits for a manager"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    clients = models.CharField(max_length=5, choices=Clients.choices)
    starts_on = models.DateField()
    until = models.DateField()  # the last day
    review_on = models.DateField()
    proposed_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(
        max_length=9, choices=Outcome.choices, blank=True, default=Outcome.WAITS
    )
    decided_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)  # NULL: waits
    ended_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # NULL: not ended before its last day

    name = SealedText(seal_id="protocols.protocol.name")
    purpose = SealedText(seal_id="protocols.protocol.purpose")
    circumstances = SealedText(seal_id="protocols.protocol.circumstances")  # of reading (5.7)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(outcome__in=("agreed", "refused"))
                | models.Q(decided_by__isnull=False)
                & ~models.Q(decided_by=models.F("proposed_by")),
                name="a_protocol_takes_two",
            ),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("starts_on")), name="protocol_has_days"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["outcome", "until"], name="protocols_in_force")
        ]

    def __str__(self) -> str:
        return f"protocol of {self.proposed_at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the key of the agency that stands first in it."""
        return KeyRef("agency", self.first_agency_id)


class Party(models.Model):
    """An agency in a protocol."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="parties")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["protocol", "agency"], name="one_place_in_a_protocol")
        ]

    def __str__(self) -> str:
        return "an agency in a protocol"


class NamedReader(models.Model):
    """Somebody at one of its agencies who may read what is shared under a protocol (clause 5.7)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="readers")
    contact = models.ForeignKey(AgencyContact, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["protocol", "contact"], name="named_once_in_a_protocol")
        ]

    def __str__(self) -> str:
        return "a reader named in a protocol"


class PartyCopy(models.Model):
    """An agency got its copy of the protocol (clause 5.5); each time a row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="copies")
    given_on = models.DateField()
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"copy of {self.given_on}"


class NamedFile(OnFile):
    """A case file that a protocol for named files affects; seen by whoever may see the file."""

    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="+")
    named_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["protocol", "file"], name="file_named_once")
        ]

    def __str__(self) -> str:
        return "a file named in a protocol"
