"""A draft: the words of one form on one page, as one person typed them."""

import uuid

from django.db import models
from django.utils import timezone

from confidentiality.sealing.fields import SealedJSON
from confidentiality.sealing.keys import KeyRef


class Draft(models.Model):
    """What one person typed in one showing of a form and has not sent; under a key of its own.

    `address` is where the form stands, `form` which one it is there. `file` is the case file that had to be opened
    for it and `needs` the right it was opened by: who loses that right does not read the draft either. `words` is
    NULL once they were sent, discarded or kept by a file's lead: the row then keeps a save that comes late from
    bringing them back.
    """

    class Needs(models.TextChoices):
        """The right on the case file; 'records' is the records admin's, who holds no grant."""

        VIEW = "view", "View"
        CONTRIBUTE = "contribute", "Contribute"
        LEAD = "lead", "Lead"
        THIRD_PARTY = "third_party", "Third party"
        RECORDS = "records", "Records"
        NOTHING = "", "Nothing"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField()
    address = models.CharField(max_length=300)
    route = models.CharField(max_length=80)
    form = models.CharField(max_length=80)
    file = models.UUIDField(null=True)  # NULL: the form is in no case file
    needs = models.CharField(max_length=12, choices=Needs.choices, blank=True, default="")
    reference = models.CharField(max_length=9, blank=True, default="")  # the case file's

    version = models.PositiveIntegerField(default=1)
    writer = models.UUIDField()  # the showing of the page that saved last
    serial = models.PositiveIntegerField()  # how many times it had saved then
    begun_at = models.DateTimeField(default=timezone.now)  # when its form was shown
    saved_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)  # or let go of otherwise; NULL: its words wait
    words = SealedJSON(seal_id="drafts.draft.words", null=True)  # [name, value] of each field

    class Meta:
        indexes = [
            models.Index(fields=["person", "saved_at"], name="drafts_of_a_person"),
            models.Index(fields=["file"], name="drafts_of_a_file"),
            models.Index(fields=["saved_at"], name="drafts_by_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(words__isnull=True) ^ models.Q(sent_at__isnull=True),
                name="a_draft_has_words_until_it_is_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(file__isnull=True) ^ ~models.Q(needs=""),
                name="a_draft_in_a_file_needs_a_right",
            ),
        ]

    def __str__(self) -> str:
        return f"draft of {self.saved_at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the draft's own key."""
        return KeyRef("draft", self.id)
