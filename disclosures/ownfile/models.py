"""Requests for one's own file and all that is said of them; sealed under the file's key, and never changed.

A request that is open keeps its file: nobody can delete it, and its foreign key stands in a disposal's way (E32).
"""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.diary.models import Appointment
from clients.models import Entry
from confidentiality.sealing.fields import SealedJSON, SealedText
from disclosures.models import DisclosureRequest, OnFile
from staff.models import Worker

from . import rules


class FileRequest(OnFile):
    """Somebody asked for a client's file; in which words and on which way does not matter (5.2.4, 5.2.5).

    It is taken down first and judged afterwards. `held` is what the file held then: ids of entries; `paper` the labels
    of its paper folders; `about` what it held besides, written out, each part with the id of the entry that it will be.
    """

    class Faces(models.TextChoices):
        """What is asked for."""

        VIEWING = rules.Face.VIEWING, "To read it here, with somebody of us"
        STATUTORY = rules.Face.STATUTORY, "A copy of it, by their right in law"
        ERASURE = rules.Face.ERASURE, "To have it erased"

    class Channel(models.TextChoices):
        """How they asked."""

        IN_PERSON = "in_person", "In person"
        PHONE = "phone", "By telephone"
        LETTER = "letter", "By letter"
        EMAIL = "email", "By e-mail"
        THROUGH = "through", "Through somebody"
        TEXT = "text", "By text message"
        OTHER = "other", "Another way"
        LOST = "", "Lost in a restore: ask them again"

    class Askers(models.TextChoices):
        """Who asks."""

        CLIENT = "client", "The client themself"
        ADVOCATE = "advocate", "Their solicitor or advocate"
        PARENT = "parent", "A parent, for a child"
        REPRESENTATIVE = "representative", "Their personal representative, after their death"
        LOST = "", "Lost in a restore: ask them again"

    class Outcome(models.TextChoices):
        """How it ended."""

        READ = "read", "Read here, and explained"
        GIVEN = "given", "A copy was given, and explained"
        REFUSED = "refused", "Refused, with reasons"
        WITHDRAWN = "withdrawn", "They took it back"
        ENDED = "ended", "The right to it ended"
        MISTAKE = "mistake", "Taken down by mistake"
        UNPROVEN = (
            "unproven",
            "Not theirs, or never proved who they are: nothing was confirmed",
        )
        RETENTION = "retention", "Left to the retention rule"

    face = models.CharField(max_length=9, choices=Faces.choices)
    channel = models.CharField(max_length=9, choices=Channel.choices, blank=True)
    asker = models.CharField(max_length=14, choices=Askers.choices, blank=True)
    asked_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    earliest_at = models.DateTimeField()  # of a viewing; earlier only where the notice was waived
    due_on = models.DateField(null=True)  # NULL: the clock stands still; worked out with each step
    disclosure = models.OneToOneField(
        DisclosureRequest, models.PROTECT, null=True, related_name="own_file"
    )  # NULL: nobody prepares it
    closed_at = models.DateTimeField(null=True)  # NULL: open
    closed_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True)

    words = SealedText(seal_id="ownfile.request.words", null=True)  # NULL: a restore lost them
    who = SealedText(seal_id="ownfile.request.who", null=True)  # NULL: the client
    held = SealedJSON(seal_id="ownfile.request.held", null=True)  # list of ids; NULL: lost
    paper = SealedJSON(seal_id="ownfile.request.paper", null=True)  # list of labels; NULL: lost
    about = SealedJSON(seal_id="ownfile.request.about", null=True)  # NULL: not written out yet

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "asked_at"], name="ownfile_by_file"),
            models.Index(
                fields=["due_on"],
                condition=models.Q(closed_at__isnull=True),
                name="ownfile_open_by_due",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(closed_at=None, closed_by=None, outcome="")
                | (
                    models.Q(closed_at__isnull=False, closed_by__isnull=False)
                    & ~models.Q(outcome="")
                ),
                name="ownfile_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"request for their own file of {self.asked_at:%Y-%m-%d}"


class Step(OnFile):
    """One thing that was done or said about a request, in somebody's role then; see `rules.Kind`."""

    class Kinds(models.TextChoices):
        """What."""

        IDENTITY = rules.Kind.IDENTITY, "Spoken with privately"
        ASKED_FOR = rules.Kind.ASKED_FOR, "Asked for more"
        CAME = rules.Kind.CAME, "It came"
        AUTHORITY = rules.Kind.AUTHORITY, "Authority seen"
        WEIGHED = rules.Kind.WEIGHED, "Weighed"
        WAIVED = rules.Kind.WAIVED, "Notice waived"
        EXTENDED = rules.Kind.EXTENDED, "Extended"
        TURNED = rules.Kind.TURNED, "Turned into the other"
        ROUTED = rules.Kind.ROUTED, "Conference minutes sent to their co-ordinator"
        ANSWERED = rules.Kind.ANSWERED, "The co-ordinator answered"
        PAPER = rules.Kind.PAPER, "Paper gone through"
        REFUSED = rules.Kind.REFUSED, "Refused"
        DIED = rules.Kind.DIED, "The client died"
        LIVES = rules.Kind.LIVES, "That the client died was wrong"
        WITHDRAWN = rules.Kind.WITHDRAWN, "Taken back by whoever asked"
        PASSED_ON = rules.Kind.PASSED_ON, "Somebody else asked to end it"
        EXPLAINED = rules.Kind.EXPLAINED, "Explained"
        ENDED = rules.Kind.ENDED, "Ended"

    request = models.ForeignKey(FileRequest, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9, choices=Kinds.choices)
    on = models.DateField()
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)  # theirs at that time
    at = models.DateTimeField(default=timezone.now)

    details = SealedJSON(seal_id="ownfile.step.details")  # by kind, see forms

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["request", "at"], name="ownfile_steps")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.on}"


class ConferenceMark(OnFile):
    """That an entry is minutes of a multi-agency conference, or was said to be by mistake (E33)."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True)  # NULL: it is
    taken_back_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(taken_back_at__isnull=True),
                name="minutes_marked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_back_at=None, taken_back_by=None)
                | models.Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="mark_taken_back_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return "conference minutes"


class Arrangement(OnFile):
    """An appointment to read it: who comes along, and how they may be reminded; the newest one counts."""

    request = models.ForeignKey(FileRequest, models.PROTECT, related_name="arrangements")
    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="+")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    details = SealedJSON(
        seal_id="ownfile.arrangement.details"
    )  # {"supporter", "interpreter", "reminder"}

    def __str__(self) -> str:
        return f"arrangement of {self.at:%Y-%m-%d}"


class Complaint(OnFile):
    """A client complains of how we handled what is theirs; decided by somebody other than who decided that."""

    request = models.ForeignKey(
        FileRequest, models.PROTECT, null=True, related_name="complaints"
    )  # NULL: of something else
    received_on = models.DateField()
    acknowledge_by = models.DateField()
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    about = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # whose decision or doing; NULL: nobody's in particular
    acknowledged_on = models.DateField(null=True)  # NULL: not yet
    decided_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)  # NULL: not yet
    upheld = models.BooleanField(null=True)  # NULL: not decided

    words = SealedText(seal_id="ownfile.complaint.words")
    answer = SealedText(seal_id="ownfile.complaint.answer", null=True)  # NULL: not decided

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["file", "acknowledge_by"],
                condition=models.Q(decided_on__isnull=True),
                name="complaints_open",
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(decided_on=None, decided_by=None, upheld=None)
                | models.Q(
                    decided_on__isnull=False, decided_by__isnull=False, upheld__isnull=False
                ),
                name="complaint_decided_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(about=None)
                | models.Q(decided_by=None)
                | ~models.Q(decided_by=models.F("about")),
                name="complaint_decided_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"complaint of {self.received_on}"


class Rectification(OnFile):
    """They say that an entry is wrong: their statement stands beside it, and nothing is overwritten (E28)."""

    class Decision(models.TextChoices):
        """What was decided besides."""

        WAITS = "", "Not answered yet"
        CORRECTED = "corrected", "It was wrong: a correction of ours stands beside it too"
        STANDS = "stands", "Our record stands, with their statement beside it"

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    statement = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    received_on = models.DateField()
    due_on = models.DateField()
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=9, choices=Decision.choices, blank=True, default="")
    decided_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)  # NULL: not answered

    remark = models.UUIDField(
        null=True, unique=True
    )  # what they wrote at a screen; NULL: said else

    answer = SealedText(seal_id="ownfile.rectification.answer", null=True)  # NULL: not answered

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["file", "due_on"],
                condition=models.Q(decided_on__isnull=True),
                name="rectifications_open",
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(decision="", decided_on=None, decided_by=None)
                | ~models.Q(decision="")
                & models.Q(decided_on__isnull=False, decided_by__isnull=False),
                name="rectification_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"rectification of {self.received_on}"
