"""Who asked about somebody, what a manager makes of it, and to which file it belongs."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.sealing.fields import SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker


class Call(models.Model):
    """That somebody asked whether somebody is a client (clause 3.3.1); the row is never changed.

    Nothing in it is looked up anywhere, so that it is the same whether a file is there or not.
    """

    class By(models.TextChoices):
        """By what way they asked."""

        TELEPHONE = "telephone", "By telephone"
        EMAIL = "email", "By e-mail or message"
        LETTER = "letter", "By letter"
        DOOR = "door", "In person, or at the door"
        ONLINE = "online", "On a public page or platform"

    class Claims(models.TextChoices):
        """Who they say they are."""

        EMPLOYER = "employer", "An employer"
        JOURNALIST = "journalist", "A journalist"
        INSURER = "insurer", "An insurer or a bank"
        PARTNER = "partner", "A partner or former partner"
        RELATIVE = "relative", "A relative or friend"
        SOLICITOR = "solicitor", "A solicitor"
        POLICE = "police", "The police"
        AGENCY = "agency", "Another agency"
        OTHER = "other", "Somebody else, or they did not say"

    class Answered(models.TextChoices):
        """What was answered."""

        SAME = "same", "The answer that everybody gets"
        NOTHING = "nothing", "Nothing was answered"
        OTHER = "other", "Something else was said"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recorded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    came_by = models.CharField(max_length=9, choices=By.choices)
    claims = models.CharField(max_length=10, choices=Claims.choices)
    answered = models.CharField(max_length=7, choices=Answered.choices)
    looked_at = models.DateTimeField(null=True)  # by the database; NULL: nobody has looked yet
    caller = SealedText(seal_id="callers.call.caller")  # as they said; empty: they did not
    checked = SealedText(seal_id="callers.call.checked")  # how that was checked; empty: not at all
    about = SealedText(seal_id="callers.call.about")  # whom they asked about, as they said it
    asked = SealedText(seal_id="callers.call.asked")
    told = SealedText(seal_id="callers.call.told")  # what was said instead; empty: nothing

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["recorded_at", "id"], name="call_by_time"),
            models.Index(fields=["recorded_by", "recorded_at"], name="call_by_recorder"),
            models.Index(
                fields=["recorded_at"],
                name="call_to_look_at",
                condition=models.Q(looked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"call of {self.recorded_at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the call's own key."""
        return KeyRef("call", self.id)


class CallLook(models.Model):
    """What a manager makes of a call; corrected by a further look, never changed.

    No meaning says whether somebody is a client: managers of both services read it.
    """

    class Meaning(models.TextChoices):
        """What it means."""

        NOTHING = "nothing", "Nothing more is to be done"
        LOOKING = "looking", "Somebody may be looking for a person"
        THREAT = "threat", "A threat, or danger"
        PRESS = "press", "The press"
        OFFICIAL = "official", "A body with a task of its own: it was told how to ask in writing"
        TOLD_TOO_MUCH = "too_much", "More was said than should have been"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="looks")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    meaning = models.CharField(max_length=8, choices=Meaning.choices)
    words = SealedText(seal_id="callers.look.words")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["call", "at"], name="call_looks")
        ]

    def __str__(self) -> str:
        return f"look of {self.at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the call's key."""
        return KeyRef("call", self.call_id)


class CallLink(models.Model):
    """That a call was about whoever a file is of: known to whoever may view that file, and to nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="links")
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["file", "call"], name="a_call_is_on_a_file_once")
        ]

    def __str__(self) -> str:
        return f"link of {self.at:%Y-%m-%d}"
