"""Office screens, sittings at them, and what a client left there.

How somebody comes in, their visit and the register of readings are the readers' room's: a ticket of the kind `office`.
What is here is what only an office screen has.
"""

import uuid

from django.db import models
from django.utils import timezone

from clients.models import Entry
from confidentiality.sealing.fields import SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from disclosures.models import Consent, OnFile, Package
from disclosures.readers.models import Ticket, Visit
from staff.models import Worker


class OfficeScreen(models.Model):
    """A browser in a room of ours on which clients may read; asked for by one person, agreed to by another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.CharField(max_length=60)
    asked_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)  # NULL: waits for somebody else
    enrolled_at = models.DateTimeField(null=True)  # NULL: the code was not typed at a browser yet
    ended_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # NULL: stands

    def __str__(self) -> str:
        return self.room


class ScreenSecret(models.Model):
    """Prints of a screen's one-time code and of its browser's cookie; nobody reads them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    screen = models.OneToOneField(OfficeScreen, models.PROTECT, related_name="+")
    code = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  # NULL: none is open
    code_until = models.DateTimeField(null=True)
    cookie = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  # NULL: no browser

    def __str__(self) -> str:
        return "prints"


class Sitting(OnFile):
    """One time that a client reads at a screen: who is with them, where they are in it, and how it ended."""

    class Why(models.TextChoices):
        """How it ended, where the screen or its clock ended it; a recall or a member of staff shows at the ticket."""

        LEFT = "left", "Closed by the client"
        TIME = "time", "Closed by itself: nobody was reading"
        WRONG_CODES = "wrong_codes", "Closed after five wrong codes"
        STAFF = "staff", "Closed by a member of staff"
        REPLACED = "replaced", "Somebody else began at the same screen"

    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="sitting")
    visit = models.OneToOneField(Visit, models.PROTECT, null=True, related_name="sitting")
    screen = models.ForeignKey(OfficeScreen, models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey(Worker, models.PROTECT, related_name="+")  # who is in the room
    supporter = models.BooleanField()  # somebody whom the client brought is present
    interpreter = models.BooleanField()
    item = models.PositiveIntegerField(default=0)  # which of the package's, from 0
    place = models.PositiveSmallIntegerField(default=0)  # how far down it, in thousandths
    size = models.PositiveSmallIntegerField(default=0)  # of letters; see rules.SIZES
    contrast = models.BooleanField(default=False)
    wrong = models.PositiveSmallIntegerField(
        default=0
    )  # codes to come back with, since the last right one
    blanked_at = models.DateTimeField(null=True)  # NULL: shown
    ended_why = models.CharField(max_length=12, choices=Why.choices, blank=True)

    def __str__(self) -> str:
        return "a sitting"


class Offered(OnFile):
    """A consent that stood when the ticket was given: it can be withdrawn or limited at the screen.

    Its lead has a task then, sealed beforehand by somebody who has the file's key: the screen has none.
    """

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="offered")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+")
    task = models.UUIDField()  # the id under which its words are sealed
    words = models.BinaryField()  # of that task, sealed
    limit_task = models.UUIDField(
        null=True
    )  # the same for limits; NULL: given before there were any
    limit_words = models.BinaryField(null=True)

    def __str__(self) -> str:
        return "a consent offered"


class LeftBehind(OnFile):
    """What a client left at the screen; sealed under the key of the package that they read."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def sealed_under(self) -> KeyRef:
        """Return the package's key."""
        return KeyRef("package", self.package_id)


class Remark(LeftBehind):
    """What a client says of one item (5.2.5); it stands beside what is written, which nobody changes (E28)."""

    item = models.PositiveIntegerField()

    words = SealedText(seal_id="kiosk.remark.words")

    class Meta:
        indexes = [models.Index(fields=["package", "item"], name="remark_by_item")]

    def __str__(self) -> str:
        return f"remark of {self.at:%Y-%m-%d}"


class Signature(LeftBehind):
    """That a client has read it, in their own hand or by their typed name."""

    name = SealedText(seal_id="kiosk.signature.name", null=True)  # NULL: drawn
    strokes = SealedJSON(
        seal_id="kiosk.signature.strokes", null=True
    )  # NULL: typed; see confidentiality.interface.signing_pad

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit"], name="signed_once_a_visit")]

    def __str__(self) -> str:
        return f"signature of {self.at:%Y-%m-%d}"


class Limit(OnFile):
    """A limit that a client set afterwards on what they had agreed to (3.3.2 d): it takes away, and stands for good.

    Set by themselves at the screen, or told to one of us, who wrote it down (`by`, and no visit). The consent stays as
    it was given; whoever judges it reads these beside it, see `disclosures.limits`.
    """

    class Kind(models.TextChoices):
        """What it takes away."""

        NOT_THIS_ITEM = "not_this_item", "Leave something out"
        NOT_THIS_PERSON = "not_this_person", "One person must not know"
        ONLY_VERBALLY = "only_verbally", "Tell them only, write nothing"
        NOT_BEFORE = "not_before", "Wait until a day"
        ENDS = "ends", "End it earlier"

    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="+")
    package = models.ForeignKey(Package, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="limits")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    day = models.DateField(null=True)  # the last one, or the first

    words = SealedText(seal_id="kiosk.limit.words", null=True)  # the person's name; NULL: no person

    class Meta:
        indexes = [models.Index(fields=["consent"], name="limit_by_consent")]
        constraints = [
            models.UniqueConstraint(
                fields=["consent", "kind", "entry", "day"],
                condition=~models.Q(kind="not_this_person"),
                nulls_distinct=False,
                name="a_limit_is_set_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind="not_this_item", entry__isnull=False, day=None, words__isnull=True
                )
                | models.Q(kind="not_this_person", entry=None, day=None, words__isnull=False)
                | models.Q(kind="only_verbally", entry=None, day=None, words__isnull=True)
                | models.Q(
                    kind__in=("not_before", "ends"),
                    entry=None,
                    day__isnull=False,
                    words__isnull=True,
                ),
                name="a_limit_says_what_it_takes_away",
            ),
            models.CheckConstraint(
                condition=models.Q(visit__isnull=False, package__isnull=False, by=None)
                | models.Q(visit=None, package=None, by__isnull=False),
                name="a_limit_is_somebody_s",
            ),
        ]

    def __str__(self) -> str:
        return f"limit of {self.at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the key of the package that was read, or the file's for what one of us wrote down."""
        return (
            KeyRef("package", self.package_id) if self.package_id else KeyRef("file", self.file_id)
        )
