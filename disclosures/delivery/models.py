"""Handing over a release, and notices to its recipient; each acknowledged, none changed otherwise."""

from django.db import models
from django.utils import timezone

from confidentiality.sealing.fields import SealedText
from disclosures.models import OnFile, Release
from staff.models import Worker


class Acknowledged(OnFile):
    """What a recipient can acknowledge, once: on which day, and what they said."""

    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    acknowledged_on = models.DateField(null=True)  # NULL: not yet

    class Meta:
        abstract = True


class Handover(Acknowledged):
    """The paper of a release was given into somebody's hand, or posted to an address that was checked."""

    class Way(models.TextChoices):
        """How; there is no way by e-mail."""

        HAND = "hand", "Into their hand"
        POST = "post", "By post"

    class Form(models.TextChoices):
        """As what; others than the letter are for whoever sees their own file (5.2.5)."""

        LETTER = "letter", "On paper"
        LARGE = "large", "On paper, in large print"
        DATA = "data", "As a file that a computer can read"

    release = models.ForeignKey(Release, models.PROTECT, related_name="handovers")
    form = models.CharField(max_length=6, choices=Form.choices, default=Form.LETTER)
    way = models.CharField(max_length=4, choices=Way.choices)
    on = models.DateField()
    against = models.BooleanField(
        default=False
    )  # something stood against it, and it had happened already

    place = SealedText(seal_id="delivery.handover.place")  # whose hand, or the address
    checked = SealedText(seal_id="delivery.handover.checked")  # how it was known to be theirs
    said = SealedText(seal_id="delivery.handover.said", null=True)

    def __str__(self) -> str:
        return f"handover of {self.on}"


class Notice(Acknowledged):
    """What the recipient of a release is told of it afterwards (E16, E18, E21)."""

    class Kind(models.TextChoices):
        """What of."""

        RECALLED = "recalled", "It was recalled: destroy it"
        CORRECTED = "corrected", "Something in it was wrong"
        FALSE_THREAT = "false_threat", "The threat is judged to be false"

    release = models.ForeignKey(Release, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind.choices)

    words = SealedText(seal_id="delivery.notice.words")
    said = SealedText(seal_id="delivery.notice.said", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release"],
                condition=models.Q(kind="false_threat"),
                name="threat_judged_once_for_a_release",
            )
        ]

    def __str__(self) -> str:
        return f"notice of {self.at:%Y-%m-%d}"
