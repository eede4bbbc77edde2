"""Grants, walls and partner links on case files, and the flat table that the database keeps from them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from confidentiality.access.grants import PersonGrant, TeamGrant, WallBase
from staff.models import Worker


class CaseFileUserGrant(PersonGrant):
    """One right of one person on one case file."""

    content_object = models.ForeignKey("clients.CaseFile", models.PROTECT, related_name="+")

    class Meta(PersonGrant.Meta):
        db_table = "clients_usergrant"


class CaseFileTeamGrant(TeamGrant):
    """One right of a team's members on one case file."""

    content_object = models.ForeignKey("clients.CaseFile", models.PROTECT, related_name="+")

    class Meta(TeamGrant.Meta):
        db_table = "clients_teamgrant"


class Wall(WallBase):
    """A wall between a person and a case file; a couple's walls are made by the database itself."""

    file = models.ForeignKey("clients.CaseFile", models.PROTECT, related_name="+")

    class Meta(WallBase.Meta):
        constraints = [
            models.UniqueConstraint(fields=["user", "file", "kind"], name="one_wall_of_a_kind")
        ]

    def __str__(self) -> str:
        return self.kind


class PartnerLink(models.Model):
    """Two files whose people are or were partners; readable by nobody, it only makes the couple wall.

    `file_a` is the smaller id, so that one pair is one row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_a = models.ForeignKey("clients.CaseFile", models.PROTECT, related_name="+")
    file_b = models.ForeignKey("clients.CaseFile", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file_a", "file_b"], name="one_link_per_pair"),
            models.CheckConstraint(
                condition=models.Q(file_a__lt=models.F("file_b")), name="link_in_order"
            ),
        ]

    def __str__(self) -> str:
        return "partner link"


class EffectiveGrant(models.Model):
    """What one person holds on one file now, kept by triggers from grants, membership and walls.

    One end per right (NULL: not held; the year 9999: no end), compared when asked; lists are read from here. The
    key's index includes the ends (clients 0003): row security asks it for every row, and must not find another.
    """

    pk = models.CompositePrimaryKey("file_id", "user_id")
    file = models.ForeignKey(
        "clients.CaseFile", models.DO_NOTHING, db_index=False, db_constraint=False, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )
    view_until = models.DateTimeField(null=True)
    contribute_until = models.DateTimeField(null=True)
    third_party_until = models.DateTimeField(null=True)
    lead_until = models.DateTimeField(null=True)
    attention_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["user", "attention_at", "file"], include=["view_until"], name="grant_page"
            ),
        ]

    def __str__(self) -> str:
        return "effective grant"


def led_by(worker: Worker, file: str = "file_id") -> models.Exists:
    """Return the test that the file of a row, in its column `file`, is this worker's to decide about."""
    mine = EffectiveGrant.objects.filter(file_id=models.OuterRef(file), user_id=worker.pk)
    return models.Exists(mine.filter(lead_until__gt=Now()))
