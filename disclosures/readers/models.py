"""Tickets to released packages, the visits that they open, what was read then, and recalls.

A ticket is one way in for one person from outside. Its kind says how they come; a one-time link is the first. Rows
name the case file, so that row security can ask for the grant.
"""

from django.db import models
from django.utils import timezone

from confidentiality.sealing.fields import SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from disclosures.agencyworkers.models import AgencyWorker
from disclosures.models import (
    AgencyContact,
    Consent,
    DisclosureRequest,
    OnFile,
    Package,
    Release,
)
from staff.models import Worker


class Ticket(OnFile):
    """One way for one person from outside to one released package; open until it is closed, for good."""

    class Kind(models.TextChoices):
        """How they come in."""

        LINK = "link", "One-time link"
        AGENCY = "agency", "By signing in, as somebody of a partner agency"
        OFFICE = "office", "At an office screen, as the client"

    class Closed(models.TextChoices):
        """Why it opens nothing any more."""

        WRONG_CODES = "wrong_codes", "Closed after five wrong codes"
        TAKEN_BACK = "taken_back", "Taken back"
        LET_IN_AGAIN = "let_in_again", "Taken back, and let in again since"
        REPLACED = "replaced", "Replaced by a newer link"
        RECALLED = "recalled", "Closed by the recall"

    class Why(models.TextChoices):
        """Why it was closed to its reader, where nobody decided so for reasons of their own."""

        PARTNER = "partner", "They may be a partner of the client"
        FOUND = "found", "A number or a name gave them away as a partner of the client"
        LESS = "less", "The client agrees to less since"
        LIMITS = "limits", "The client set limits since"
        READ = "read", "The client set limits since, which were read"
        HELD = "held", "Something in it is a court’s paper, or was handed on to another file"

    package = models.ForeignKey(Package, models.PROTECT, related_name="tickets")
    contact = models.ForeignKey(
        AgencyContact, models.PROTECT, null=True, related_name="+"
    )  # NULL: the client themselves
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.LINK)
    given_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    agency_worker = models.ForeignKey(
        AgencyWorker, models.PROTECT, null=True, related_name="+"
    )  # NULL: a link
    given_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()  # of a ticket that nobody has redeemed
    may_download = models.BooleanField()
    wrong = models.PositiveSmallIntegerField(default=0)  # codes
    redeemed_at = models.DateTimeField(null=True)  # NULL: nobody has come in with it
    closed_at = models.DateTimeField(null=True)  # NULL: open, if nothing else stands against it
    closed_for = models.CharField(max_length=12, choices=Closed.choices, blank=True)
    why = models.CharField(max_length=8, choices=Why.choices, blank=True, default="", db_default="")
    closed_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    giver_saw_at = models.DateTimeField(null=True)  # that it was closed after wrong codes
    manager_saw_at = models.DateTimeField(null=True)

    # What is shown before the terms are accepted: organisation, contact, reference, released_on. NULL: it was closed as
    # it was made, by the database.
    cover = SealedJSON(seal_id="readers.ticket.cover", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["package"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_ticket_per_package",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="office", contact=None)
                | ~models.Q(kind="office") & models.Q(contact__isnull=False),
                name="ticket_to_a_contact_or_the_client",
            ),
        ]
        indexes = [
            models.Index(fields=["given_by", "given_at"], name="ticket_by_giver"),
            models.Index(
                fields=["closed_for", "closed_at"],
                condition=models.Q(closed_for="wrong_codes"),
                name="ticket_guessed_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.given_at:%Y-%m-%d}"

    @property
    def was_given(self) -> bool:
        """Whether somebody could ever come in with it; one that was closed as it was made keeps the recipient out."""
        return self.kind != self.Kind.LINK or self.expires_at > self.given_at

    def sealed_under(self) -> KeyRef:
        """Return the package's key: it is what its reader has."""
        return KeyRef("package", self.package_id)


class Secret(OnFile):
    """Prints of a ticket's link, of its code, and of the cookie of who came in; nobody reads them."""

    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="+")
    link = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=64)
    cookie = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  # NULL: nobody came in

    def __str__(self) -> str:
        return "prints"


class Visit(OnFile):
    """Somebody has come in with a ticket, once; their identity in the database is this row's id."""

    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="visit")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    until = models.DateTimeField()  # whatever they do
    ended_at = models.DateTimeField(null=True)  # NULL: not left by themselves, not shut out

    def __str__(self) -> str:
        return f"visit of {self.began_at:%Y-%m-%d}"


class OutsideReading(OnFile):
    """The register of readings: what a visitor opened of a package, and when."""

    class What(models.TextChoices):
        """What was opened."""

        TERMS = "terms", "Accepted the terms"
        OPENED = "opened", "Opened the package"
        PRINTED = "printed", "Opened it for printing"
        DOWNLOADED = "downloaded", "Downloaded the letter"

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="readings")
    package = models.ForeignKey(Package, models.PROTECT, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["package", "at"], name="reading_by_package")]

    def __str__(self) -> str:
        return f"{self.what} of {self.at:%Y-%m-%d}"


class Recall(OnFile):
    """A released package was called back: nobody outside reads it any more, and it stays as it was (E21)."""

    release = models.OneToOneField(Release, models.PROTECT, related_name="recall")
    recalled_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: the database, because something in it stood in the wrong file (E48)
    recalled_at = models.DateTimeField(default=timezone.now)

    reason = SealedText(seal_id="readers.recall.reason", null=True)  # NULL: the same

    def __str__(self) -> str:
        return f"recall of {self.recalled_at:%Y-%m-%d}"


class Correction(OnFile):
    """A request that is to put right what was recalled: a new package to the same readers (E21)."""

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="corrections")
    request = models.OneToOneField(DisclosureRequest, models.PROTECT, related_name="correction")

    def __str__(self) -> str:
        return "a correction"


class LimitsRead(OnFile):
    """A line manager compared what was released with the limits of a consent given since: they are kept (3.3.2 d)."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="limits_read")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+")
    read_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: before it was kept who did
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "consent"], name="limits_are_read_once")
        ]

    def __str__(self) -> str:
        return f"limits read {self.at:%Y-%m-%d}"
