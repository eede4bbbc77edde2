"""An enquiry and what happened since; all of its words under a key of its own."""

import uuid

from django.db import models
from django.utils import timezone

from confidentiality.sealing.fields import SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Service, Worker


class Enquiry(models.Model):
    """Somebody who asked one service for something and is no client yet; perhaps nobody knows their name.

    That they asked at all is as confidential as a file (clause 3.3.1), and the other service never learns of it. One
    that becomes a file is gone, row and key: the file has its words then, and nothing says where they came from.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    class From(models.TextChoices):
        """Who told it."""

        THEMSELVES = "themselves", "The person whom it is about"
        SOMEBODY = "somebody", "Somebody who knows them"
        AGENCY = "agency", "Another agency"

    class Outcome(models.TextChoices):
        """How it ended."""

        HELPED = "helped", "Answered: nothing more is wanted of us"
        ELSEWHERE = "elsewhere", "Passed on to a service that fits better"
        DECLINED = "declined", "They do not want us to go on"
        LOST = "lost", "They cannot be reached safely any more"
        MISTAKE = "mistake", "Taken by mistake, or a wrong number"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.CharField(
        max_length=4, choices=[(s.value, s.label) for s in (Service.ISS, Service.DVPP)]
    )
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    danger = models.BooleanField()  # somebody was in danger when it was taken
    came_from = models.CharField(max_length=10, choices=From.choices)
    taken_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now)
    touched_on = models.DateField()  # the last day on which something was written, in London
    ring_back_on = models.DateField(null=True)  # NULL: nobody has promised to
    closed_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")  # NULL: open
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")

    caller = SealedText(seal_id="enquiries.enquiry.caller")  # empty: they gave no name
    source = SealedText(seal_id="enquiries.enquiry.source")  # who told it, where they did not
    contact = SealedJSON(seal_id="enquiries.enquiry.contact")  # see clients.contact
    about = SealedText(seal_id="enquiries.enquiry.about")
    body = SealedText(seal_id="enquiries.enquiry.body")

    class Meta:
        indexes = [
            models.Index(fields=["state", "touched_on", "id"], name="enquiry_by_touch"),
            models.Index(
                fields=["ring_back_on"],
                name="enquiry_ring_back",
                condition=models.Q(state="open", ring_back_on__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", closed_by__isnull=True, outcome="")
                | models.Q(state="closed", closed_by__isnull=False) & ~models.Q(outcome=""),
                name="enquiry_closed_by_somebody_for_something",
            ),
        ]

    def __str__(self) -> str:
        return f"enquiry of {self.taken_at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the enquiry's own key."""
        return KeyRef("enquiry", self.id)


class EnquiryNote(models.Model):
    """What happened since: they rang again, or were rung back. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="notes")
    author = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    body = SealedText(seal_id="enquiries.note.body")

    class Meta:
        indexes = [models.Index(fields=["enquiry", "written_at"], name="enquiry_notes")]

    def __str__(self) -> str:
        return f"note of {self.written_at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the enquiry's key."""
        return KeyRef("enquiry", self.enquiry_id)
