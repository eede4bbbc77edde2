"""The case file and what is in it. Every field of content is sealed under its subject's key."""

import uuid
from datetime import date

from django.db import models
from django.utils import timezone

from confidentiality.sealing.fields import SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Service, Team, Worker

from .duty.models import DutySearch, DutySearchSeen
from .grants import CaseFileTeamGrant, CaseFileUserGrant, EffectiveGrant, PartnerLink, Wall
from .thirdparty.ties import Ties, ties_from

__all__ = [
    "CaseFile",
    "CaseFileTeamGrant",
    "CaseFileUserGrant",
    "DutySearch",
    "DutySearchSeen",
    "EffectiveGrant",
    "Entry",
    "PartnerLink",
    "ThirdPartyRecord",
    "Wall",
]


class CaseFile(models.Model):
    """One client's file with one service (clause 5.2.2); a person may have several.

    `person` is the same on all files of one person: retention counts them together. `left_on` is the day the
    person left this service; NULL while they have not, or while the date waits to be confirmed.
    """

    class Status(models.TextChoices):
        """Where the work stands."""

        OPEN = "open", "Open"
        ON_HOLD = "on_hold", "On hold"
        CLOSED = "closed", "Closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=9, unique=True)
    service = models.CharField(
        max_length=4, choices=[(s.value, s.label) for s in (Service.ISS, Service.DVPP)]
    )
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    opened_on = models.DateField()
    left_on = models.DateField(null=True)
    of_age_in = models.PositiveSmallIntegerField(
        null=True
    )  # the year, of a client who left as a child; `ages.OF_AGE`: of everybody else; NULL: nobody has looked
    person = models.UUIDField(default=uuid.uuid4)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    lead = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: not allocated
    created_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: imported
    attention_at = models.DateTimeField(default=timezone.now)
    origin_import = models.UUIDField(null=True)  # NULL: opened here
    reviewed_at = models.DateTimeField(null=True)  # NULL: an imported file before its one review

    name = SealedText(seal_id="clients.file.name")
    known_as = SealedJSON(seal_id="clients.file.known_as")  # list of names
    date_of_birth = SealedText(seal_id="clients.file.date_of_birth")  # ISO date, or empty
    contact = SealedJSON(seal_id="clients.file.contact")  # see clients.contact
    partner_names = SealedJSON(seal_id="clients.file.partner_names")  # list of names as told

    # what the file's door has learnt: whether the policy was explained, and the rights of whoever came through
    policy_explained = True
    rights_at_door: frozenset[str] | None = None
    ask_again_on: date | None  # about safe contact; only where whoever opened it was told

    class Meta:
        permissions = [
            ("contribute", "May write in the file"),
            ("view_third_party", "May read third-party records"),
            ("lead", "Leads the work and gives grants"),
        ]
        indexes = [
            models.Index(fields=["left_on"], name="file_by_leaving"),
            models.Index(fields=["person"], name="file_by_person"),
            # for whoever joins a team: the attention of thousands of files, without reading them
            models.Index(fields=["id"], include=["attention_at"], name="file_attention"),
            # for whoever allocates: the open files of a team by their lead and without one, the oldest first; NULL is
            # no value, and an index by it would not give them in order
            models.Index(
                fields=["team", "lead", "opened_on", "id"],
                name="file_by_lead",
                condition=~models.Q(status="closed"),
            ),
            models.Index(
                fields=["team", "opened_on", "id"],
                name="file_without_lead",
                condition=~models.Q(status="closed") & models.Q(lead=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="closed") | models.Q(left_on__isnull=True),
                name="only_closed_files_are_left",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def sealed_under(self) -> KeyRef:
        """Return the file's own key."""
        return KeyRef("file", self.id)


class Entry(models.Model):
    """One record in a file: fact, or opinion with its basis (clause 5.2.2).

    Its author may mend it for 24 hours; after that only a further entry corrects it. What the client says of one is
    theirs: it is mended, corrected and taken apart by nobody. What was held is as it stood, and mended by nobody.
    """

    class Kind(models.TextChoices):
        """What it records."""

        NOTE = "note", "Note"
        CALL = "call", "Call"
        SESSION = "session", "Session"
        ASSESSMENT = "assessment", "Assessment"
        DOCUMENT = "document", "Document"
        CORRECTION = "correction", "Correction"
        HANDOVER = "handover", "Handover note"
        STATEMENT = "statement", "Client’s statement"  # stands beside an entry (E28)
        HELD = "held", "What we held"  # besides entries, when the client asked for it (5.2.5)

    class Nature(models.TextChoices):
        """Fact or opinion; imported notes were never told apart."""

        FACT = "fact", "Fact"
        OPINION = "opinion", "Opinion"
        IMPORTED = "imported", "Imported, not told apart"

    class SensitiveKind(models.TextChoices):
        """Which fact of clause 4.4.2 an entry holds, or another that the worker holds as private."""

        RAPE = "rape", "Rape or sexual violence"
        HIV = "hiv", "HIV"
        AIDS = "aids", "AIDS-related illness"
        OTHER = "other", "Another fact as private as these"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    nature = models.CharField(max_length=8, choices=Nature.choices)
    happened_on = models.DateField(null=True)  # NULL: imported without a date
    written_at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: imported
    taken_over_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: its author sent it themselves; else who kept what a leaver had typed (E51)
    sensitive = models.BooleanField(default=False)  # clause 4.4.2
    # a family court's paper (E23), in its words or its document; NULL: nobody has said
    court_paper = models.BooleanField(null=True)
    # when that was said of it after it was written; NULL: it was not, or as it was written
    court_said_at = models.DateTimeField(null=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections"
    )  # NULL: none
    # NULL: it holds all that was written; else when something that others said was last taken out of it
    taken_out_at = models.DateTimeField(null=True)
    # a page's entries bring their corrections with them (clients.access)
    corrected_by: "list[Entry]"

    body = SealedText(seal_id="clients.entry.body")
    basis = SealedText(seal_id="clients.entry.basis")  # empty unless an opinion
    sensitive_kind = SealedText(seal_id="clients.entry.sensitive_kind")  # empty unless sensitive

    class Meta:
        indexes = [models.Index(fields=["file", "written_at"], name="entry_timeline")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="statement") | models.Q(corrects__isnull=False),
                name="statement_stands_beside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.written_at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the file's key."""
        return KeyRef("file", self.file_id)


class ThirdPartyRecord(models.Model):
    """What somebody else said, kept apart from the file under a key and a grant of its own (clause 3.2.1).

    Its author may mend it for 24 hours; after that only a further record corrects it. Where nobody has said who may be
    told, nobody may.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="third_party_records")
    in_confidence = models.BooleanField()
    safety_critical = models.BooleanField()
    written_at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections"
    )  # NULL: none
    # a page's records bring their corrections with them (clients.access)
    corrected_by: "list[ThirdPartyRecord]"

    about_whom = SealedText(seal_id="clients.third_party.about_whom")
    from_whom = SealedText(seal_id="clients.third_party.from_whom")
    body = SealedText(seal_id="clients.third_party.body")
    # NULL: written before it was asked; else see clients.thirdparty.ties
    told = SealedJSON(seal_id="clients.third_party.told", null=True)

    class Meta:
        indexes = [models.Index(fields=["file", "written_at"], name="third_party_timeline")]

    def __str__(self) -> str:
        return f"third-party record of {self.written_at:%Y-%m-%d}"

    @property
    def ties(self) -> Ties:
        """Return who of the file's people it is about and from, and who may be told."""
        return ties_from(self.told)

    def sealed_under(self) -> KeyRef:
        """Return the key of the file's third-party set."""
        return KeyRef("third_party", self.file_id)
